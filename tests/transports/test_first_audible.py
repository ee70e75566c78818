"""Where an answer can first be heard."""

from __future__ import annotations

import numpy as np
import pytest

from repartee.transports.room.first_audible import FirstAudible

_RATE = 16_000
_SILENCE = bytes(2 * 320)
_SPEECH = np.resize([3000, -3000], 320).astype("<i2").tobytes()


def test_the_silence_before_an_answer_is_left_out() -> None:
    first = FirstAudible()
    first.await_it()
    assert first.found_in(_SILENCE, _RATE) is None
    assert first.found_in(_SILENCE[:320] + _SPEECH, _RATE) == pytest.approx(0.01)


def test_it_is_found_once_an_answer() -> None:
    first = FirstAudible()
    assert first.found_in(_SPEECH, _RATE) is None
    first.await_it()
    assert first.found_in(_SPEECH, _RATE) == 0
    assert first.found_in(_SPEECH, _RATE) is None
    first.await_it()
    assert first.found_in(_SPEECH, _RATE) == 0
