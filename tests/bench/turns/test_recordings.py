from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repartee.bench.turns.recordings import (
    LONGEST_PAUSE_SECS,
    SAMPLE_RATE,
    SHORTEST_PAUSE_SECS,
    Spoken,
    TurnRecording,
    recorded,
    text_of,
)
from repartee.bench.turns.scripts import HELD_OUT, TUNING, Scripts


def _spoken(script: str) -> Spoken:
    """Every word a tone of 0.3 s, with 0.02 s between words."""
    words = text_of(script).split()
    tone = np.full(round(0.3 * SAMPLE_RATE), 8000, np.int16)
    gap = np.zeros(round(0.02 * SAMPLE_RATE), np.int16)
    samples = np.concatenate([part for _ in words for part in (tone, gap)])
    return Spoken("tone", script, samples, tuple(0.32 * n for n in range(len(words))))


def _loudness(recording: TurnRecording, start: float, end: float) -> float:
    part = recording.samples[round(start * SAMPLE_RATE) : round(end * SAMPLE_RATE)]
    return float(np.abs(part.astype(float)).mean())


@given(st.integers(0, 1000))
def test_there_is_silence_where_the_script_has_a_mark_and_sound_elsewhere(seed: int) -> None:
    recording = recorded(_spoken("one two | three | four."), seed)
    assert [piece.words for piece in recording.pieces] == ["one two", "three", "four."]
    for piece, after in zip(recording.pieces, recording.pieces[1:], strict=False):
        pause = after.start - piece.end
        assert SHORTEST_PAUSE_SECS - 0.01 <= pause <= LONGEST_PAUSE_SECS + 0.01
        assert _loudness(recording, piece.end, after.start) < 50
    for piece in recording.pieces:
        assert _loudness(recording, piece.start, piece.end) > 5000


def test_the_silence_after_it_outlasts_every_strategy() -> None:
    recording = recorded(_spoken("one two"))
    assert len(recording.samples) / SAMPLE_RATE - recording.speech_end > 4
    assert not recording.paused


def test_the_same_seed_makes_the_same_recording() -> None:
    first, second = (recorded(_spoken("one | two"), 3) for _ in range(2))
    assert np.array_equal(first.samples, second.samples)


def test_pauses_are_as_quiet_as_a_room_and_no_quieter() -> None:
    recording = recorded(_spoken("one | two"))
    assert 5 < _loudness(recording, 0, 0.5) < 50


@pytest.mark.parametrize("scripts", [TUNING, HELD_OUT])
def test_marks_are_in_sentences_with_pauses_alone(scripts: Scripts) -> None:
    assert all("|" in each for each in scripts.with_pauses)
    assert not any("|" in each for each in scripts.without_pauses)


def test_figures_are_told_of_sentences_and_voices_that_nothing_was_fitted_to() -> None:
    for ours, theirs in (
        (TUNING.voices, HELD_OUT.voices),
        (TUNING.with_pauses, HELD_OUT.with_pauses),
        (TUNING.without_pauses, HELD_OUT.without_pauses),
    ):
        assert not set(ours) & set(theirs)


def test_there_are_sixty_of_either_kind() -> None:
    voices = len(HELD_OUT.voices)
    assert voices * len(HELD_OUT.with_pauses) >= 60
    assert voices * len(HELD_OUT.without_pauses) >= 60
