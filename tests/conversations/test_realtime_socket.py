"""OpenAI's stock Python client speaks with the built-in agent, in real speech and real time."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soxr
from openai import AsyncOpenAI

from tests.support.microphone import RATE, Microphone, spoken
from tests.support.realtime_client import calling
from tests.support.server_process import serving
from tests.support.speech import SAMPLE_RATE, needs_flite, write_down

pytestmark = [pytest.mark.audio, needs_flite]


def understood(sound: bytes) -> str:
    return write_down(soxr.resample(np.frombuffer(sound, "<i2"), RATE, SAMPLE_RATE))


@pytest.fixture(scope="module")
def spoken_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("server")) as address:
        yield address


def words_of(answer: dict[str, Any]) -> str:
    """What was said in an answer; the agent's own tools are items of it, too."""
    messages = [item for item in answer["output"] if item["type"] == "message"]
    return " ".join(part["transcript"] for item in messages for part in item["content"])


WANTS_WORDS = {"input": {"transcription": {"model": "any"}}}


async def test_a_spoken_question_is_answered_aloud(spoken_url: str, tmp_path: Path) -> None:
    async with calling(spoken_url) as caller:
        await caller.update(audio=WANTS_WORDS)
        microphone = Microphone(caller.append, tmp_path)
        await microphone.say("what is seven times eight")
        started = await caller.event("input_audio_buffer.speech_started")
        await caller.event("input_audio_buffer.committed")
        words = await caller.event("conversation.item.input_audio_transcription.completed")
        assert words["item_id"] == started["item_id"]
        assert words["transcript"] == "what is seven times eight"
        answer = await caller.answer()
        assert "56" in words_of(answer)
        assert "fifty" in understood(caller.sound)
        microphone.close()


async def test_speech_interrupts_an_answer(spoken_url: str, tmp_path: Path) -> None:
    async with calling(spoken_url) as caller:
        await caller.type("tell me a story")
        microphone = Microphone(caller.append, tmp_path)
        await caller.event("response.output_audio.delta")
        await asyncio.sleep(1.5)
        await microphone.say("what time is it")
        cut = await caller.answer()
        assert cut["status"] == "cancelled"
        assert cut["status_details"]["reason"] == "turn_detected"
        heard = words_of(cut)
        assert 0 < len(heard) < 200, "of a story"
        assert (await caller.answer())["status"] == "completed"
        microphone.close()


async def test_a_committed_recording_is_answered(spoken_url: str, tmp_path: Path) -> None:
    async with calling(spoken_url) as caller:
        session = await caller.update(audio={"input": {"turn_detection": None}})
        assert session["audio"]["input"]["turn_detection"] is None
        recording = spoken("what is seven times eight", tmp_path).astype("<i2").tobytes()
        for at in range(0, len(recording), 48_000):
            await caller.append(recording[at : at + 48_000])
        await caller.send("input_audio_buffer.commit")
        await caller.event("input_audio_buffer.committed")
        await caller.send("response.create")
        answer = await caller.answer()
        assert "56" in words_of(answer)
        await asyncio.sleep(1.0)
        assert caller.kinds.count("response.created") == 1
        assert not any(kind == "error" for kind in caller.kinds)


async def test_an_empty_buffer_cannot_be_committed(spoken_url: str) -> None:
    async with calling(spoken_url) as caller:
        await caller.update(audio={"input": {"turn_detection": None}})
        await caller.send("input_audio_buffer.commit")
        error = (await caller.event("error"))["error"]
        assert error["code"] == "input_audio_buffer_commit_empty"
        await caller.append(base64.b64decode("AAAA") * 100)
        await caller.send("input_audio_buffer.clear")
        await caller.event("input_audio_buffer.cleared")


async def test_what_the_voice_reads_the_ears_write_down(spoken_url: str) -> None:
    sentence = "what is seven times eight"
    async with AsyncOpenAI(api_key="none", base_url=f"{spoken_url}/v1") as client:
        speech = await client.audio.speech.create(
            model="tts-1", voice="alloy", input=sentence, response_format="wav"
        )
        transcript = await client.audio.transcriptions.create(
            model="whisper-1", file=("speech.wav", speech.content)
        )
    assert transcript.text == sentence
