from __future__ import annotations

from itertools import product

import pytest

from repartee.conversation.life import (
    EndReason,
    InvalidTransitionError,
    SessionLife,
    SessionState,
    sentence_for,
)

MOVES = ("start", "go_live", "begin_ending", "finish")


def _after(moves: tuple[str, ...]) -> SessionLife | None:
    """The life after these moves, None if one of them was refused."""
    life = SessionLife()
    for move in moves:
        try:
            getattr(life, move)()
        except InvalidTransitionError:
            return None
    return life


def test_a_life_only_ever_moves_forward() -> None:
    order = list(SessionState)
    for moves in product(MOVES, repeat=4):
        life = SessionLife()
        for move in moves:
            before = order.index(life.state)
            try:
                getattr(life, move)()
            except InvalidTransitionError:
                assert order.index(life.state) == before
            else:
                assert order.index(life.state) > before


def test_a_conversation_that_lived_is_seen_out_before_it_ends() -> None:
    assert _after(("start", "go_live", "finish")) is None
    assert _after(("start", "go_live", "begin_ending", "finish")) is not None


def test_one_that_could_not_be_built_ends_at_once() -> None:
    life = _after(("start", "finish"))
    assert life is not None
    assert life.reason is EndReason.ERROR


def test_the_first_reason_counts() -> None:
    life = SessionLife()
    assert not life.end_asked.is_set()
    life.ask_to_end(EndReason.GOODBYE)
    life.ask_to_end(EndReason.IDLE)
    assert life.end_asked.is_set()
    assert life.reason is EndReason.GOODBYE


def test_a_refused_end_gives_no_reason() -> None:
    life = _after(("start", "go_live"))
    assert life is not None
    with pytest.raises(InvalidTransitionError):
        life.finish()
    assert life.reason is None


def test_ending_unasked_is_an_error() -> None:
    life = _after(("start", "go_live"))
    assert life is not None
    assert life.begin_ending() is EndReason.ERROR


@pytest.mark.parametrize("reason", EndReason)
def test_every_reason_can_be_told_in_a_sentence(reason: EndReason) -> None:
    assert sentence_for(reason).endswith((".", "!"))
