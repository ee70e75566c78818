"""Who says that a turn is over, and who is answered: `turn_detection` at `/v1/realtime`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import numpy as np
import pytest

from repartee.app import create_app
from repartee.settings import Settings
from repartee.stacks.realtime import RealtimeStack
from tests.support.counting_stack import CountingStack
from tests.support.realtime_client import RealtimeCaller, calling
from tests.support.running_server import running

_RATE = 24_000
PUSH_TO_TALK = {"transcription": {"model": "any"}, "turn_detection": None}

UNANSWERED_TURNS: dict[str, Any] = {
    "transcription": {"model": "any"},
    "turn_detection": {"type": "server_vad", "create_response": False},
}


@pytest.fixture
def hearing() -> CountingStack:
    return CountingStack()


@pytest.fixture
async def hearing_url(settings: Settings, hearing: CountingStack) -> AsyncIterator[str]:
    async with running(create_app(settings, hearing)) as url:
        yield url


def tone(secs: float) -> bytes:
    return (np.sin(np.arange(int(secs * _RATE)) / 10) * 8000).astype("<i2").tobytes()


def silence(secs: float) -> bytes:
    return bytes(int(secs * _RATE) * 2)


def said_to(hearing: CountingStack) -> list[object]:
    return [message["content"] for message in hearing.brains_made[0].contexts[-1]]


async def words_of(caller: RealtimeCaller) -> str:
    kind = "conversation.item.input_audio_transcription.completed"
    return str((await caller.event(kind))["transcript"])


async def settled(caller: RealtimeCaller) -> None:
    """Until the server has followed everything sent so far."""
    await caller.send("input_audio_buffer.clear")
    await caller.event("input_audio_buffer.cleared")


async def test_what_is_committed_is_one_turn_whatever_pauses_are_in_it(
    hearing_url: str, hearing: CountingStack
) -> None:
    async with calling(hearing_url) as caller:
        await caller.update(audio={"input": PUSH_TO_TALK})
        await caller.append(tone(0.5) + silence(3.0) + tone(0.5))
        await caller.send("input_audio_buffer.commit")
        await caller.event("input_audio_buffer.committed")
        assert await words_of(caller) == "50 tenths", "with a second of silence"
        await caller.send("response.create")
        assert (await caller.answer())["status"] == "completed"
        assert said_to(hearing) == ["50 tenths"]
        assert "input_audio_buffer.speech_started" not in caller.kinds


async def test_what_is_committed_is_not_answered_until_the_client_says_so(
    hearing_url: str,
) -> None:
    async with calling(hearing_url) as caller:
        await caller.update(audio={"input": PUSH_TO_TALK})
        for _ in range(2):
            await caller.append(tone(0.5))
            await caller.send("input_audio_buffer.commit")
            await words_of(caller)
        await asyncio.sleep(0.5)
        assert "response.created" not in caller.kinds
        await caller.send("response.create")
        await caller.answer()
        assert caller.kinds.count("response.created") == 1


async def test_an_answer_waits_for_the_words_of_what_was_committed(
    hearing_url: str, hearing: CountingStack
) -> None:
    async with calling(hearing_url) as caller:
        await caller.update(audio={"input": PUSH_TO_TALK})
        await caller.append(tone(1.0))
        await caller.send("input_audio_buffer.commit")
        await caller.type("And this.", answer=False)
        await caller.send("response.create")
        await caller.answer()
        assert said_to(hearing) == ["20 tenths", "And this."], "in the order in which they came"


async def test_a_commit_interrupts_nobody(hearing_url: str) -> None:
    async with calling(hearing_url) as caller:
        await caller.update(audio={"input": PUSH_TO_TALK})
        await caller.type("x" * 100)
        await caller.event("response.output_audio.delta")
        await caller.append(tone(0.5))
        await caller.send("input_audio_buffer.commit")
        assert (await caller.answer())["status"] == "completed"


async def test_what_was_cleared_cannot_be_committed(hearing_url: str) -> None:
    async with calling(hearing_url) as caller:
        await caller.update(audio={"input": PUSH_TO_TALK})
        await caller.append(tone(0.5))
        await settled(caller)
        await caller.send("input_audio_buffer.commit", event_id="mine")
        error = (await caller.event("error"))["error"]
        assert (error["code"], error["event_id"]) == ("input_audio_buffer_commit_empty", "mine")


async def test_turns_may_be_detected_and_left_unanswered(
    hearing_url: str, hearing: CountingStack
) -> None:
    async with calling(hearing_url) as caller:
        session = await caller.update(audio={"input": UNANSWERED_TURNS})
        assert session["audio"]["input"]["turn_detection"]["create_response"] is False
        await caller.append(tone(1.0) + silence(2.0))
        await caller.event("input_audio_buffer.speech_stopped")
        await words_of(caller)
        await asyncio.sleep(0.5)
        assert "response.created" not in caller.kinds
        await caller.send("response.create")
        assert (await caller.answer())["status"] == "completed"
        assert len(said_to(hearing)) == 1


async def test_turns_are_answered_again_when_the_client_wants_it(hearing_url: str) -> None:
    async with calling(hearing_url) as caller:
        await caller.update(audio={"input": UNANSWERED_TURNS})
        await caller.update(audio={"input": {"turn_detection": {"type": "server_vad"}}})
        await caller.append(tone(1.0) + silence(2.0))
        assert (await caller.answer())["status"] == "completed"


@pytest.mark.parametrize("wish", [PUSH_TO_TALK, UNANSWERED_TURNS], ids=["off", "unanswered"])
async def test_one_model_that_does_everything_decides_about_turns(
    settings: Settings, wish: dict[str, Any]
) -> None:
    stack = RealtimeStack(settings.model_copy(update={"stack": "realtime"}))
    async with running(create_app(settings, stack)) as url, calling(url) as caller:
        await caller.send("session.update", session={"type": "realtime", "audio": {"input": wish}})
        error = (await caller.event("error"))["error"]
        assert error["code"] == "unsupported_value"
        assert error["param"] == "session.audio.input.turn_detection"
