"""The built-in brain with tools of the operator's own, through a whole session."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from repartee.app import create_app
from repartee.conversation.parts import Choices
from repartee.engines.phrasebook import Phrasebook
from repartee.services.brains.intents import IntentLLMService
from repartee.services.failover.chain import OnNotice
from repartee.settings import Settings
from repartee.stacks.own_tools import OwnTools
from repartee.stacks.spoken_tools import phrasebook_with
from repartee.tools.options import ToolOptions, tool
from tests.conversation.test_tool_calls import until_silent
from tests.support.peer import Peer
from tests.support.running_server import running
from tests.support.scripted_stack import ScriptedStack
from tests.support.tool_stack import ToolStack


class Restaurant:
    """What an operator's file may hold."""

    def __init__(self) -> None:
        self.booked: list[int] = []

    async def free_table_for(self, people: int) -> str:
        """Find out whether there is a table."""
        return f"Yes, there is a table for {people}."

    @tool(
        ToolOptions(
            dangerous=True,
            question="Shall I book a table for {people}?",
            sentences=("(book|reserve) a table for {people} [people]",),
        )
    )
    async def book_table(self, people: int) -> str:
        """Book a table."""
        self.booked.append(people)
        return "It is booked."


class PhrasebookStack(ToolStack):
    """Thinks with the phrasebook, and the restaurant's tools in it."""

    def __init__(self, restaurant: Restaurant) -> None:
        skills = [restaurant.free_table_for, restaurant.book_table]
        ScriptedStack.__init__(self)
        self._skills, self._source = skills, None
        self._phrasebook: Phrasebook = phrasebook_with(OwnTools(skills), [])

    def brain(self, choices: Choices, on_notice: OnNotice) -> IntentLLMService:  # type: ignore[override]
        return IntentLLMService(self._phrasebook)


@pytest.fixture
def restaurant() -> Restaurant:
    return Restaurant()


@pytest.fixture
async def peer(settings: Settings, restaurant: Restaurant) -> AsyncIterator[Peer]:
    app = create_app(settings, PhrasebookStack(restaurant))
    async with running(app) as url, await Peer(url).connect() as caller:
        await caller.wait_for("bot-ready")
        await until_silent(caller, 1)
        yield caller


async def test_a_function_without_sentences_is_asked_for_by_its_name(peer: Peer) -> None:
    peer.type("A free table for four, please.")
    await peer.wait_for("bot-llm-text", text="Yes, there is a table for 4.")


async def test_a_dangerous_one_is_done_after_a_yes_and_once(
    peer: Peer, restaurant: Restaurant
) -> None:
    peer.type("book a table for six")
    question = await peer.told("tool-question")
    assert question["question"] == "Shall I book a table for 6? Please say yes or no."
    await until_silent(peer, 2)
    assert restaurant.booked == []
    peer.type("yes")
    await peer.wait_for("bot-llm-text", text="It is booked.")
    await until_silent(peer, 3)
    peer.type("yes")
    await until_silent(peer, 4)
    assert restaurant.booked == [6]


async def test_after_a_no_nothing_is_done(peer: Peer, restaurant: Restaurant) -> None:
    peer.type("book a table for six")
    await until_silent(peer, 2)
    peer.type("no")
    await peer.wait_for("bot-llm-text", text="All right, I won't do it.")
    assert restaurant.booked == []


async def test_what_is_missing_for_the_team_is_said(peer: Peer) -> None:
    peer.type("ask the team to compare three bicycle shops")
    said = await peer.wait_for("bot-llm-text")
    assert "language model" in said["data"]["text"]
