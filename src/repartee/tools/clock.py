"""The time here and elsewhere, the date, and how long until something."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from repartee.tools.answer import Answer, Refusal, answer
from repartee.tools.cities import ZONES
from repartee.tools.host import ToolHost
from repartee.tools.occasions import WEEKDAYS, next_occasion, next_weekday
from repartee.tools.second_person import second_person
from repartee.tools.spoken import capitalized, count_of, say_date, say_time, shorten

_NEAR_DAYS = {"today": 0, "tomorrow": 1, "yesterday": -1, "the day after tomorrow": 2}


def time_here(now: datetime) -> Answer:
    """Say the caller's own time."""
    return answer(f"It's {say_time(now)}.", time=now.isoformat(timespec="minutes"))


def time_in(now: datetime, city: str) -> Answer:
    """Say the time in another place.

    Raises:
        Refusal: If the place is unknown.
    """
    there = now.astimezone(zone_of(city))
    day = {1: "already tomorrow, ", -1: "still yesterday, "}
    offset = day.get((there.date() - now.date()).days, "")
    return answer(
        f"In {city.title()} it's {offset}{say_time(there)}.",
        time=there.isoformat(timespec="minutes"),
    )


def zone_of(city: str) -> ZoneInfo:
    """Find the time zone of a place.

    Raises:
        Refusal: If the place is unknown.
    """
    letters = unicodedata.normalize("NFKD", city.lower().replace("st.", "saint"))
    key = " ".join("".join(c for c in letters if not unicodedata.combining(c)).split())
    try:
        return ZoneInfo(ZONES[key])
    except (KeyError, ZoneInfoNotFoundError):
        raise Refusal(
            f"I don't know what time it is in {shorten(city).title()}. "
            "I know most capitals and big cities, such as Tokyo, London or New York."
        ) from None


def date_of(today: date, day: str) -> Answer:
    """Say the date of today, a day near it, or the next such weekday.

    Raises:
        Refusal: If the day is none of these.
    """
    key = day.lower().removeprefix("next ").removeprefix("on ").strip() or "today"
    if key in WEEKDAYS:
        when = next_weekday(today, key)
        if when == today and day.lower().startswith("next "):
            when += timedelta(days=7)
    elif key in _NEAR_DAYS:
        when = today + timedelta(days=_NEAR_DAYS[key])
    else:
        raise Refusal("I can tell you the date of today, tomorrow, yesterday or a day of the week.")
    verb = "was" if when < today else "is"
    says = "Today" if when == today else "The next one" if key in WEEKDAYS else key.capitalize()
    return answer(f"{says} {verb} {say_date(when)}.", date=when.isoformat())


def days_to(today: date, occasion: str) -> Answer:
    """Say how long it is until an occasion.

    Raises:
        Refusal: If the occasion is unknown.
    """
    found = next_occasion(today, occasion)
    if found is None:
        asked = second_person(shorten(occasion)) or "that"
        raise Refusal(
            f"I don't know when {asked} is. I know holidays such as Christmas, Easter and "
            "Halloween, the seasons, months, and the weekend."
        )
    spoken, when = found
    days = (when - today).days
    if days == 0:
        say = f"It's {spoken} today!" if spoken != "the weekend" else "It's the weekend now!"
    elif days == 1:
        say = f"{capitalized(spoken)} is tomorrow."
    else:
        say = f"It's {count_of(days, 'day')} until {spoken}."
    return answer(say, days=days, date=when.isoformat())


class Clock:
    """What a caller can ask about time."""

    def __init__(self, host: ToolHost) -> None:
        self._host = host

    async def tell_time(self, city: str = "") -> Answer:
        """Tell the time, here or in another city.

        Args:
            city: A well-known city or country; empty for the caller's own time.
        """
        now = self._host.now()
        return time_in(now, city) if city else time_here(now)

    async def tell_date(self, day: str = "today") -> Answer:
        """Tell the date and weekday of a day near today.

        Args:
            day: today, tomorrow, yesterday, or a weekday for the next such day.
        """
        return date_of(self._host.now().date(), day)

    async def days_until(self, occasion: str) -> Answer:
        """Count the days until a holiday, a season, a month, a weekday or the weekend.

        Args:
            occasion: For example christmas, easter, halloween, summer, june, friday, weekend.
        """
        return days_to(self._host.now().date(), occasion)
