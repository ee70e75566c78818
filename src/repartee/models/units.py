"""Sizes, rates and times as people read them."""

from __future__ import annotations

_KILO = 1000
_MINUTE, _HOUR = 60, 3600


def size_text(size_bytes: float) -> str:
    """A size such as `484 MB`, in powers of a thousand as disks are sold."""
    amount = float(size_bytes)
    for unit in ("bytes", "kB", "MB"):
        if amount < _KILO:
            return f"{amount:.0f} {unit}"
        amount /= _KILO
    return f"{amount:.2f} GB" if amount < 10 else f"{amount:.0f} GB"


def rate_text(bytes_per_sec: float | None) -> str:
    """A rate such as `12.3 MB/s`; empty for None."""
    if bytes_per_sec is None:
        return ""
    if bytes_per_sec < _KILO * _KILO:
        return f"{bytes_per_sec / _KILO:.0f} kB/s"
    return f"{bytes_per_sec / _KILO / _KILO:.1f} MB/s"


def time_text(secs: float | None) -> str:
    """A time such as `48 s`, `3:05 min` or `1:20 h`; empty for None."""
    if secs is None:
        return ""
    whole = round(secs)
    if whole < _MINUTE:
        return f"{whole} s"
    if whole < _HOUR:
        return f"{whole // _MINUTE}:{whole % _MINUTE:02d} min"
    return f"{whole // _HOUR}:{whole % _HOUR // _MINUTE:02d} h"
