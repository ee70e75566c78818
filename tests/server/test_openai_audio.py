"""What OpenAI's stock Python client gets of the running stack's ears and voice."""

from __future__ import annotations

import io
import wave
from collections.abc import AsyncIterator

import av
import numpy as np
import pytest
from openai import AsyncOpenAI, BadRequestError, NotFoundError

from repartee.app import create_app
from repartee.settings import Settings
from tests.support.counting_stack import CountingStack
from tests.support.running_server import running


@pytest.fixture
async def client(settings: Settings) -> AsyncIterator[AsyncOpenAI]:
    async with (
        running(create_app(settings, CountingStack())) as url,
        AsyncOpenAI(api_key="none", base_url=f"{url}/v1", max_retries=0) as client,
    ):
        yield client


def recording(secs: float, rate: int = 44_100) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(rate)
        tone = np.sin(np.arange(int(secs * rate)) / 10) * 8000
        out.writeframes(np.repeat(tone, 2).astype("<i2").tobytes())
    return file.getvalue()


async def test_a_text_is_read_as_plain_samples(client: AsyncOpenAI) -> None:
    answer = await client.audio.speech.create(
        model="tts-1", voice="alloy", input="Hello there.", response_format="pcm"
    )
    samples = np.frombuffer(answer.content, "<i2")
    assert samples.size == 12 * 480
    assert np.abs(samples).max() > 5000


async def test_a_text_is_read_into_a_wav_file_as_it_is_spoken(client: AsyncOpenAI) -> None:
    streamed = client.audio.speech.with_streaming_response.create(
        model="tts-1", voice="alloy", input="Hello there.", response_format="wav"
    )
    async with streamed as answer:
        assert answer.headers["content-type"] == "audio/wav"
        content = b"".join([piece async for piece in answer.iter_bytes()])
    with wave.open(io.BytesIO(content)) as file:
        assert (file.getframerate(), file.getnchannels()) == (24_000, 1)
    assert len(content) == 44 + 12 * 960


@pytest.mark.parametrize("name", ["mp3", "opus", "aac", "flac"])
async def test_a_text_is_read_into_a_compressed_file(client: AsyncOpenAI, name: str) -> None:
    answer = await client.audio.speech.create(
        model="tts-1",
        voice="alloy",
        input="Hello there.",
        response_format=name,  # type: ignore[arg-type]
    )
    with av.open(io.BytesIO(answer.content), "r") as container:
        loud = [np.abs(frame.to_ndarray()).max() for frame in container.decode(audio=0)]
    assert max(loud) > 0.1


async def test_a_wrong_request_is_explained_in_openais_shape(client: AsyncOpenAI) -> None:
    with pytest.raises(BadRequestError) as refused:
        await client.audio.speech.create(model="tts-1", voice="alloy", input="x" * 5000)
    assert refused.value.param == "input"
    with pytest.raises(BadRequestError) as refused:
        await client.audio.transcriptions.create(model="whisper-1", file=b"no sound at all")
    assert (refused.value.param, refused.value.code) == ("file", "invalid_value")


async def test_a_recording_is_written_down(client: AsyncOpenAI) -> None:
    transcript = await client.audio.transcriptions.create(
        model="whisper-1", file=("talk.wav", recording(1.0))
    )
    assert transcript.text == "20 tenths", "with a second of silence"


async def test_a_large_recording_is_taken(client: AsyncOpenAI) -> None:
    transcript = await client.audio.transcriptions.create(
        model="whisper-1", file=("talk.wav", recording(10.0)), response_format="text"
    )
    assert str(transcript).strip() == "110 tenths"


async def test_a_transcript_may_be_streamed(client: AsyncOpenAI) -> None:
    stream = await client.audio.transcriptions.create(
        model="whisper-1", file=("talk.wav", recording(1.0)), stream=True
    )
    events = [event async for event in stream]
    assert events[-1].type == "transcript.text.done"
    assert events[-1].text == "20 tenths"


async def test_what_works_here_is_listed(client: AsyncOpenAI) -> None:
    names = [model.id async for model in client.models.list()]
    assert names == ["repartee", "scripted"]
    assert (await client.models.retrieve("scripted")).owned_by == "repartee"
    with pytest.raises(NotFoundError):
        await client.models.retrieve("gpt-9")
