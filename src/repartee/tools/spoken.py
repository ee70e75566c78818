"""Text the way people say it: numbers, times, lengths of time, lists of things."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from unicode_rbnf import RbnfEngine

# Beyond this a listener loses count of the digits, and so does a voice.
_LONGEST_PLAIN = 10**15
_SMALLEST_PLAIN = Fraction(1, 10**6)


class SpokenNumber(NamedTuple):
    """A number ready to be said."""

    text: str
    """Digits, with commas between thousands: voices read bare "1984" as a year."""
    exact: bool
    """False when the text is rounded."""

    def __str__(self) -> str:
        """The text, owning up to rounding: "about 8.05"."""
        return self.text if self.exact else f"about {self.text}"


def say_number(value: Fraction | float) -> SpokenNumber:
    """Say a number with as many digits as a listener can use.

    Two decimals from one upwards, three significant digits below one, powers of ten from 10**15
    upwards and below one millionth.
    """
    value = exact(value)
    size = abs(value)
    if size >= _LONGEST_PLAIN or 0 < size < _SMALLEST_PLAIN:
        text, shown = _powers_of_ten(size)
    else:
        decimals = 2 if size >= 1 or size == 0 else _decimals_for_three_digits(size)
        shown = round(size, decimals)
        text = _plain(shown, decimals)
    return SpokenNumber(f"minus {text}" if value < 0 else text, shown == size)


def exact(value: Fraction | float) -> Fraction:
    """Take a number as it was written: 0.1 is a tenth, not the nearest binary fraction."""
    return value if isinstance(value, Fraction) else Fraction(str(value))


def _decimals_for_three_digits(size: Fraction) -> int:
    decimals = 3
    while size * 10 ** (decimals - 2) < 1:
        decimals += 1
    return decimals


def _plain(size: Fraction, decimals: int) -> str:
    with localcontext(prec=40):
        text = f"{Decimal(size.numerator) / Decimal(size.denominator):,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _powers_of_ten(size: Fraction) -> tuple[str, Fraction]:
    with localcontext(prec=40):
        rounded = f"{Decimal(size.numerator) / Decimal(size.denominator):.2e}"
    digits, power = rounded.split("e")
    digits = digits.rstrip("0").rstrip(".")
    sign = "minus " if power.startswith("-") else ""
    return f"{digits} times 10 to the power of {sign}{abs(int(power))}", Fraction(rounded)


def count_of(count: int, thing: str, things: str = "") -> str:
    """Say how many there are: "1 note", "3 notes".

    Args:
        count: How many.
        thing: The singular.
        things: The plural, where an "s" isn't enough.
    """
    return f"{count:,} {thing if count == 1 else things or thing + 's'}"


def join(parts: Sequence[str], last: str = "and") -> str:
    """Join parts as one would aloud: "milk, eggs and bread"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def capitalized(text: str) -> str:
    """Begin a sentence, leaving the rest of it alone."""
    return text[:1].upper() + text[1:]


def shorten(text: str, limit: int = 80) -> str:
    """Cut a text at a word boundary so that quoting it back stays short.

    Args:
        text: Any text.
        limit: The most characters to keep.
    """
    if len(text) <= limit:
        return text
    return text[:limit].rsplit(" ", 1)[0] + " and so on"


@cache
def number_words(value: int) -> str:
    """Write a whole number in words: "forty two"."""
    words = RbnfEngine.for_language("en").format_number(value).text
    return words.replace("-", " ")


def say_time(moment: datetime) -> str:
    """Say a time of day: "ten forty two in the morning", "noon", "five past midnight" as 12:05.

    Args:
        moment: Any moment; its own hours and minutes are said.
    """
    if moment.minute == 0 and moment.hour % 12 == 0:
        return "noon" if moment.hour else "midnight"
    hour = number_words(moment.hour % 12 or 12)
    return f"{hour} {_say_minutes(moment.minute)} {_part_of_day(moment.hour)}"


def _say_minutes(minute: int) -> str:
    if minute == 0:
        return "o'clock"
    return f"oh {number_words(minute)}" if minute < 10 else number_words(minute)


def _part_of_day(hour: int) -> str:
    if hour < 12:
        return "in the morning" if hour else "at night"
    if hour < 17:
        return "in the afternoon"
    return "in the evening" if hour < 21 else "at night"


def say_date(day: date) -> str:
    """Say a date: "Friday, November 21st, 2025"."""
    return f"{day:%A}, {day:%B} {_ordinal(day.day)}, {day.year}"


def _ordinal(number: int) -> str:
    if 10 <= number % 100 <= 20:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def say_duration(seconds: float) -> str:
    """Say a length of time in its two largest units: "1 hour and 5 minutes".

    Args:
        seconds: Seconds; rounded to whole ones, and under a minute only seconds are said.
    """
    remaining = round(seconds)
    parts = []
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")):
        amount, remaining = divmod(remaining, size)
        if amount:
            parts.append(count_of(amount, unit))
    return join(parts[:2]) if parts else "less than a second"
