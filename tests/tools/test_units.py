from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from repartee.tools.answer import Refusal
from repartee.tools.units import UNITS, convert, unit_named


@pytest.mark.parametrize(
    ("amount", "source", "target", "said"),
    [
        (5, "miles", "kilometers", "5 miles is about 8.05 kilometers."),
        (1, "pound", "ounces", "1 pound is 16 ounces."),
        (100, "fahrenheit", "celsius", "100 degrees Fahrenheit is about 37.78 degrees Celsius."),
        (-40, "celsius", "fahrenheit", "Minus 40 degrees Celsius is minus 40 degrees Fahrenheit."),
        (3, "feet", "metres", "3 feet is about 0.914 meters."),
        (2.54, "cm", "inch", "2.54 centimeters is 1 inch."),
        (60, "miles an hour", "km/h", "60 miles per hour is about 96.56 kilometers per hour."),
        (2, "gallons", "pints", "2 gallons is 16 pints."),
        (1.5, "gigabytes", "mb", "1.5 gigabytes is 1,500 megabytes."),
        (2, "weeks", "hours", "2 weeks is 336 hours."),
    ],
)
def test_conversions_are_said_in_a_sentence(
    amount: float, source: str, target: str, said: str
) -> None:
    assert convert(amount, source, target)["say"] == said


@pytest.mark.parametrize(
    ("amount", "source", "target", "part"),
    [
        (1, "mile", "liters", "one measures length, the other volume"),
        (1, "zorks", "miles", "don't know the unit zorks"),
        (1, "", "miles", "don't know the unit you mean"),
        (-300, "celsius", "kelvin", "absolute zero"),
        (-1, "miles", "km", "negative number of miles"),
        (float("inf"), "miles", "km", "more than I can convert"),
        (1e40, "miles", "km", "more than I can convert"),
    ],
)
def test_an_impossible_conversion_is_explained(
    amount: float, source: str, target: str, part: str
) -> None:
    with pytest.raises(Refusal, match=part):
        convert(amount, source, target)


names = st.sampled_from(sorted(UNITS))


@given(st.floats(0, 10**6), names, names)
def test_there_and_back_again_is_where_one_started(amount: float, source: str, target: str) -> None:
    assume(unit_named(source).measures == unit_named(target).measures)
    assume(unit_named(source).measures != "temperature")
    there = convert(amount, source, target)["result"]
    assert isinstance(there, float)
    assume(there < 10**30)
    back = convert(there, target, source)["result"]
    assert back == pytest.approx(amount, rel=1e-9, abs=1e-300)


@given(st.floats(), st.one_of(names, st.text(max_size=20)), names)
def test_any_conversion_is_answered_or_refused(amount: float, source: str, target: str) -> None:
    try:
        said = convert(amount, source, target)["say"]
    except Refusal as refusal:
        said = refusal.say
    assert isinstance(said, str)
    assert said.endswith(".")
