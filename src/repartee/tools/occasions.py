"""Days with a name, and when they come round."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_SATURDAY = 5

# Month and day of what falls on the same date every year.
_FIXED = {
    "new year": (1, 1),
    "valentines day": (2, 14),
    "saint patricks day": (3, 17),
    "april fools": (4, 1),
    "independence day": (7, 4),
    "halloween": (10, 31),
    "christmas eve": (12, 24),
    "christmas": (12, 25),
    "boxing day": (12, 26),
    "new years eve": (12, 31),
    # Astronomical, northern hemisphere; they move by a day in some years.
    "spring": (3, 20),
    "summer": (6, 21),
    "autumn": (9, 22),
    "winter": (12, 21),
}

_ALIASES = {
    **dict.fromkeys(("new years", "new years day", "the new year"), "new year"),
    **dict.fromkeys(("christmas day", "xmas"), "christmas"),
    **dict.fromkeys(("valentines", "valentine day", "valentine"), "valentines day"),
    **dict.fromkeys(
        ("saint patrick day", "st patricks day", "st patrick day"), "saint patricks day"
    ),
    **dict.fromkeys(("fourth of july", "the fourth of july", "july fourth"), "independence day"),
    **dict.fromkeys(("april fools day", "april fool"), "april fools"),
    **dict.fromkeys(("the weekend", "this weekend", "next weekend"), "weekend"),
    **dict.fromkeys(("mothers day", "mother day"), "mothers day"),
    **dict.fromkeys(("fathers day", "father day"), "fathers day"),
    **dict.fromkeys(("fall", "the fall"), "autumn"),
    "easter sunday": "easter",
    "thanksgiving day": "thanksgiving",
}

_SPOKEN = {
    "new year": "New Year's Day",
    "new years eve": "New Year's Eve",
    "valentines day": "Valentine's Day",
    "saint patricks day": "Saint Patrick's Day",
    "april fools": "April Fools' Day",
    "mothers day": "Mother's Day",
    "fathers day": "Father's Day",
    "weekend": "the weekend",
    **{season: season for season in ("spring", "summer", "autumn", "winter")},
}


def next_weekday(today: date, name: str) -> date:
    """Find the next such weekday, today included.

    Args:
        today: The day to count from.
        name: A lowercase weekday name.
    """
    return today + timedelta(days=(WEEKDAYS.index(name) - today.weekday()) % 7)


def next_occasion(today: date, occasion: str) -> tuple[str, date] | None:
    """Find when an occasion next comes round, today included.

    Args:
        today: The day to count from.
        occasion: A holiday, season, weekday, month or "weekend", as a person says it.

    Returns:
        How to say the occasion, and its date; None for an occasion it doesn't know.
    """
    key = " ".join(occasion.lower().replace("'", "").replace("\u2019", "").replace(".", "").split())
    key = _ALIASES.get(key, key)
    spoken = _SPOKEN.get(key, key.title())
    if key in WEEKDAYS:
        return spoken, next_weekday(today, key)
    if key == "weekend":
        return spoken, today + timedelta(days=max(0, _SATURDAY - today.weekday()))
    in_year = _in_year(key)
    if in_year is None:
        return None
    this_year = in_year(today.year)
    return spoken, this_year if this_year >= today else in_year(today.year + 1)


def _in_year(key: str) -> Callable[[int], date] | None:
    if key in _FIXED:
        return lambda year: date(year, *_FIXED[key])
    if key in MONTHS:
        return lambda year: date(year, MONTHS.index(key) + 1, 1)
    return _MOVING.get(key)


def _nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def easter(year: int) -> date:
    """Find Easter Sunday by the anonymous Gregorian algorithm (Meeus, Jones, Butcher).

    Args:
        year: A year of the Gregorian calendar.
    """
    golden, (century, of_century) = year % 19, divmod(year, 100)
    leaps, leap_rest = divmod(century, 4)
    moon_drift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - moon_drift + 15) % 30
    weekday = (32 + 2 * leap_rest + 2 * (of_century // 4) - epact - of_century % 4) % 7
    correction = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * correction + 114, 31)
    return date(year, month, day + 1)


_MOVING: dict[str, Callable[[int], date]] = {
    "easter": easter,
    "thanksgiving": lambda year: _nth_weekday(year, 11, WEEKDAYS.index("thursday"), 4),
    "mothers day": lambda year: _nth_weekday(year, 5, WEEKDAYS.index("sunday"), 2),
    "fathers day": lambda year: _nth_weekday(year, 6, WEEKDAYS.index("sunday"), 3),
}
