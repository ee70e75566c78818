from __future__ import annotations

from typing import Any, Literal

from repartee.transports.pcm16.health_events import Measurement

_Unit = Literal["seconds", "tokens", "characters"]

# How RTVI groups figures about time, and under which keys they stand.
_SECONDS = {
    "ttfb": ("value",),
    "processing": ("value",),
    "ttfa": ("ttfa", "leading_silence"),
    "ttfat": ("ttfat", "thinking_time"),
}


def measurements(data: dict[str, Any]) -> list[Measurement]:
    """Flatten what RTVI's `metrics` carries.

    Pipecat announces each part with figures of nought; those are left out.

    Args:
        data: Lists of figures, by group.
    """
    found: list[Measurement] = []
    for group, keys in _SECONDS.items():
        for figure in data.get(group, ()):
            for key in keys:
                name = group if key == "value" else key
                found += _measured(name, figure.get(key), "seconds", figure)
    for figure in data.get("characters", ()):
        found += _measured("characters", figure.get("value"), "characters", figure)
    for usage in data.get("stt_usage", ()):
        seconds = usage.get("value", {}).get("audio_seconds")
        found += _measured("audio_heard", seconds, "seconds", usage)
    for usage in data.get("tokens", ()):
        for name, value in usage.items():
            found += _measured(name, value, "tokens", {})
    return found


def _measured(name: str, value: object, unit: _Unit, figure: dict[str, Any]) -> list[Measurement]:
    if not isinstance(value, (int, float)) or not value:
        return []
    part = str(figure.get("processor") or "").partition("#")[0]
    return [
        Measurement(name=name, value=value, unit=unit, part=part, model=figure.get("model") or "")
    ]
