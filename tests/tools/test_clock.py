from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from repartee.tools.answer import Refusal
from repartee.tools.cities import ZONES
from repartee.tools.clock import Clock, date_of, days_to
from repartee.tools.occasions import easter
from tests.tools.scripted_host import ScriptedHost

FRIDAY = date(2025, 11, 21)


async def said(
    city: str = "", now: datetime = datetime(2025, 11, 21, 15, 42, tzinfo=UTC)
) -> object:
    return (await Clock(ScriptedHost(now)).tell_time(city))["say"]


async def test_the_time_is_the_callers_own() -> None:
    assert await said() == "It's ten forty two in the morning."


async def test_the_time_elsewhere_names_another_day() -> None:
    assert await said("tokyo") == "In Tokyo it's already tomorrow, twelve forty two at night."
    midnight = datetime(2025, 11, 22, 5, 0, tzinfo=UTC)
    assert await said("Honolulu", midnight) == (
        "In Honolulu it's still yesterday, seven o'clock in the evening."
    )


async def test_places_are_known_however_they_are_written() -> None:
    assert "São Paulo" in str(await said("São Paulo"))
    assert "In St. Petersburg it's" in str(await said("St. Petersburg")).replace("Saint", "St.")


async def test_an_unknown_place_is_explained() -> None:
    with pytest.raises(Refusal, match="I don't know what time it is in Gotham"):
        await said("gotham")


def test_every_place_has_a_time_zone_that_exists() -> None:
    assert len(ZONES) > 150
    assert all(ZoneInfo(zone) for zone in set(ZONES.values()))


@pytest.mark.parametrize(
    ("day", "say"),
    [
        ("today", "Today is Friday, November 21st, 2025."),
        ("tomorrow", "Tomorrow is Saturday, November 22nd, 2025."),
        ("yesterday", "Yesterday was Thursday, November 20th, 2025."),
        ("Monday", "The next one is Monday, November 24th, 2025."),
        ("friday", "Today is Friday, November 21st, 2025."),
        ("next friday", "The next one is Friday, November 28th, 2025."),
    ],
)
def test_dates_of_days_near_today(day: str, say: str) -> None:
    assert date_of(FRIDAY, day)["say"] == say


def test_a_day_that_is_no_day_is_explained() -> None:
    with pytest.raises(Refusal, match="today, tomorrow, yesterday or a day of the week"):
        date_of(FRIDAY, "someday")


@pytest.mark.parametrize(
    ("occasion", "say"),
    [
        ("christmas", "It's 34 days until Christmas."),
        ("New Year's Eve", "It's 40 days until New Year's Eve."),
        ("valentine's day", "It's 85 days until Valentine's Day."),
        ("thanksgiving", "It's 6 days until Thanksgiving."),
        ("halloween", "It's 344 days until Halloween."),
        ("the weekend", "The weekend is tomorrow."),
        ("friday", "It's Friday today!"),
        ("june", "It's 192 days until June."),
    ],
)
def test_days_until_an_occasion(occasion: str, say: str) -> None:
    assert days_to(FRIDAY, occasion)["say"] == say


def test_christmas_comes_round_again_the_day_after() -> None:
    assert days_to(date(2025, 12, 25), "christmas")["say"] == "It's Christmas today!"
    assert days_to(date(2025, 12, 26), "christmas")["days"] == 364


def test_on_a_sunday_it_is_the_weekend() -> None:
    assert days_to(date(2025, 11, 23), "weekend")["say"] == "It's the weekend now!"


def test_an_unknown_occasion_is_explained() -> None:
    with pytest.raises(Refusal, match="I don't know when your birthday is"):
        days_to(FRIDAY, "my birthday")


@pytest.mark.parametrize(
    "day",
    [date(2000, 4, 23), date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5), date(2038, 4, 25)],
)
def test_easter_falls_where_the_churches_say(day: date) -> None:
    assert easter(day.year) == day
