"""Converting between units.

The table is our own and exact: pint takes half a second to load and four packages to install, and
would still need a table of what people call the units.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from repartee.tools.answer import Answer, Refusal, answer
from repartee.tools.spoken import capitalized, exact, say_number

_BIGGEST = 10**30


@dataclass(frozen=True)
class Unit:
    """A unit of measure.

    A quantity in the unit is ``amount * size + zero`` in the base unit of what it measures.
    """

    measures: str
    singular: str
    plural: str
    size: Fraction
    zero: Fraction = Fraction(0)

    def named(self, text: str, one: bool) -> str:
        """Name a quantity: "5 miles"."""
        return f"{text} {self.singular if one else self.plural}"


def _units(measures: str, *rows: tuple[str, Fraction | int, str]) -> dict[str, Unit]:
    """Build a table by every name; a row is "singular/plural", size, other names."""
    table: dict[str, Unit] = {}
    for names, size, others in rows:
        singular, _, plural = names.partition("/")
        unit = Unit(measures, singular, plural or f"{singular}s", Fraction(size))
        table |= dict.fromkeys([unit.singular, unit.plural, *others.split()], unit)
    return table


_INCH = Fraction("0.0254")
_POUND = Fraction("0.45359237")
_US_GALLON = Fraction("3.785411784")
_HOUR = 3600
_TEMPERATURE = "temperature"

# Sizes are exact by definition: the international yard and pound (1959), the US gallon of
# 231 cubic inches, the Julian year. Months are a twelfth of it.
UNITS: dict[str, Unit] = {
    **_units(
        "length",
        ("meter", 1, "metre metres m"),
        ("kilometer", 1000, "kilometre kilometres km kms klick klicks"),
        ("centimeter", Fraction("0.01"), "centimetre centimetres cm"),
        ("millimeter", Fraction("0.001"), "millimetre millimetres mm"),
        ("mile", _INCH * 63360, "mi"),
        ("yard", _INCH * 36, "yd"),
        ("foot/feet", _INCH * 12, "ft"),
        ("inch/inches", _INCH, "in"),
        ("nautical mile", 1852, ""),
        ("light year", 9_460_730_472_580_800, "lightyear lightyears"),
    ),
    **_units(
        "weight",
        ("kilogram", 1, "kg kilo kilos kilogramme kilogrammes"),
        ("gram", Fraction("0.001"), "g gramme grammes"),
        ("milligram", Fraction("0.000001"), "mg"),
        ("tonne", 1000, ""),
        ("metric ton", 1000, ""),
        ("pound", _POUND, "lb lbs"),
        ("ounce", _POUND / 16, "oz"),
        ("stone/stone", _POUND * 14, "stones st"),
        ("ton", _POUND * 2000, ""),
    ),
    **_units(
        "volume",
        ("liter", 1, "litre litres l"),
        ("milliliter", Fraction("0.001"), "millilitre millilitres ml"),
        ("centiliter", Fraction("0.01"), "centilitre centilitres cl"),
        ("gallon", _US_GALLON, "gal"),
        ("quart", _US_GALLON / 4, "qt"),
        ("pint", _US_GALLON / 8, "pt"),
        ("cup", _US_GALLON / 16, ""),
        ("fluid ounce", _US_GALLON / 128, "floz"),
        ("tablespoon", _US_GALLON / 256, "tbsp"),
        ("teaspoon", _US_GALLON / 768, "tsp"),
        ("imperial gallon", Fraction("4.54609"), ""),
        ("imperial pint", Fraction("4.54609") / 8, ""),
        ("cubic meter", 1000, ""),
    ),
    **_units(
        "speed",
        ("mile per hour/miles per hour", _INCH * 63360 / _HOUR, "mph"),
        ("kilometer per hour/kilometers per hour", Fraction(1000, _HOUR), "kph kmh km/h"),
        ("meter per second/meters per second", 1, "m/s mps"),
        ("foot per second/feet per second", _INCH * 12, "ft/s"),
        ("knot", Fraction(1852, _HOUR), ""),
    ),
    **_units(
        "time",
        ("second", 1, "sec secs s"),
        ("millisecond", Fraction("0.001"), "ms"),
        ("minute", 60, "min mins"),
        ("hour", _HOUR, "hr hrs h"),
        ("day", 86_400, ""),
        ("week", 604_800, ""),
        ("fortnight", 1_209_600, ""),
        ("month", 2_629_800, ""),
        ("year", 31_557_600, ""),
        ("decade", 315_576_000, ""),
        ("century/centuries", 3_155_760_000, ""),
    ),
    **_units(
        "data",
        ("byte", 1, ""),
        ("bit", Fraction(1, 8), ""),
        ("kilobyte", 10**3, "kb"),
        ("megabyte", 10**6, "mb"),
        ("gigabyte", 10**9, "gb gig gigs"),
        ("terabyte", 10**12, "tb"),
        ("petabyte", 10**15, "pb"),
        ("kibibyte", 2**10, "kib"),
        ("mebibyte", 2**20, "mib"),
        ("gibibyte", 2**30, "gib"),
        ("megabit", Fraction(10**6, 8), "mbit"),
        ("gigabit", Fraction(10**9, 8), "gbit"),
    ),
}

# Temperatures in kelvin, whose scales don't share a zero.
_CELSIUS = Unit(_TEMPERATURE, "degree Celsius", "degrees Celsius", Fraction(1), Fraction("273.15"))
_FAHRENHEIT = Unit(
    _TEMPERATURE,
    "degree Fahrenheit",
    "degrees Fahrenheit",
    Fraction(5, 9),
    Fraction("273.15") - Fraction(160, 9),
)
_KELVIN = Unit(_TEMPERATURE, "kelvin", "kelvin", Fraction(1))
UNITS |= dict.fromkeys(
    ("celsius", "degrees celsius", "degree celsius", "centigrade", "c"), _CELSIUS
)
UNITS |= dict.fromkeys(("fahrenheit", "degrees fahrenheit", "degree fahrenheit", "f"), _FAHRENHEIT)
UNITS |= dict.fromkeys(("kelvin", "kelvins", "degrees kelvin", "k"), _KELVIN)


def convert(amount: float, from_unit: str, to_unit: str) -> Answer:
    """Convert a quantity.

    Raises:
        Refusal: For unknown units, units of different things, and quantities that can't exist.
    """
    source, target = unit_named(from_unit), unit_named(to_unit)
    if source.measures != target.measures:
        raise Refusal(
            f"I can't turn {source.plural} into {target.plural}: "
            f"one measures {source.measures}, the other {target.measures}."
        )
    base = _in_base(amount, source)
    result = (base - target.zero) / target.size
    said_from, said_to = say_number(amount), say_number(result)
    return answer(
        capitalized(
            f"{source.named(said_from.text, amount == 1)} is "
            f"{target.named(str(said_to), said_to.text == '1')}."
        ),
        result=float(result),
        unit=target.plural,
    )


def unit_named(name: str) -> Unit:
    """Look a unit up by any of its names.

    Raises:
        Refusal: If there is none of that name.
    """
    key = " ".join(name.lower().replace("_", " ").replace("°", "degrees ").rstrip(".").split())
    unit = UNITS.get(key) or UNITS.get(_american(key))
    if unit is None:
        raise Refusal(
            f"I don't know the unit {name or 'you mean'}. I know lengths, weights, volumes, "
            "temperatures, speeds, times and data sizes. Try, convert 5 miles to kilometers."
        )
    return unit


def _american(name: str) -> str:
    for british, american in (("metre", "meter"), ("litre", "liter")):
        name = name.replace(british, american)
    return name.replace(" an hour", " per hour").replace(" a second", " per second")


def _in_base(amount: float, unit: Unit) -> Fraction:
    if not math.isfinite(amount) or abs(amount) >= _BIGGEST:
        raise Refusal("That is more than I can convert. Try a smaller number.")
    base = exact(amount) * unit.size + unit.zero
    if base < 0 and unit.measures == _TEMPERATURE:
        raise Refusal("Nothing is that cold: absolute zero is minus 273.15 degrees Celsius.")
    if base < 0:
        raise Refusal(f"I can't convert a negative number of {unit.plural}. Try a positive one.")
    return base


class Units:
    """The conversions a caller can ask for."""

    async def convert_units(self, amount: float, from_unit: str, to_unit: str) -> Answer:
        """Convert an amount from one unit to another of the same kind.

        Args:
            amount: How many of the first unit.
            from_unit: A unit of length, weight, volume, temperature, speed, time or data.
            to_unit: A unit of the same kind.
        """
        return convert(amount, from_unit, to_unit)
