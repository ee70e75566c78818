"""Tools called by a model, through a whole session: when they run, and what is heard of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from repartee.app import create_app
from repartee.conversation.events import ToolAnswered, TurnMeasured, UserTurn
from repartee.settings import Settings
from tests.support.desktop import MAIL, QUESTION, Desktop, gullible
from tests.support.peer import Peer
from tests.support.running_server import running
from tests.support.sitting import sitting
from tests.support.tool_stack import ToolStack


@pytest.fixture
def desktop() -> Desktop:
    return Desktop()


@pytest.fixture
async def peer(settings: Settings, desktop: Desktop) -> AsyncIterator[Peer]:
    async with calling(settings, ToolStack(gullible, desktop.skills)) as caller:
        yield caller


@asynccontextmanager
async def calling(settings: Settings, stack: ToolStack) -> AsyncIterator[Peer]:
    async with running(create_app(settings, stack)) as url, await Peer(url).connect() as peer:
        await peer.wait_for("bot-ready")
        await until_silent(peer, 1)
        yield peer


async def until_silent(peer: Peer, answers: int) -> None:
    """Wait until the agent has spoken so many times."""
    async with asyncio.timeout(20):
        while peer.count("bot-stopped-speaking") < answers:
            await asyncio.sleep(0.01)


async def test_what_a_mail_says_never_deletes_anything(peer: Peer, desktop: Desktop) -> None:
    peer.type("read my mail")
    question = await peer.told("tool-question")
    assert question["question"] == QUESTION
    await until_silent(peer, 2)
    peer.type("what did it say?")
    await until_silent(peer, 3)
    assert desktop.deleted == 0


async def test_the_caller_is_asked_and_a_typed_yes_is_taken(peer: Peer, desktop: Desktop) -> None:
    peer.type("read my mail")
    await until_silent(peer, 2)
    peer.type("yes")
    await peer.wait_for("bot-llm-text", text="Very well.")
    assert desktop.deleted == 1


async def test_a_button_on_the_page_is_an_answer_too(peer: Peer, desktop: Desktop) -> None:
    peer.type("read my mail")
    question = await peer.told("tool-question")
    peer.send("client-message", {"t": "answer-question", "d": {"id": question["id"], "yes": True}})
    result = await peer.told("tool-result")
    assert result["result"]["say"] == "Everything is gone."
    assert desktop.deleted == 1


async def test_a_late_result_is_an_event_and_is_spoken(peer: Peer, desktop: Desktop) -> None:
    peer.type("search for it")
    await peer.wait_for("bot-llm-text", text="Very well.")
    desktop.found.set()
    result = await peer.told("tool-result")
    assert result == {
        "type": "tool-result",
        "tool": "search",
        "call_id": "call-1",
        "result": {"say": "I found it behind the sofa.", "ok": True},
    }
    await peer.wait_for("bot-output", text="I found it behind the sofa.")


async def test_a_late_result_is_written_down_under_the_exchange_of_its_call(
    desktop: Desktop,
) -> None:
    async with sitting(ToolStack(gullible, desktop.skills)) as it:
        it.line.type("search for it")
        await it.until_written(TurnMeasured)
        it.line.type("what else")
        await it.until_written(UserTurn, 2)
        desktop.found.set()
        result = await it.until_written(ToolAnswered)
    assert (result.turn, result.late) == (1, True)


async def test_calls_and_results_are_told_by_name(peer: Peer) -> None:
    peer.type("read my mail")
    call = await peer.wait_for("llm-function-call-in-progress", function_name="read_mail")
    ended = await peer.wait_for("llm-function-call-stopped", function_name="read_mail")
    assert call["data"]["tool_call_id"] == ended["data"]["tool_call_id"]
    assert ended["data"]["result"]["text"] == MAIL
