from __future__ import annotations

import asyncio
import base64
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from pipecat.services.cartesia.tts import CartesiaTTSService, CartesiaTTSSettings
from pipecat.utils.errors import ErrorCategory
from pydantic import SecretStr

from repartee.services.config import VoiceConfig
from repartee.services.provider import ProviderError
from repartee.services.voices.cartesia import CartesiaTTS, CartesiaVoice
from tests.support.service_bench import bench
from tests.support.vendor_server import Line, Vendor, answers, sockets, vendor

KEY = SecretStr("sk_car_canary_0123456789abcdef")
_SOUND = bytes(range(1, 241)) * 20  # 0.1 s

Serve = Callable[[Line], Awaitable[None]]


def ours(server: Vendor, **config: Any) -> CartesiaTTS:
    return CartesiaVoice(VoiceConfig(base_url=server.url, api_key=KEY, **config)).voice()


def stock(server: Vendor) -> CartesiaTTSService:
    return CartesiaTTSService(
        api_key="key",
        url=f"{server.websocket}/tts/websocket",
        sample_rate=24_000,
        settings=CartesiaTTSSettings(voice="v"),
    )


async def piece(line: Line, context: str, text: str) -> None:
    words = text.split()
    times = {
        "words": words,
        "start": [0.02 * n for n in range(len(words))],
        "end": [0.0] * len(words),
    }
    await line.tell(type="chunk", data=base64.b64encode(_SOUND).decode(), context_id=context)
    await line.tell(type="timestamps", word_timestamps=times, context_id=context)


async def speaking(line: Line) -> None:
    """Speak whatever is given, as Cartesia does."""
    async for message in line.received():
        if message.get("transcript", "").strip():
            await piece(line, message["context_id"], message["transcript"])
        elif not message.get("cancel"):
            await line.tell(type="done", done=True, context_id=message["context_id"])


def breaking(how: Serve) -> Serve:
    """Speak the first word, then break off, once."""
    broken = False

    async def serve(line: Line) -> None:
        nonlocal broken
        if broken:
            await speaking(line)
            return
        async for message in line.received():
            if text := message.get("transcript", "").strip():
                broken = True
                await piece(line, message["context_id"], text.split()[0])
                await how(line)

    return serve


async def drop(line: Line) -> None:
    await asyncio.sleep(0.05)  # until what was sent has left
    line.drop()


async def close_in_good_order(line: Line) -> None:
    await line.socket.close()


async def garble(line: Line) -> None:
    await line.tell(type="chunk", data="no context")


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
            given.append(message.get("transcript", ""))
            if given[-1]:
                await piece(line, message["context_id"], given[-1])
            else:
                await line.tell(type="done", done=True, context_id=message["context_id"])

    async with vendor(sockets(serve)) as server, bench(ours(server)) as it:
        await it.say("Hello there.", "And so on.")
        # Cartesia reads an answer's pieces as one text.
        assert "".join(given) == "Hello there. And so on. "
        assert it.spoken == "Hello there. And so on."


async def test_a_handshake_with_a_bad_key_is_known_at_once_and_not_repeated() -> None:
    async with vendor(answers(401, {"message": "No."})) as server:
        service = ours(server)
        async with bench(service) as it:
            await it.until(lambda: it.errors)
            assert it.categories == [ErrorCategory.AUTHENTICATION]
            assert it.errors[0].error.endswith("Set CARTESIA_API_KEY to a valid key.")
            await it.say("Hello there.")
            assert len(server.requests) == 1


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
            assert it.spoken == "Hello"
            await it.say("Here again.")
            assert it.spoken == "Hello Here again."
            assert service.is_usable


async def test_the_stock_service_says_that_it_spoke_what_broke_off() -> None:
    closing = sockets(breaking(close_in_good_order))
    async with vendor(closing) as server, bench(stock(server)) as it:
        await it.say("Hello there my friend.")
        assert not it.errors
        assert it.spoken == "Hello there my friend."


@pytest.mark.parametrize(
    ("status", "category"),
    [
        (402, ErrorCategory.QUOTA),
        (429, ErrorCategory.RATE_LIMIT),
        (500, ErrorCategory.SERVER),
    ],
)
async def test_an_error_message_is_told_for_what_it_is_and_ends_its_text(
    status: int, category: ErrorCategory
) -> None:
    async with vendor(sockets(_refusing(status))) as server, bench(ours(server)) as it:
        asked = time.monotonic()
        await it.say("Hello there.")
        assert time.monotonic() - asked < 2.5
        assert set(it.categories) == {category}
        assert it.spoken == ""


async def test_the_stock_service_waits_for_more_after_an_error() -> None:
    async with vendor(sockets(_refusing(429))) as server, bench(stock(server)) as it:
        asked = time.monotonic()
        await it.say("Hello there.")
        assert time.monotonic() - asked > 2.5
        assert set(it.categories) == {ErrorCategory.UNKNOWN}


def _refusing(status: int) -> Serve:
    async def serve(line: Line) -> None:
        async for message in line.received():
            context = message["context_id"]
            await line.tell(type="error", status_code=status, message="No.", context_id=context)

    return serve


async def test_an_error_without_a_text_ends_all_of_them() -> None:
    async def refuse(line: Line) -> None:
        await line.tell(type="error", status_code=500, message="No.")

    async with vendor(sockets(breaking(refuse))) as server, bench(ours(server)) as it:
        await it.say("Hello there my friend.")
        assert it.categories == [ErrorCategory.SERVER]
        assert it.spoken == "Hello"


async def test_a_server_that_is_away_is_told_at_each_answer_and_keeps_nobody_waiting() -> None:
    voice = CartesiaVoice(VoiceConfig(base_url="http://127.0.0.1:9", api_key=KEY)).voice()
    async with bench(voice) as it:
        for _ in range(2):
            asked = time.monotonic()
            await it.say("Hello there.", "And so on.")
            assert time.monotonic() - asked < 2.5
        assert set(it.categories) == {ErrorCategory.CONNECTIVITY}
        assert it.spoken == ""
        assert voice.is_usable


async def test_the_voices_are_those_that_cartesia_lists() -> None:
    listed = {"data": [{"id": "a", "name": "Ann", "language": "en"}], "has_more": False}
    async with vendor(answers(200, listed)) as server:
        voice = CartesiaVoice(VoiceConfig(base_url=server.url, api_key=KEY, voice="a"))
        await voice.start()
        assert (await voice.check()).ok
    assert [(each.id, each.label, each.language) for each in voice.voices] == [("a", "Ann", "en")]


async def test_a_key_that_is_missing_is_named() -> None:
    with pytest.raises(ProviderError, match="CARTESIA_API_KEY"):
        await CartesiaVoice(VoiceConfig()).start()
