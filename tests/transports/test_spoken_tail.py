"""When callers fell silent, by the level of what they sent; times are in seconds."""

from __future__ import annotations

import numpy as np
import pytest

from repartee.transports.room.spoken_tail import SpokenTail

_PIECE = 320


def _tone(level: int) -> bytes:
    return (np.resize([level, -level], _PIECE)).astype("<i2").tobytes()


def _heard(levels: list[int]) -> SpokenTail:
    tail = SpokenTail()
    for index, level in enumerate(levels):
        tail.heard(_tone(level), index * 0.02)
    return tail


def test_it_is_quiet_since_the_last_audible_piece() -> None:
    tail = _heard([0] * 10 + [3000] * 20 + [200] * 2 + [0] * 10)
    assert tail.quiet_secs(0.84) == pytest.approx(0.84 - 31 * 0.02)


def test_what_is_as_loud_as_the_room_is_no_speech() -> None:
    tail = _heard([30] * 10 + [3000] * 20 + [30] * 10)
    assert tail.quiet_secs(0.8) == pytest.approx(0.8 - 29 * 0.02)


def test_silence_alone_tells_nothing() -> None:
    assert _heard([]).quiet_secs(1) is None
    assert _heard([0] * 50).quiet_secs(1) is None


def test_what_was_long_ago_is_forgotten() -> None:
    assert _heard([3000] * 5 + [0] * 100).quiet_secs(2.1) is None
