"""The window and its summary through a real chat service, over a socket to a vendor's stand-in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from pipecat.processors.aggregators.llm_context import standard_message_text

from repartee.simulator.mind import Conversation
from repartee.simulator.standin import RefusedError
from tests.support.forgetful_mind import exchanges_given, forgetful, is_summary
from tests.support.peer import Peer
from tests.support.rehearsed_house import House, rehearsed_house

SOME_EXCHANGES = 260
MANY_EXCHANGES = 1_200
"""Tokens of four and of some twenty; until 85 % of them are taken, a summary can wait."""
LONG = (
    "By the way it was a long day, the weather was not what they had promised, and I am glad to "
    "sit down at last and talk about something else for a while before dinner."
)
SUM = "What was said in the first"


class MoodyWriter:
    """Answers callers at once; sums up when it may, or fails."""

    def __init__(self) -> None:
        self.fails = 0
        """How many more summaries it refuses."""
        self.may_write = asyncio.Event()
        self.may_write.set()
        self.begun = self.given_up = 0

    async def __call__(self, conversation: Conversation) -> AsyncIterator[str]:
        if is_summary(conversation):
            await self._hesitate()
        async for text in forgetful(conversation):
            yield text

    async def _hesitate(self) -> None:
        self.begun += 1
        if self.fails:
            self.fails -= 1
            raise RefusedError(400, "The model is not available.")
        try:
            await self.may_write.wait()
        except asyncio.CancelledError:
            self.given_up += 1
            raise


@pytest.fixture
def writer() -> MoodyWriter:
    return MoodyWriter()


@asynccontextmanager
async def talking(
    directory: Path, writer: MoodyWriter, tokens: int
) -> AsyncIterator[tuple[House, Peer]]:
    """A server whose model is given so many tokens of a conversation, and a caller."""
    async with (
        rehearsed_house(
            directory, writer, "openai", stt_provider="openai", llm_provider="openai",
            tts_provider="openai", context_tokens=tokens, secs_per_word=0.02,
        ) as house,
        await Peer(house.url).connect({"greeting": False}) as caller,
    ):  # fmt: skip
        yield house, caller


async def say(peer: Peer, text: str) -> None:
    spoken = peer.count("bot-stopped-speaking")
    peer.type(text)
    await until(lambda: peer.count("bot-stopped-speaking") > spoken)


async def until(happened: Callable[[], Any]) -> None:
    async with asyncio.timeout(60):
        while not happened():
            await asyncio.sleep(0.01)


async def chat(peer: Peer, exchanges: int) -> None:
    await say(peer, f"Listen, the boat is green. {LONG}")
    for _ in range(exchanges - 1):
        await say(peer, LONG)


def answers(house: House) -> list[Conversation]:
    return [each for each in house.mind.requests if not is_summary(each)]


def texts(conversation: Conversation) -> str:
    return "\n".join(standard_message_text(each) for each in conversation.messages)


async def test_a_summary_that_is_slow_holds_up_no_answer(
    tmp_path: Path, writer: MoodyWriter
) -> None:
    async with talking(tmp_path, writer, SOME_EXCHANGES) as (house, peer):
        writer.may_write.clear()
        await chat(peer, 5)
        await until(lambda: writer.begun)
        await say(peer, "What is the boat?")
        assert SUM not in texts(answers(house)[-1])
        writer.may_write.set()
        await chat(peer, 3)
        await say(peer, "What is the boat?")
        assert SUM in texts(answers(house)[-1])
        assert exchanges_given(answers(house)[-1]) < 9


async def test_a_summary_that_can_wait_is_left_off_for_an_answer(
    tmp_path: Path, writer: MoodyWriter
) -> None:
    async with talking(tmp_path, writer, MANY_EXCHANGES) as (house, peer):
        writer.may_write.clear()
        await chat(peer, 14)
        await until(lambda: writer.begun)
        await say(peer, LONG)
        await say(peer, LONG)
        assert writer.given_up
        assert len(answers(house)) == 16


async def test_while_a_summary_fails_the_oldest_exchanges_are_left_out_and_it_is_tried_again(
    tmp_path: Path, writer: MoodyWriter
) -> None:
    async with talking(tmp_path, writer, SOME_EXCHANGES) as (house, peer):
        writer.fails = 100
        await chat(peer, 8)
        assert writer.begun > 1
        assert len(answers(house)) == 8
        last = answers(house)[-1]
        assert exchanges_given(last) < 7
        assert "the boat is green" not in texts(last)
        writer.fails = 0
        await chat(peer, 2)
        assert SUM in texts(answers(house)[-1])
        told = {each["data"]["type"] for each in peer.messages if each["type"] == "server-message"}
        assert "provider-switched" not in told
