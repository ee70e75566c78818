"""An utterance is listened into while it is spoken, as often as that is worth it."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from repartee.services.ears.partials import (
    FIRST_SECS,
    PAUSE_SECS,
    PERIOD_SECS,
    QUICK_SECS,
    SLOW_SECS,
    SPARED_UTTERANCES,
    Partials,
    agreed,
)

STEP = 0.02
LOUD, QUIET = -20.0, -70.0


def _sounds(partials: Partials, secs: float, db: float) -> list[int]:
    """Let sound come; each time that it is due it is decoded. Gives after how many steps."""
    due = []
    for step in range(round(secs / STEP)):
        if partials.is_due(STEP, db):
            partials.decoding()
            due.append(step + 1)
    return due


def _quick() -> Partials:
    """Of a machine that was quick so far."""
    partials = Partials()
    partials.decoded("", QUICK_SECS)
    return partials


def test_where_decoding_is_quick_speech_is_decoded_now_and_then() -> None:
    due = _sounds(_quick(), 2.0, LOUD)
    assert abs(due[0] * STEP - FIRST_SECS) < 2 * STEP
    gaps = [(later - sooner) * STEP for sooner, later in pairwise(due)]
    assert all(PERIOD_SECS <= gap < PERIOD_SECS + 2 * STEP for gap in gaps)


def test_where_it_is_not_speech_is_decoded_in_pauses_alone() -> None:
    partials = Partials()
    partials.decoded("", 0.25)
    assert _sounds(partials, 3.0, LOUD) == []
    assert len(_sounds(partials, 0.2, QUIET)) == 1


def test_a_machine_that_is_too_slow_is_spared() -> None:
    partials = Partials()
    for _ in range(2):
        partials.decoded("", SLOW_SECS + 0.1)
    assert _sounds(partials, 5.0, LOUD) == _sounds(partials, 1.0, QUIET) == []


def test_it_is_tried_again_after_a_while() -> None:
    partials = Partials()
    for _ in range(2):
        partials.decoded("", SLOW_SECS + 0.1)
    for _ in range(SPARED_UTTERANCES):
        partials.begin()
    _sounds(partials, 1.0, LOUD)
    assert len(_sounds(partials, 0.2, QUIET)) == 1


def test_a_pause_is_decoded_at_once_and_has_all_words() -> None:
    partials = Partials()
    _sounds(partials, 1.0, LOUD)
    due = _sounds(partials, 0.2, QUIET)
    assert len(due) == 1
    assert abs(due[0] * STEP - PAUSE_SECS) < 2 * STEP
    assert partials.has_all


def test_what_is_said_after_a_pause_makes_its_words_old() -> None:
    partials = Partials()
    _sounds(partials, 1.0, LOUD)
    _sounds(partials, 0.2, QUIET)
    partials.is_due(STEP, LOUD)
    assert not partials.has_all


def test_silence_alone_is_never_decoded_as_a_whole() -> None:
    partials = Partials()
    _sounds(partials, 1.0, QUIET)
    assert not partials.has_all


def test_only_words_that_stay_are_told_while_one_speaks() -> None:
    partials = Partials()
    _sounds(partials, 1.0, LOUD)
    assert partials.decoded("what's the tie", 0.1) == ""
    assert partials.decoded("What's the time", 0.1) == "What's the"
    assert partials.decoded("What's the time in", 0.1) == "What's the time"
    assert partials.decoded("What's the time in", 0.1) == "What's the time in"
    assert partials.decoded("What's the time in", 0.1) == ""


def test_at_a_pause_all_words_are_told() -> None:
    partials = Partials()
    _sounds(partials, 1.0, LOUD)
    _sounds(partials, 0.2, QUIET)
    assert partials.decoded("stop", 0.1) == "stop"


def test_the_next_utterance_begins_anew() -> None:
    partials = Partials()
    _sounds(partials, 1.0, LOUD)
    partials.decoded("what", 0.1)
    partials.begin()
    _sounds(partials, 1.0, LOUD)
    assert partials.decoded("what now", 0.1) == ""


_WORDS = st.lists(st.sampled_from(["a", "b", "c."]), max_size=6)


@given(_WORDS, _WORDS)
def test_what_is_agreed_begins_both(before: list[str], now: list[str]) -> None:
    both = agreed(before, now)
    assert list(both) == now[: len(both)]
    assert agreed(now, now) == tuple(now)
