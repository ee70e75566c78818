from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repartee.caller import Conversation, Ticket, Transport
from repartee.caller.report import Report, Spread
from repartee.caller.turn_log import BargeIn
from repartee.caller.turns import Turn, TurnKind
from repartee.caller.wires.wire import Traffic


def turn(
    kind: TurnKind = TurnKind.SPOKEN,
    delay: float | None = 0.5,
    barge_in: BargeIn | None = None,
    barge_in_seconds: float | None = None,
    server_ms: float | None = None,
) -> Turn:
    silence = np.empty(0, np.int16)
    return Turn(
        *(kind, "q.wav", "hi", "hello", delay, 0, barge_in, barge_in_seconds, 1.0, silence),
        steps_ms={} if server_ms is None else {"heard": server_ms},
    )


def report(*turns: Turn, error: str | None = None) -> Report:
    conversation = Conversation(Ticket("c1", "secret"), "", resumed=False)
    return Report(
        *("http://agent", Transport.WEBRTC, None, turns, 10.0, 0, 0.25),
        *(Traffic(1000, 2000), conversation, error),
    )


def test_the_greetings_delay_is_not_among_the_answers() -> None:
    summary = report(turn(TurnKind.GREETING, 9.0), turn(delay=0.4), turn(delay=0.6)).delay

    assert summary == Spread(2, 0.5, 0.6)


def test_a_turn_without_an_answer_fails_the_call() -> None:
    assert report(turn(), turn(delay=None)).failed
    assert not report(turn(), turn()).failed
    assert report(turn(), error="The agent hung up.").failed


def test_a_greeting_is_missed_only_where_nothing_else_was_wanted() -> None:
    greeting = turn(TurnKind.GREETING, None)

    assert report(greeting).failed
    assert not report(greeting, turn()).failed


def test_an_interruption_passes_once_the_agent_fell_silent() -> None:
    stopped = turn(TurnKind.INTERRUPTION, None, BargeIn.CUT_OFF, 0.2)
    talked_on = turn(TurnKind.INTERRUPTION, None, BargeIn.UNDECIDED)

    assert not report(stopped).failed
    assert report(talked_on).failed
    assert report(stopped).barge_in == Spread(1, 0.2, 0.2)


def test_what_the_servers_own_account_leaves_out_is_told() -> None:
    told = report(turn(delay=0.5, server_ms=480), turn(delay=0.75), turn(delay=None)).unaccounted

    assert told is not None
    assert (told.count, round(told.median, 3)) == (1, 0.02)
    assert report(turn()).unaccounted is None


def test_the_report_is_plain_json() -> None:
    told = report(turn(), turn(TurnKind.INTERRUPTION, None, BargeIn.CUT_OFF, 0.123456)).to_json()

    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert isinstance(told["turns"], list)
    assert isinstance(told["turns"][1], dict)
    assert told["turns"][1]["barge_in_seconds"] == 0.1235


def test_nothing_measured_has_no_spread() -> None:
    assert Spread.of([]) is None


@given(st.lists(st.floats(0, 60), min_size=1))
def test_95_percent_do_not_exceed_p95(figures: list[float]) -> None:
    spread = Spread.of(figures)

    assert spread is not None
    assert sum(f <= spread.p95 for f in figures) >= 0.95 * len(figures)
    assert spread.p95 in figures
    assert min(figures) <= spread.median <= max(figures)


@pytest.mark.parametrize(("count", "rank"), [(1, 1), (19, 19), (20, 19), (21, 20), (100, 95)])
def test_p95_is_a_figure_that_was_measured(count: int, rank: int) -> None:
    spread = Spread.of([float(n) for n in range(1, count + 1)])

    assert spread is not None
    assert spread.p95 == rank
