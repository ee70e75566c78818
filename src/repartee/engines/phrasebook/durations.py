"""Lengths of time said in two parts: "an hour and ten minutes"."""

from __future__ import annotations

from collections.abc import Mapping

from repartee.engines.phrasebook.numerals import tidy
from repartee.engines.phrasebook.source import Argument

_SECONDS = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400}


def join_durations(arguments: Mapping[str, Argument]) -> dict[str, Argument]:
    """Fold `more` and `more_unit` into `amount` and `unit`, in the smaller unit of the two.

    Arguments without a second part are returned as they are.
    """
    joined = dict(arguments)
    more = joined.pop("more", None)
    more_unit = joined.pop("more_unit", None)
    if more is None or more_unit is None:
        return joined
    seconds = _seconds(joined["amount"], joined["unit"]) + _seconds(more, more_unit)
    unit = min(str(joined["unit"]), str(more_unit), key=_SECONDS.__getitem__)
    return joined | {"amount": tidy(seconds / _SECONDS[unit]), "unit": unit}


def _seconds(amount: Argument, unit: Argument) -> float:
    return float(amount) * _SECONDS[str(unit)]
