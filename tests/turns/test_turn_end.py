"""Whole turns through Pipecat's own aggregator, on a clock that is a number."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import numpy as np
import pytest
from pipecat.audio.vad.vad_analyzer import VADAnalyzer, VADParams, VADState
from pipecat.turns.user_turn_strategies import UserTurnStrategies

from repartee.bench.turns.clock import VirtualLoop
from repartee.bench.turns.ears import EarsPace
from repartee.bench.turns.recordings import SAMPLE_RATE, Piece, TurnRecording
from repartee.bench.turns.replay import Heard, replay
from repartee.engines.smart_turn import Audio, SmartTurnEngine
from repartee.turns.endpointing import Endpointing
from repartee.turns.listener import TurnListener
from repartee.turns.turn_end import TurnEndStrategy

Play = Callable[..., Heard]


class Loudness(VADAnalyzer):
    """Whatever is loud is speech."""

    def num_frames_required(self) -> int:
        return 512

    def voice_confidence(self, buffer: bytes) -> float:
        return float(np.abs(np.frombuffer(buffer, np.int16)).max() > 1000)

    @property
    def pause_secs(self) -> float:
        stopping = self._vad_state is VADState.STOPPING
        return self._vad_stopping_count * 512 / SAMPLE_RATE if stopping else 0.0


class Verdicts(SmartTurnEngine):
    """The same verdict every time."""

    def __init__(self, likely: float) -> None:
        super().__init__()
        self._likely = likely

    async def probability(self, audio: Audio) -> float | None:
        return self._likely


def _recording(*pieces: tuple[float, str, float]) -> TurnRecording:
    """A tone for each piece: when it begins, its words, and when it ends."""
    samples = np.zeros(round((pieces[-1][2] + 4) * SAMPLE_RATE), np.int16)
    for start, _, end in pieces:
        samples[round(start * SAMPLE_RATE) : round(end * SAMPLE_RATE)] = 8000
    made = tuple(Piece(words, start, end) for start, words, end in pieces)
    return TurnRecording("tones", samples, made)


@pytest.fixture
def run() -> Iterator[Callable[[Coroutine[Any, Any, Heard]], Heard]]:
    loop = VirtualLoop()
    yield loop.run_until_complete
    loop.close()


@pytest.fixture
def play(run: Callable[[Coroutine[Any, Any, Heard]], Heard]) -> Play:
    def played(likely: float, *pieces: tuple[float, str, float]) -> Heard:
        vad = Loudness(params=VADParams(start_secs=0.07, min_volume=0))
        listener = TurnListener(
            Verdicts(likely), Endpointing(), vad_stop_secs=0.2, pause_secs=lambda: vad.pause_secs
        )
        strategies = UserTurnStrategies(stop=[TurnEndStrategy(listener=listener)])
        return run(replay(_recording(*pieces), vad, strategies, EarsPace()))

    return played


def test_a_turn_that_sounds_over_ends_with_its_last_words(play: Play) -> None:
    heard = play(0.9, (0.6, "I went home", 2.0))
    assert heard.turn_ends == [pytest.approx(2.0 + 0.2 + 0.15, abs=0.05)]
    assert heard.verdicts[0][1]


def test_a_turn_that_sounds_unfinished_ends_after_the_longest_pause(play: Play) -> None:
    heard = play(0.01, (0.6, "I went home", 2.0))
    assert heard.turn_ends == [pytest.approx(2.0 + 1.2, abs=0.06)]


def test_words_that_want_more_hold_a_turn_that_sounds_over(play: Play) -> None:
    heard = play(0.9, (0.6, "I went to the", 2.0), (3.2, "market place", 4.2))
    assert heard.turn_ends == [pytest.approx(4.2 + 0.35, abs=0.05)]


def test_whoever_falls_silent_in_mid_sentence_is_answered_in_the_end(play: Play) -> None:
    heard = play(0.9, (0.6, "I went to the", 2.0))
    assert heard.turn_ends == [pytest.approx(2.0 + 1.2 * 1.75, abs=0.06)]


def test_late_words_of_a_pause_do_not_end_the_turn_in_the_next_one(play: Play) -> None:
    # The last words of the first pause come after the second piece has begun.
    heard = play(0.9, (0.6, "Yes", 1.0), (1.24, "please do", 2.0))
    assert heard.turn_ends == [pytest.approx(2.0 + 0.35, abs=0.05)]
