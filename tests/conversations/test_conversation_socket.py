"""A plain WebSocket client speaks with the built-in agent, in real speech and real time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soxr

from tests.support.conversation_socket import SocketCaller, calling
from tests.support.microphone import RATE, Microphone
from tests.support.server_process import serving
from tests.support.speech import SAMPLE_RATE, Samples, needs_flite, sums_of, which_said

pytestmark = [pytest.mark.audio, needs_flite]

# Far above what an idle machine shows (0.45 and 0.15 s).
_ANSWERED_WITHIN_SECS = 30.0
_SILENT_WITHIN_SECS = 3.0


@pytest.fixture(scope="module")
def built_in_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    directory = tmp_path_factory.mktemp("server")
    with serving(directory, DATA_DIR=str(directory), STACK="built-in") as url:
        yield url


async def whole_answer(caller: SocketCaller) -> str:
    """What the agent says until it listens again."""
    await caller.event("state", lambda event: event["state"] == "speaking")
    begun = len(caller.events)
    await caller.event("state", lambda event: event["state"] == "listening")
    return " ".join(
        event["text"]
        for event in caller.events[begun:]
        if event["type"] == "transcription" and event["role"] == "assistant" and event["final"]
    )


def at_speech_rate(sound: bytes) -> Samples:
    samples: Samples = soxr.resample(np.frombuffer(sound, "<i2"), RATE, SAMPLE_RATE)
    return samples.astype(np.int16)


async def test_three_spoken_turns_are_understood_and_answered(
    built_in_url: str, tmp_path: Path
) -> None:
    query = {"voice": "nova", "agent_name": "Anna"}
    async with calling(built_in_url, "spoken", **query) as caller:
        session = await caller.event("session")
        assert session["voice"] == {"asked": "nova", "used": "slt"}
        microphone = Microphone(caller.send_frame, tmp_path)
        assert (await whole_answer(caller)).startswith("Hello, I'm Anna.")

        delays = []
        for said, answer in (
            ("what is seventeen plus twenty five", "17 plus 25 is 42."),
            ("take a note buy milk and bread", "Noted: buy milk and bread."),
            ("read my notes", "buy milk and bread"),
        ):
            heard_before = len(caller.sound)
            said_at = await microphone.say(said)
            assert await caller.said("user") == said
            await caller.heard(1)
            delays.append(time.monotonic() - said_at)
            assert answer in await whole_answer(caller)
            heard = at_speech_rate(bytes(caller.sound[heard_before:]))
            assert np.abs(heard).max() > 3000
        print("delays of the answers:", [f"{delay:.2f}" for delay in delays])
        assert max(delays) < _ANSWERED_WITHIN_SECS

        calls = [event["name"] for event in caller.events if event["type"] == "function_call"]
        assert calls == ["calculate", "take_note", "read_notes"]
        microphone.close()


async def test_what_is_heard_is_what_is_written(built_in_url: str, tmp_path: Path) -> None:
    async with calling(built_in_url, "written", greeting="false") as caller:
        await caller.event("session")
        await caller.send(type="text", text="what is seventeen plus twenty five")
        await whole_answer(caller)
        heard = at_speech_rate(bytes(caller.sound))
        assert which_said(heard, sums_of("seventeen", "twenty five")).endswith("is forty two")


async def test_speech_over_the_agent_silences_it(built_in_url: str, tmp_path: Path) -> None:
    async with calling(built_in_url, "barge-in", greeting="false") as caller:
        await caller.event("session")
        microphone = Microphone(caller.send_frame, tmp_path)
        await caller.send(type="text", text="tell me a long story")
        await caller.event("state", lambda event: event["state"] == "speaking")
        await caller.heard(2 * RATE * 3)
        began, before = time.monotonic(), len(caller.events)
        speaking = asyncio.create_task(microphone.say("what is two plus two"))
        await caller.event("state", lambda event: event["state"] == "interrupted")
        await caller.also("audio_clear", since=before)
        silent_after = time.monotonic() - began
        await speaking
        assert await caller.said("user") == "what is two plus two"
        assert await whole_answer(caller) == "2 plus 2 is 4."
        print(f"silent {silent_after:.2f} s after the first sample")
        assert silent_after < _SILENT_WITHIN_SECS
        (cut,) = [event for event in caller.events if event.get("cut")]
        (heard,) = [event for event in caller.events if event["type"] == "answer_cut"]
        assert heard["heard"].endswith(cut["text"])
        microphone.close()
