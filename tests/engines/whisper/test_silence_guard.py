from __future__ import annotations

import pytest

from repartee.engines.whisper.backend import Segment
from repartee.engines.whisper.silence_guard import Reason, SilenceGuard

_GUARD = SilenceGuard(0.6)


def _judge(
    text: str,
    no_speech_prob: float | None = 0.02,
    avg_logprob: float | None = -0.2,
    speech_secs: float = 0.5,
) -> Reason:
    return _GUARD.judge(Segment(text, no_speech_prob, avg_logprob), speech_secs)


def test_what_was_said_passes() -> None:
    assert _judge("What time is it?") is Reason.SPEECH


@pytest.mark.parametrize("text", ["", " ", "...", "♪ ♪"])
def test_nothing_that_can_be_said_is_dropped(text: str) -> None:
    assert _judge(text) is Reason.EMPTY


def test_what_the_model_holds_for_silence_is_dropped_however_sure_it_is() -> None:
    assert _judge("What time is it?", no_speech_prob=0.6, avg_logprob=-0.01) is Reason.NO_SPEECH


def test_the_threshold_is_the_operators() -> None:
    segment = Segment("What time is it?", 0.5, -0.2)
    assert SilenceGuard(0.4).judge(segment, 0.5) is Reason.NO_SPEECH
    assert SilenceGuard(0.6).judge(segment, 0.5) is Reason.SPEECH


def test_a_guess_is_dropped() -> None:
    assert _judge("Vortex of the men", avg_logprob=-1.2) is Reason.UNSURE


def test_a_model_that_goes_round_in_circles_is_dropped() -> None:
    assert _judge("I'm going to the store. " * 12) is Reason.REPEATING


def test_a_library_that_tells_nothing_is_believed() -> None:
    assert _judge("What time is it?", no_speech_prob=None, avg_logprob=None) is Reason.SPEECH


@pytest.mark.parametrize("text", ["Thank you.", "Thanks for watching!", "You", "Bye-bye."])
def test_a_clear_thank_you_passes(text: str) -> None:
    assert _judge(text) is Reason.SPEECH


@pytest.mark.parametrize(
    ("no_speech_prob", "avg_logprob", "speech_secs"),
    [(0.3, -0.2, 0.5), (0.02, -0.8, 0.5), (0.02, -0.2, 0.13)],
)
def test_a_doubtful_thank_you_is_dropped(
    no_speech_prob: float, avg_logprob: float, speech_secs: float
) -> None:
    found = _judge("Thank you.", no_speech_prob, avg_logprob, speech_secs)
    assert found is Reason.STOCK_PHRASE


@pytest.mark.parametrize("no_opinion", [None, 1e-10])
def test_where_the_model_has_no_opinion_of_silence_a_phrase_takes_as_long_as_to_say_it(
    no_opinion: float | None,
) -> None:
    """large-v3-turbo gives silence no probability, and whisper.cpp tells none."""
    assert _judge("Thank you for watching.", no_opinion, speech_secs=0.4) is Reason.STOCK_PHRASE
    assert _judge("Thank you for watching.", no_opinion, speech_secs=0.5) is Reason.SPEECH
    assert _judge("Turn on the light", no_opinion, speech_secs=0.13) is Reason.SPEECH
