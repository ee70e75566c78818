"""What is installed here: Python, the page, a library that speaks; and the clock."""

from __future__ import annotations

import ctypes
import time
from datetime import UTC, datetime
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from repartee.doctor.finding import Finding, bad, good, warning

_OLDEST = (3, 11)
_DAY_SECS = 86_400


def judge_python(version: tuple[int, ...]) -> Finding:
    """Whether Python is new enough."""
    shown = ".".join(str(part) for part in version[:3])
    if version[:2] < _OLDEST:
        return bad("Python", f"{shown} is too old", "Install Python 3.11 or newer.")
    return good("Python", shown)


def judge_page(built: bool) -> Finding:
    """Whether there is a page to serve."""
    if built:
        return good("Page", "it is built")
    return warning(
        "Page", "it was not built; calls by `repartee call` work all the same", "Run: make client"
    )


def look_at_page() -> Finding:
    """Look for the page that the wheel carries."""
    return judge_page(files("repartee").joinpath("server", "page", "index.html").is_file())


def judge_synthesiser(flite: bool, espeak: bool) -> Finding:
    """Whether the built-in voice can speak, which also takes over when others fail."""
    if flite:
        return good("Built-in voice", "flite is installed")
    if espeak:
        return good("Built-in voice", "espeak-ng is installed; flite would sound more natural")
    return bad(
        "Built-in voice",
        "neither flite nor espeak-ng is installed",
        "apt-get install flite, or pip install -e '.[espeak]'.",
    )


def look_at_synthesiser() -> Finding:
    """Look for flite's library and espeak-ng's package."""
    return judge_synthesiser(_loads("libflite.so.1"), find_spec("espeakng_loader") is not None)


def judge_clock(now: float, newest_file: float) -> Finding:
    """Whether the clock can be right; one that is far behind makes every certificate invalid.

    Args:
        now: The clock's time, in seconds since 1970.
        newest_file: When this copy of Repartee was installed, likewise.
    """
    shown = datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%d %H:%M UTC")
    if now + _DAY_SECS < newest_file:
        return bad(
            "Clock",
            f"it says {shown}, which is before Repartee was installed",
            "Set the clock; until then HTTPS fails.",
        )
    return good("Clock", shown)


def look_at_clock() -> Finding:
    """Compare the clock with when this copy was installed."""
    installed = Path(__file__).stat().st_mtime
    return judge_clock(time.time(), installed)


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
