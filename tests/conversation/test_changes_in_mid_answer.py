"""Voice, brain, prompt and language become others while an answer is spoken, by real services.

Their vendors are stand-ins: what those were asked, and in whose voice they spoke, is what counts.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from pipecat.processors.aggregators.llm_context import standard_message_text

from repartee.simulator.mind import Conversation
from tests.support.peer import Peer
from tests.support.rehearsed_house import House, rehearsed_house

VENDORS = ("cartesia", "cerebras", "elevenlabs", "groq")


class TwoSentences:
    """Answers with two sentences; the second waits until the first has been heard."""

    def __init__(self) -> None:
        self.go_on = asyncio.Event()

    async def __call__(self, conversation: Conversation) -> AsyncIterator[str]:
        number = ("zero", "first", "second", "third")[conversation.turn]
        # That a sentence is over shows when the next one begins.
        yield f"Here begins the {number} answer of them all. And "
        await self.go_on.wait()
        yield f"here the {number} answer is finished."


@pytest.fixture
def words() -> TwoSentences:
    return TwoSentences()


@pytest.fixture
async def house(tmp_path: Path, words: TwoSentences) -> AsyncIterator[House]:
    async with rehearsed_house(
        tmp_path,
        words,
        *VENDORS,
        stack="cloud",
        llm_choices=["groq"],
        languages=["de"],
        provider_stall_secs=30,
        secs_per_word=0.1,
    ) as it:
        yield it


@pytest.fixture
async def peer(house: House) -> AsyncIterator[Peer]:
    async with await Peer(house.url).connect({"greeting": False}) as caller:
        yield caller


async def changed_while_spoken(
    house: House, peer: Peer, words: TwoSentences, **change: str
) -> None:
    """Ask; change something between the first sentence's sound and the second; hear it out."""
    peer.type("tell me something")
    await peer.wait_for("bot-started-speaking")
    session_id = (await peer.told("conversation"))["id"]
    async with httpx.AsyncClient(base_url=house.url) as client:
        response = await client.patch(f"/api/sessions/{session_id}", json=change)
    assert response.status_code == 200, response.text
    await peer.told("changed")
    words.go_on.set()
    await heard_out(house, peer, "first")


async def ask_again(house: House, peer: Peer) -> None:
    peer.type("and something else")
    await heard_out(house, peer, "second")


async def heard_out(house: House, peer: Peer, number: str) -> None:
    """Listen to the end of an answer."""
    await until(lambda: house.speaker.voices_of(f"the {number} answer is finished"))
    stopped = peer.count("bot-stopped-speaking")
    await until(lambda: peer.count("bot-stopped-speaking") > stopped)


async def until(happened: Callable[[], Any]) -> None:
    async with asyncio.timeout(60):
        while not happened():
            await asyncio.sleep(0.01)


def prompt_of(conversation: Conversation) -> str:
    return standard_message_text(conversation.messages[0])


async def test_an_answer_is_finished_in_its_voice_and_the_next_is_in_the_other(
    house: House, peer: Peer, words: TwoSentences
) -> None:
    other = house.stack.voices[1].id
    await changed_while_spoken(house, peer, words, voice=other)
    await ask_again(house, peer)
    assert len(house.speaker.voices_of("first")) == 1
    assert house.speaker.voices_of("second") == {other}
    assert house.speaker.voices_of("first") != {other}


async def test_an_answer_is_finished_by_its_brain_and_the_next_is_the_others(
    house: House, peer: Peer, words: TwoSentences
) -> None:
    await changed_while_spoken(house, peer, words, brain="groq")
    assert not house.simulator.journal.of("groq", "chat")
    await ask_again(house, peer)
    assert len(house.simulator.journal.of("cerebras", "chat")) == 1
    asked = house.simulator.journal.of("groq", "chat")
    assert [entry.facts["turn"] for entry in asked] == [2]
    said = [standard_message_text(each) for each in house.mind.requests[-1].messages]
    assert any("begins the first answer" in each for each in said)


async def test_all_of_it_at_once_counts_for_the_next_answer_and_interrupts_nothing(
    house: House, peer: Peer, words: TwoSentences
) -> None:
    other = house.stack.voices[1].id
    change = {"voice": other, "brain": "groq", "system_prompt": "Say arr.", "language": "de"}
    await changed_while_spoken(house, peer, words, **change)
    assert peer.count("bot-interrupted") == 1  # by what was typed before any answer
    await ask_again(house, peer)
    assert len(house.speaker.voices_of("first")) == 1
    assert house.speaker.voices_of("second") == {other}
    before, after = map(prompt_of, house.mind.requests)
    assert "arr" not in before
    assert after.startswith("Say arr.")
    assert "Speak the language de " in after
    heard_in = [each.facts["language"] for each in house.simulator.journal.of("cartesia")]
    assert heard_in == ["en", "de"]
    told = {each["data"]["type"] for each in peer.messages if each["type"] == "server-message"}
    assert "provider-switched" not in told
