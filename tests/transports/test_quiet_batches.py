"""A quiet room is handed on in longer pieces; what somebody says never waits."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from repartee.transports.room.quiet_batches import QuietBatches

_RATE = 16_000
_PIECE = 320


def _tone(level: int, samples: int = _PIECE) -> bytes:
    return np.resize(np.array([level, -level], "<i2"), samples).tobytes()


def _batches(alert_secs: float = 0.2) -> QuietBatches:
    return QuietBatches(0.1, alert_secs, _RATE)


def _resting(level: int = 10) -> QuietBatches:
    batches = _batches()
    for _ in range(12):
        batches.take(_tone(level))
    batches.rest()
    return batches


def _sizes(batches: QuietBatches, levels: list[int]) -> list[int]:
    return [len(batches.take(_tone(level))) // (2 * _PIECE) for level in levels]


def test_a_quiet_room_goes_on_every_tenth_of_a_second() -> None:
    assert _sizes(_resting(), [10] * 10) == [0, 0, 0, 0, 5, 0, 0, 0, 0, 5]


def test_sound_goes_on_at_once_with_what_waited_before_it() -> None:
    assert _sizes(_resting(), [10, 10, 3000, 3000]) == [0, 0, 3, 1]


def test_whoever_paused_is_heard_piece_by_piece_for_a_while() -> None:
    # 0.2 s are ten pieces, the audible one being before them.
    assert _sizes(_resting(), [3000] + [10] * 15) == [1] * 10 + [0] * 4 + [5] + [0]


def test_a_call_begins_alert() -> None:
    assert _sizes(_batches(), [0] * 4) == [1] * 4


def test_a_noisy_room_is_quiet_too() -> None:
    assert _sizes(_resting(100), [100] * 5) == [0, 0, 0, 0, 5]


def test_a_voice_that_hardly_rises_over_the_room_is_heard_at_once() -> None:
    assert _sizes(_resting(100), [100, 210]) == [0, 2]


@given(
    st.lists(st.tuples(st.integers(0, 20_000), st.integers(1, 700)), max_size=80),
    st.integers(0, 5),
)
def test_nothing_is_left_out_or_changed(pieces: list[tuple[int, int]], alert: int) -> None:
    batches = _batches(alert / 10)
    given = [_tone(level, samples) for level, samples in pieces]
    handed_on = [batches.take(pcm) for pcm in given]
    assert b"".join([*handed_on, batches.rest()]) == b"".join(given)
