from __future__ import annotations

from collections import deque

import numpy as np

from repartee.engines.voice.manner import Manner
from repartee.engines.voice.pieces import cut
from repartee.engines.voice.schedule import Job, neediest
from repartee.engines.voice.shaping import Shaped, Shaper


def job(utterance: int, arrived: float, *, made_secs: float = 0.0) -> Job:
    shaper = Shaper(16_000, 16_000, 1.0)
    shaper.begin_piece(trim=False)
    shaper.audio(np.zeros(int(16_000 * made_secs), np.int16))
    return Job(utterance, Manner(), deque(cut("Hello.", ascii_only=True)), shaper, arrived=arrived)


def test_who_has_heard_nothing_comes_before_who_is_being_spoken_to() -> None:
    talking, waiting = job(1, arrived=0.0, made_secs=5.0), job(2, arrived=1.0)
    assert neediest([talking, waiting], now=1.0) is waiting


def test_of_those_who_have_heard_nothing_the_first_to_come_is_first() -> None:
    late, early = job(1, arrived=2.0), job(2, arrived=1.0)
    assert neediest([late, early], now=3.0) is early


def test_a_long_answer_gets_its_turn_when_its_caller_runs_out_of_audio() -> None:
    talking, new = job(1, arrived=0.0, made_secs=5.0), job(2, arrived=5.9)
    assert neediest([talking, new], now=6.0) is talking


def test_who_does_not_take_what_was_made_gets_no_more() -> None:
    slow = job(1, arrived=0.0)
    slow.waiting.append(Shaped((), b""))
    assert neediest([slow], now=1.0) is None


def test_who_was_cancelled_or_is_complete_needs_nothing() -> None:
    cancelled, complete = job(1, arrived=0.0), job(2, arrived=0.0)
    cancelled.cancelled = complete.complete = True
    assert neediest([cancelled, complete], now=1.0) is None
    assert cancelled.over
    assert complete.over


def test_only_as_much_is_sent_as_the_reader_has_room_for() -> None:
    reading = job(1, arrived=0.0)
    reading.credit = 2
    reading.waiting.extend([Shaped((), b"")] * 3)
    assert len(list(reading.sendable())) == 2
    assert not reading.over
