from __future__ import annotations

import sys

import pytest

from repartee.transports.daily.client import native_calls
from repartee.transports.daily.faults import DailyMissingError


def test_a_missing_package_is_one_clear_line_and_no_sooner_than_needed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, "repartee.transports.daily.native", raising=False)
    monkeypatch.setitem(sys.modules, "daily", None)
    make = native_calls("Repartee", 24_000, 1.0)
    with pytest.raises(DailyMissingError, match=r"pip install -e '\.\[daily\]'"):
        make()
