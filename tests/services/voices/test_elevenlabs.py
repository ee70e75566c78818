from __future__ import annotations

import asyncio
import base64
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from pipecat.frames.frames import LLMFullResponseEndFrame, TTSSpeakFrame
from pipecat.services.elevenlabs.tts import ElevenLabsTTSService, ElevenLabsTTSSettings
from pipecat.utils.errors import ErrorCategory
from pydantic import SecretStr

from repartee.services.config import VoiceConfig
from repartee.services.provider import ProviderError
from repartee.services.voices.elevenlabs import ElevenLabsTTS, ElevenLabsVoice
from tests.support.service_bench import bench
from tests.support.vendor_server import Line, Vendor, answers, sockets, vendor

KEY = SecretStr("sk_canary_0123456789abcdef0123456789abcdef")
_SOUND = bytes(range(1, 201)) * 16  # 0.1 s

Serve = Callable[[Line], Awaitable[None]]


def ours(server: Vendor, **config: Any) -> ElevenLabsTTS:
    return ElevenLabsVoice(VoiceConfig(base_url=server.url, api_key=KEY, **config)).voice()


def stock(server: Vendor) -> ElevenLabsTTSService:
    return ElevenLabsTTSService(
        api_key="key",
        url=server.websocket,
        sample_rate=16_000,
        settings=ElevenLabsTTSSettings(voice="v"),
    )


async def piece(line: Line, context: str, text: str) -> None:
    chars = list(text)
    alignment = {
        "chars": chars,
        "charStartTimesMs": [5 * n for n in range(len(chars))],
        "charDurationsMs": [5] * len(chars),
    }
    audio = base64.b64encode(_SOUND).decode()
    await line.tell(audio=audio, isFinal=None, alignment=alignment, contextId=context)


async def speaking(line: Line) -> None:
    """Speak whatever is given, as ElevenLabs does."""
    async for message in line.received():
        context, text = message.get("context_id"), message.get("text", "").strip()
        if text:
            await piece(line, context, f"{text} ")
        if message.get("close_context"):
            await line.tell(isFinal=True, contextId=context)
        if message.get("close_socket"):
            await line.socket.close()


def breaking(how: Serve, *, times: int = 1) -> Serve:
    """Speak half a sentence, then break off."""
    left = times

    async def serve(line: Line) -> None:
        nonlocal left
        if not left:
            await speaking(line)
            return
        async for message in line.received():
            if text := message.get("text", "").strip():
                left -= 1
                await piece(line, message["context_id"], f"{text.split()[0]} ")
                await how(line)

    return serve


async def drop(line: Line) -> None:
    await asyncio.sleep(0.05)  # until what was sent has left
    line.drop()


async def close_in_good_order(line: Line) -> None:
    await line.socket.close()


async def garble(line: Line) -> None:
    await line.garble()


async def test_an_answer_is_spoken_with_the_times_of_its_words() -> None:
    async with vendor(sockets(speaking)) as server, bench(ours(server)) as it:
        await it.say("Hello there my friend.")
        assert it.audio == _SOUND
        assert it.spoken == "Hello there my friend."
        assert not it.errors


async def test_what_follows_is_a_word_of_its_own() -> None:
    given: list[str] = []

    async def serve(line: Line) -> None:
        async for message in line.received():
            text = message.get("text", "")
            if text.strip():
                given.append(text)
                await piece(line, message["context_id"], text)
            if message.get("close_context"):
                await line.tell(isFinal=True, contextId=message["context_id"])

    async with vendor(sockets(serve)) as server, bench(ours(server)) as it:
        await it.say("Hello there.", "And so on.")
        assert given == ["Hello there. ", "And so on. "]
        assert it.spoken == "Hello there. And so on."


async def test_it_is_asked_as_the_specification_says() -> None:
    seen: list[Any] = []

    async def serve(line: Line) -> None:
        seen.append((line.request.path, dict(line.request.query), dict(line.request.headers)))
        await speaking(line)

    async with vendor(sockets(serve)) as server, bench(ours(server)) as it:
        await it.say("Hello there.")
    path, query, headers = seen[0]
    assert path == "/v1/text-to-speech/21m00Tcm4TlvDq8ikWAM/multi-stream-input"
    assert query["model_id"] == "eleven_flash_v2_5"
    assert (query["output_format"], query["auto_mode"]) == ("pcm_16000", "true")
    assert headers["xi-api-key"] == KEY.get_secret_value()


# A key that is bad


async def _refuse(line: Line, *, message: bool) -> None:
    said = "Invalid API key"
    if message:
        await line.tell(message=said, error="invalid_api_key", code=1008)
    await line.socket.close(code=1008, message=said.encode())


@pytest.mark.parametrize("message", [True, False], ids=["with a message", "by closing"])
async def test_a_bad_key_is_known_at_once_for_what_it_is(message: bool) -> None:
    attempts = 0

    async def serve(line: Line) -> None:
        nonlocal attempts
        attempts += 1
        await _refuse(line, message=message)

    async with vendor(sockets(serve)) as server:
        service = ours(server)
        async with bench(service) as it:
            await it.until(lambda: it.errors)
            assert set(it.categories) == {ErrorCategory.AUTHENTICATION}
            assert not service.is_usable
            assert it.errors[0].error.endswith("Set ELEVENLABS_API_KEY to a valid key.")
            assert attempts == 1
            assert KEY.get_secret_value() not in it.errors[0].error


async def test_the_stock_service_takes_a_bad_key_for_the_network() -> None:
    async def serve(line: Line) -> None:
        await _refuse(line, message=True)

    async with vendor(sockets(serve)) as server:
        service = stock(server)
        async with bench(service) as it:
            with pytest.raises(TimeoutError):  # the fault: no word for the first four seconds
                await it.until(lambda: ErrorCategory.AUTHENTICATION in it.categories, 3.0)
            assert service.is_usable


async def test_a_handshake_that_is_refused_is_told_for_what_it_is() -> None:
    async with vendor(answers(401, {"detail": "No."})) as server:
        service = ours(server)
        async with bench(service) as it:
            await it.until(lambda: it.errors)
            assert it.categories == [ErrorCategory.AUTHENTICATION]
            await it.say("Hello there.")
            assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("reason", "category"),
    [
        ("This request exceeds your quota. You have 0 credits left.", ErrorCategory.QUOTA),
        ("A voice with the voice_id x does not exist.", ErrorCategory.INVALID_REQUEST),
        ("We are sorry, something went wrong. You are not charged.", ErrorCategory.SERVER),
        ("Too many concurrent requests.", ErrorCategory.RATE_LIMIT),
    ],
)
async def test_a_closing_is_told_by_its_reason(reason: str, category: ErrorCategory) -> None:
    async def close(line: Line) -> None:
        await line.socket.close(code=1008, message=reason.encode())

    async with vendor(sockets(breaking(close))) as server, bench(ours(server)) as it:
        await it.say("Hello there.")
        assert category in it.categories


async def test_a_key_that_has_served_is_not_bad() -> None:
    async def close(line: Line) -> None:
        await line.socket.close(code=1008, message=b"policy violation")

    async with vendor(sockets(breaking(close))) as server:
        service = ours(server)
        async with bench(service) as it:
            await it.say("Hello there.")
            assert it.categories == [ErrorCategory.SERVER]
            assert service.is_usable


# A connection that breaks


@pytest.mark.parametrize(
    ("how", "category"),
    [
        (drop, ErrorCategory.CONNECTIVITY),
        (close_in_good_order, ErrorCategory.CONNECTIVITY),
        (garble, ErrorCategory.SERVER),
    ],
    ids=["dropped", "closed", "garbage"],
)
async def test_a_break_in_mid_sentence_is_told_and_the_next_answer_is_spoken(
    how: Serve, category: ErrorCategory
) -> None:
    async with vendor(sockets(breaking(how))) as server:
        service = ours(server)
        async with bench(service) as it:
            asked = time.monotonic()
            await it.say("Hello there my friend.")
            assert time.monotonic() - asked < 2.5
            assert it.categories == [category]
            assert it.spoken == "Hello", "what was not heard must not be told as spoken"
            assert service.is_usable
            await it.say("Here again.")
            assert it.spoken == "Hello Here again."


@pytest.mark.parametrize("how", [drop, close_in_good_order], ids=["dropped", "closed"])
async def test_the_stock_service_says_that_it_spoke_what_broke_off(how: Serve) -> None:
    async with vendor(sockets(breaking(how))) as server, bench(stock(server)) as it:
        await it.say("Hello there my friend.")
        assert not it.errors
        assert it.spoken == "Hello there my friend."


async def test_a_server_that_stays_away_does_not_cost_the_service() -> None:
    async with vendor(sockets(breaking(drop, times=4))) as server:
        service = ours(server)
        async with bench(service) as it:
            for _ in range(4):
                await it.say("Hello there my friend.")
            assert set(it.categories) == {ErrorCategory.CONNECTIVITY}
            await it.say("Here again.")
            assert service.is_usable
            assert it.spoken.endswith("Here again.")


async def test_a_server_that_is_away_is_told_at_each_answer_and_keeps_nobody_waiting() -> None:
    voice = ElevenLabsVoice(VoiceConfig(base_url="http://127.0.0.1:9", api_key=KEY))
    async with bench(voice.voice()) as it:
        asked = time.monotonic()
        await it.say("Hello there.")
        assert time.monotonic() - asked < 2.5
        assert set(it.categories) == {ErrorCategory.CONNECTIVITY}


async def test_a_server_that_falls_silent_is_told() -> None:
    async def silence(line: Line) -> None:
        await asyncio.sleep(20)

    async with vendor(sockets(breaking(silence))) as server, bench(ours(server)) as it:
        await it.say("Hello there my friend.")
        await it.until(lambda: it.errors)
        assert it.categories == [ErrorCategory.CONNECTIVITY]
        assert it.spoken == "Hello"


async def test_an_error_message_is_told_and_ends_its_text() -> None:
    async def refuse(line: Line) -> None:
        await line.tell(error="internal_server_error", message="Something went wrong.")
        await speaking(line)

    async with vendor(sockets(breaking(refuse))) as server, bench(ours(server)) as it:
        await it.say("Hello there.")
        assert it.categories == [ErrorCategory.SERVER]
        await it.say("Here again.")
        assert it.spoken == "Hello Here again."
    async with vendor(sockets(breaking(refuse))) as server, bench(stock(server)) as it:
        await it.give(TTSSpeakFrame("Hello there."))
        await it.until(lambda: it.audio)
        await it.until(lambda: it.spoken == "Hello there.")
        assert not it.errors  # the fault: it is ignored


async def test_an_idle_connection_that_is_closed_is_no_error() -> None:
    closed = asyncio.Event()

    async def serve(line: Line) -> None:
        if closed.is_set():
            await speaking(line)
            return
        closed.set()
        said = b"Have not received a new text input within the timeout of 20 seconds."
        await line.socket.close(code=1008, message=said)

    async with vendor(sockets(serve)) as server, bench(ours(server)) as it:
        await closed.wait()
        await it.say("Hello there.")
        assert not it.errors
        assert it.spoken == "Hello there."
        assert it.seen(LLMFullResponseEndFrame)


# The provider


async def test_the_voices_are_those_of_the_account() -> None:
    listed = {"voices": [{"voice_id": "a", "name": "Ann"}, {"voice_id": "b", "name": "Bob"}]}
    async with vendor(answers(200, listed)) as server:
        voice = ElevenLabsVoice(VoiceConfig(base_url=server.url, api_key=KEY, voice="b"))
        await voice.start()
        assert (await voice.check()).ok
    assert [(each.id, each.label) for each in voice.voices] == [("b", "Bob"), ("a", "Ann")]
    assert [path for path, _ in server.requests] == ["/v1/voices", "/v1/user"]


async def test_a_key_that_is_missing_is_named() -> None:
    voice = ElevenLabsVoice(VoiceConfig())
    with pytest.raises(ProviderError, match="ELEVENLABS_API_KEY"):
        await voice.start()
    assert (await voice.check()).fix == "Set ELEVENLABS_API_KEY."


async def test_a_check_with_a_bad_key_names_it() -> None:
    async with vendor(answers(401, {"detail": {"status": "invalid_api_key"}})) as server:
        found = await ElevenLabsVoice(VoiceConfig(base_url=server.url, api_key=KEY)).check()
    assert found.fix == "Set ELEVENLABS_API_KEY to a valid key."
