"""Real ears and a real voice behind the stand-ins."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import openai
import pytest
from openai.types.chat import ChatCompletionMessageParam

from repartee.simulator.hearing import BuiltInEars, resample, transcribe
from repartee.simulator.simulator import Simulator
from repartee.simulator.speaking import BuiltInSpeaker
from tests.simulator.conftest import AT_ONCE, phrasebook
from tests.simulator.vendors.support import spoken, wav
from tests.support.speech import needs_flite, speak

pytestmark = [pytest.mark.audio, needs_flite]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the language model is built, once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
async def simulator(cache: Path) -> AsyncIterator[Simulator]:
    async with Simulator(["openai"], delays=AT_ONCE, cache_dir=cache) as simulator:
        yield simulator


@pytest.fixture
async def client(simulator: Simulator) -> AsyncIterator[openai.AsyncOpenAI]:
    environment = simulator.environment()
    async with openai.AsyncOpenAI(
        base_url=environment["OPENAI_BASE_URL"],
        api_key=environment["OPENAI_API_KEY"],
        max_retries=0,
    ) as client:
        yield client


async def _hear(client: openai.AsyncOpenAI, file: bytes) -> str:
    heard = await client.audio.transcriptions.create(
        model="gpt-4o-transcribe", file=("audio.wav", file)
    )
    return heard.text


async def _say(client: openai.AsyncOpenAI, text: str, voice: str) -> bytes:
    answer = await client.audio.speech.create(
        model="gpt-4o-mini-tts", voice=voice, input=text, response_format="pcm"
    )
    return await answer.aread()


async def test_three_turns_with_context_are_spoken_heard_thought_and_spoken(
    client: openai.AsyncOpenAI, tmp_path: Path
) -> None:
    messages: list[ChatCompletionMessageParam] = []
    for text in ("my name is anna", "tell me a joke", "what is my name"):
        heard = await _hear(client, spoken(text, tmp_path))
        assert heard.lower().rstrip(".") == text
        messages.append({"role": "user", "content": heard})
        answer = await client.chat.completions.create(model="gpt-4.1", messages=messages)
        said = answer.choices[0].message.content or ""
        assert len(await _say(client, said, "coral")) > 24_000
        messages.append({"role": "assistant", "content": said})
    assert messages[-1].get("content") == "Your name is anna."


@pytest.mark.parametrize("voice", ["alloy", "coral", "onyx"])
async def test_what_is_spoken_is_heard_again(client: openai.AsyncOpenAI, voice: str) -> None:
    audio = await _say(client, "What time is it?", voice)
    assert (await _hear(client, wav(audio, 24_000))).lower() == "what time is it."


async def test_silence_is_no_words(client: openai.AsyncOpenAI) -> None:
    assert await _hear(client, wav(bytes(32_000), 16_000)) == ""


async def test_words_turn_up_while_one_speaks(cache: Path, tmp_path: Path) -> None:
    ears = BuiltInEars(phrasebook(), cache)
    await ears.start()
    try:
        hearing = await ears.listen()
        audio = speak("what time is it", "slt", tmp_path).tobytes() + bytes(6400)
        so_far = [await hearing.feed(audio[at : at + 3200]) for at in range(0, len(audio), 3200)]
        assert any(words and words != "what time is it" for words in so_far)
        assert await hearing.finish() == "what time is it"
    finally:
        await ears.close()


async def test_words_come_with_their_times_at_any_rate(cache: Path) -> None:
    speaker, ears = BuiltInSpeaker(), BuiltInEars(phrasebook(), cache)
    await speaker.start()
    await ears.start()
    try:
        pieces = [
            piece
            async for piece in speaker.speak("What time is it?", voice="x", sample_rate=16_000)
        ]
        times = [time for piece in pieces for _, time in piece.words]
        audio = b"".join(piece.audio for piece in pieces)
        words = [word for piece in pieces for word, _ in piece.words]
        assert words == ["What", "time", "is", "it?"]
        assert times == sorted(times)
        assert times[-1] < len(audio) / 2 / 16_000
        assert await transcribe(ears, resample(audio, 16_000, 48_000), 48_000) == "what time is it"
    finally:
        await speaker.close()
        await ears.close()
