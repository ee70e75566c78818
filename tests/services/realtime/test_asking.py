"""What the server is asked for, and what waits until it may be asked."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pipecat.utils.errors import ErrorCategory

from repartee.services.faults import RejectedError
from repartee.services.realtime.asking import Asking
from repartee.services.realtime.dues import Answer, Due, Saying

BUSY = RejectedError("too many", ErrorCategory.RATE_LIMIT)
WRONG = RejectedError("no such voice", ErrorCategory.INVALID_REQUEST)


@dataclass
class Server:
    """Takes orders, and does nothing about them."""

    is_ready: bool = True
    orders: list[Due] = field(default_factory=list)
    later: list[Coroutine[None, None, None]] = field(default_factory=list)
    now: float = 0.0

    async def order(self, due: Due) -> None:
        self.orders.append(due)

    def asking(self) -> Asking:
        return Asking(self, self.later.append, lambda: self.now, stall_secs=1.0)

    def drop_later(self) -> None:
        for each in self.later:
            each.close()
        self.later.clear()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    async def at_once(_secs: float) -> None:
        """Time is what the test says."""

    monkeypatch.setattr("repartee.services.realtime.asking.asyncio.sleep", at_once)
    return Server()


async def test_a_sentence_waits_for_the_answer_before_it(server: Server) -> None:
    asking = server.asking()
    await asking.ask(Answer())
    await asking.say("Tea is ready.")
    assert server.orders == [Answer()]

    await asking.done()
    assert server.orders == [Answer(), Saying("Tea is ready.")]


async def test_an_answer_that_is_asked_for_during_another_is_given_once(server: Server) -> None:
    asking = server.asking()
    for _ in range(3):
        await asking.ask(Answer())
    await asking.done()
    await asking.done()

    assert server.orders == [Answer(), Answer()]


async def test_what_is_asked_without_a_session_is_asked_in_the_next(server: Server) -> None:
    server.is_ready = False
    asking = server.asking()
    await asking.ask(Answer())
    assert server.orders == []

    server.is_ready = True
    await asking.resume(in_turn=False)
    assert server.orders == [Answer()]


async def test_an_answer_that_was_lost_is_asked_for_again(server: Server) -> None:
    asking = server.asking()
    await asking.ask(Answer())
    asking.began()
    asking.lost()
    await asking.resume(in_turn=False)

    assert server.orders == [Answer(), Answer()]


async def test_a_server_that_hears_the_turn_anew_is_not_asked_to_answer_it(server: Server) -> None:
    asking = server.asking()
    asking.owe(Answer())
    asking.lost()
    await asking.resume(in_turn=True)
    assert server.orders == []

    server.now = 1.1
    assert asking.is_overdue


async def test_a_function_that_was_called_is_not_called_by_the_next_server_again(
    server: Server,
) -> None:
    asking = server.asking()
    await asking.ask(Answer())
    asking.called()
    asking.lost()
    await asking.resume(in_turn=False)
    assert server.orders == [Answer()]

    await asking.ask(Answer())
    assert server.orders == [Answer(), Answer()], "what it returned"


async def test_a_server_that_never_ends_a_call_is_overdue(server: Server) -> None:
    asking = server.asking()
    await asking.ask(Answer())
    asking.called()
    await asking.ask(Answer())
    server.now = 1.1

    assert asking.is_overdue


@pytest.mark.parametrize("due", [Answer(), Saying("Tea is ready.")], ids=str)
async def test_what_a_busy_server_refused_is_asked_again_after_what_it_gives(
    server: Server, due: Due
) -> None:
    asking = server.asking()
    await asking.ask(due)
    asking.refused()
    await asking.done()

    assert server.orders == [due, due]


@pytest.mark.parametrize(("times", "orders"), [(1, 2), (3, 4), (4, 4)])
async def test_what_fails_is_asked_again_three_times(
    server: Server, times: int, orders: int
) -> None:
    asking = server.asking()
    await asking.ask(Answer())
    given_up = None
    for _ in range(times):
        given_up = await asking.failed(BUSY)
        for again in server.later:
            await again
        server.later.clear()

    assert len(server.orders) == orders
    assert given_up == (ErrorCategory.RATE_LIMIT if times > 3 else None)


async def test_what_no_repetition_can_mend_is_given_up_at_once(server: Server) -> None:
    asking = server.asking()
    await asking.ask(Answer())

    assert await asking.failed(WRONG) is ErrorCategory.INVALID_REQUEST
    assert server.later == []


async def test_the_wait_before_a_repetition_is_not_held_against_the_server(
    server: Server,
) -> None:
    asking = server.asking()
    await asking.ask(Answer())
    await asking.failed(BUSY)
    server.now = 1.2
    assert not asking.is_overdue
    server.drop_later()


async def test_a_repetition_that_nobody_wants_any_more_is_left_out(server: Server) -> None:
    asking = server.asking()
    await asking.ask(Answer())
    await asking.failed(BUSY)
    asking.forget()
    for again in server.later:
        await again

    assert server.orders == [Answer()]


STEPS = ("ask", "say", "began", "called", "done", "failed", "lost", "found")
OF_A_SERVER = {"began", "called", "done", "failed"}


@given(st.lists(st.sampled_from(STEPS), max_size=40))
def test_every_sentence_is_spoken_and_no_two_answers_are_asked_for_at_once(
    steps: list[str],
) -> None:
    asyncio.run(_walk(steps))


async def _walk(steps: list[str]) -> None:
    server = Server()
    asking = server.asking()
    for number, step in enumerate(steps):
        under_way, before = asking.under_way, len(server.orders)
        if step not in OF_A_SERVER or under_way:
            await _take(step, asking, server, number)
        asked = len(server.orders) - before
        assert asked <= (0 if under_way and step in ("ask", "say") else 1)
    await _take("found", asking, server, 0)
    for _ in steps:
        await _take("done", asking, server, 0)
    spoken = {each.text for each in server.orders if isinstance(each, Saying)}
    assert spoken >= {str(number) for number, step in enumerate(steps) if step == "say"}
    server.drop_later()


async def _take(step: str, asking: Asking, server: Server, number: int) -> None:
    match step:
        case "ask":
            await asking.ask(Answer())
        case "say":
            await asking.say(str(number))
        case "began":
            asking.began()
        case "called" if not isinstance(asking.due, Saying):
            asking.called()
        case "done":
            await asking.done()
        case "failed":
            await asking.failed(RejectedError("busy", ErrorCategory.SERVER))
        case "lost":
            server.is_ready = False
            asking.lost()
        case "found" if not server.is_ready:
            server.is_ready = True
            await asking.resume(in_turn=False)
