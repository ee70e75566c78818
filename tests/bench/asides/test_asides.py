"""Sounds that want no answer are like those of people and rooms, and what they do can be told."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from pipecat.audio.vad.silero import SileroVADAnalyzer

from repartee.bench.asides import echo_of, pause_in
from repartee.bench.asides.sounds import cough, hum, keys, knocks, laughter, slam, throat
from repartee.bench.asides.table import kinds
from repartee.bench.runs import CellRun
from repartee.bench.samples import Sample
from repartee.bench.standins import VendorDelays
from repartee.caller import Recording
from repartee.caller.audio_format import SAMPLE_RATE, Samples

MAKERS = (cough, throat, laughter, hum, knocks, slam, keys)


def _word(secs: float = 0.5, level: float = 3000) -> Samples:
    at = np.arange(round(secs * SAMPLE_RATE)) / SAMPLE_RATE
    return (np.sin(2 * np.pi * 200 * at) * level).astype(np.int16)


def _pause(secs: float) -> Samples:
    return np.zeros(round(secs * SAMPLE_RATE), np.int16)


ANSWER = np.concatenate([_pause(0.2), _word(), _pause(0.1), _word(), _pause(0.2)])


@pytest.mark.parametrize("make", MAKERS)
def test_each_sound_is_as_loud_as_speech_and_another_by_each_seed(
    make: Callable[[int], Samples],
) -> None:
    one = make(0)
    assert np.array_equal(one, make(0))
    assert not np.array_equal(one, make(1))
    recording = Recording.from_samples(one)
    said = one[recording.speech.first : recording.speech.last + 1]
    assert 0.1 <= len(said) / SAMPLE_RATE <= 1.2
    assert 1500 < np.abs(said.astype(int)).max() <= 32_767


def test_a_detector_takes_a_hum_and_laughter_for_speech_and_knocks_for_none() -> None:
    assert _surest(hum(0)) > 0.9
    assert _surest(laughter(0)) > 0.9
    assert _surest(knocks(0)) < 0.5


def _surest(sound: Samples) -> float:
    detector = SileroVADAnalyzer(sample_rate=16_000)
    detector.set_sample_rate(16_000)
    heard = np.concatenate([_pause(0.3)[::3], sound[::3], _pause(0.3)[::3]])
    windows = [heard[at : at + 512].tobytes() for at in range(0, len(heard) - 512, 512)]
    return max(float(np.max(detector.voice_confidence(each))) for each in windows)


def test_an_answer_that_goes_on_is_later_by_its_pause() -> None:
    held = np.concatenate([ANSWER[:20_000], _pause(0.6), ANSWER[20_000:]])
    assert pause_in(held, ANSWER) == pytest.approx(0.6, abs=0.03)
    assert pause_in(ANSWER, ANSWER) == 0


def test_an_answer_that_is_cut_repeated_or_followed_by_another_did_not_go_on() -> None:
    assert pause_in(ANSWER[:20_000], ANSWER) is None
    assert pause_in(np.concatenate([ANSWER, _word(0.3)]), ANSWER) is None
    assert pause_in(_pause(0), ANSWER) is None


def test_an_echo_is_the_answer_again_but_quieter() -> None:
    echo = echo_of(ANSWER, "two words")
    assert echo.words == "two words"
    assert np.abs(echo.recording.samples).max() == pytest.approx(300, abs=2)


def test_a_table_tells_of_each_kind_who_went_on() -> None:
    samples = (
        Sample("repartee", "cough 1", 0.5, kind="cough"),
        Sample("repartee", "cough 2", 0.7, kind="cough"),
        Sample("pipecat", "cough 1", None, kind="cough"),
    )
    run = CellRun("kept-out-webrtc", "2026-01-01", {}, VendorDelays(), samples, {})
    assert kinds(run) == [("cough", "2 of 2, paused 600 ms", "0 of 1")]
