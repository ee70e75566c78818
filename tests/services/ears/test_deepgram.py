from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import pytest
from pipecat.frames.frames import Frame, InterimTranscriptionFrame, TranscriptionFrame
from pipecat.services.deepgram.stt import DeepgramSTTService
from pipecat.utils.errors import ErrorCategory
from pydantic import SecretStr

from repartee.services.config import EarsConfig
from repartee.services.ears.deepgram import DeepgramEars, DeepgramSTT
from repartee.services.provider import ProviderError
from tests.support.service_bench import Bench, bench
from tests.support.vendor_server import Line, Vendor, answers, sockets, vendor

KEY = SecretStr("canary0123456789abcdef0123456789abcdef01")
Serve = Callable[[Line], Awaitable[None]]


def ours(server: Vendor) -> DeepgramSTT:
    return DeepgramEars(EarsConfig(base_url=server.url, api_key=KEY)).ears()


def stock(server: Vendor) -> DeepgramSTTService:
    return DeepgramSTTService(api_key=KEY.get_secret_value(), base_url=server.url)


async def words(line: Line, text: str, *, final: bool = False, flushed: bool = False) -> None:
    await line.tell(
        type="Results",
        channel_index=[0, 1],
        duration=1.0,
        start=0.0,
        is_final=final,
        speech_final=final,
        from_finalize=flushed,
        channel={"alternatives": [{"transcript": text, "confidence": 1.0, "words": []}]},
    )


async def hearing(line: Line) -> None:
    """Hear the first part early, the rest when asked for the last words."""
    told = False
    async for message in line.received():
        if isinstance(message, bytes) and not told:
            told = True
            await words(line, "what", final=False)
            await words(line, "what time", final=True)
        elif isinstance(message, dict) and message["type"] == "Finalize":
            await words(line, "is it", final=True)
            await words(line, "", final=True, flushed=True)
            told = False
        elif isinstance(message, dict) and message["type"] == "CloseStream":
            await line.socket.close()


async def test_the_words_of_an_utterance_come_as_one_final() -> None:
    async with vendor(sockets(hearing)) as server, bench(ours(server)) as it:
        await it.speak()
        await it.until(lambda: it.interims)
        await it.fall_silent()
        await it.until(lambda: it.finals)
        assert [(f.text, f.finalized) for f in it.finals] == [("what time is it", True)]
        assert not it.errors


async def test_the_stock_service_marks_no_final_where_the_last_one_is_empty() -> None:
    async with vendor(sockets(hearing)) as server, bench(stock(server)) as it:
        await it.speak()
        await it.until(lambda: it.interims)
        await it.fall_silent()
        await it.until(lambda: len(it.finals) == 2)
        assert [f.finalized for f in it.finals] == [False, False]  # the fault


async def test_a_bad_key_is_known_at_once_and_not_shown() -> None:
    async with vendor(answers(401, {"err_msg": "No."})) as server:
        service = ours(server)
        async with bench(service) as it:
            await it.until(lambda: it.errors)
            await it.speak()
            assert it.categories == [ErrorCategory.AUTHENTICATION]
            assert it.errors[0].error.endswith("Set DEEPGRAM_API_KEY to a valid key.")
            assert KEY.get_secret_value() not in it.errors[0].error
            assert not service.is_usable
        assert len(server.requests) == 1


async def _drop(line: Line) -> None:
    await asyncio.sleep(0.05)  # until what was sent has left
    line.drop()


async def _close(line: Line) -> None:
    await line.socket.close()


async def _garble(line: Line) -> None:
    await line.tell(type="Results", channel={"alternatives": []})


def breaking(how: Serve) -> Serve:
    broken = False

    async def serve(line: Line) -> None:
        nonlocal broken
        if broken:
            await hearing(line)
            return
        async for message in line.received():
            if isinstance(message, bytes):
                broken = True
                await words(line, "what")
                await how(line)
                return

    return serve


@pytest.mark.parametrize(
    ("how", "category"),
    [
        (_drop, ErrorCategory.CONNECTIVITY),
        (_close, ErrorCategory.CONNECTIVITY),
        (_garble, ErrorCategory.SERVER),
    ],
    ids=["dropped", "closed", "garbage"],
)
async def test_a_break_in_mid_utterance_is_told_and_the_next_one_is_heard(
    how: Serve, category: ErrorCategory
) -> None:
    async with vendor(sockets(breaking(how))) as server:
        service = ours(server)
        async with bench(service) as it:
            await it.speak()
            await it.until(lambda: it.errors)
            assert it.categories == [category]
            await it.until(lambda: service.is_open, 2.0)
            await it.fall_silent()
            await it.until(lambda: it.finals)
            heard = len(it.interims)
            await it.speak()
            await it.until(lambda: len(it.interims) >= heard + 2)
            await it.fall_silent()
            await it.until(lambda: len(it.finals) == 2)
            assert it.finals[-1].text == "what time is it"


async def test_the_stock_service_is_deaf_for_seconds_after_a_break() -> None:
    async with vendor(sockets(breaking(_close))) as server, bench(stock(server)) as it:
        await it.speak()
        await it.until(lambda: it.interims)
        with pytest.raises(TimeoutError):  # the fault: neither an error nor a connection
            await it.until(lambda: it.errors or len(server.requests) > 1, 2.0)


async def test_an_error_message_is_told_for_what_it_is() -> None:
    async def serve(line: Line) -> None:
        await line.tell(type="Error", description="Insufficient credits", variant="x")
        async for _ in line.received():
            pass

    async with vendor(sockets(serve)) as server, bench(ours(server)) as it:
        await it.until(lambda: it.errors)
        assert it.categories == [ErrorCategory.QUOTA]


async def test_it_is_asked_for_what_the_pipeline_sends() -> None:
    seen: list[Any] = []

    async def serve(line: Line) -> None:
        seen.append((dict(line.request.query), line.request.headers["Authorization"]))
        await hearing(line)

    async with vendor(sockets(serve)) as server, bench(ours(server)):
        pass
    query, authorization = seen[0]
    assert authorization == f"Token {KEY.get_secret_value()}"
    assert query["model"] == "nova-3"
    assert query["language"] == "en"
    assert (query["encoding"], query["sample_rate"]) == ("linear16", "16000")


async def test_a_check_asks_for_the_projects_of_the_key() -> None:
    async with vendor(answers(200, {"projects": []})) as server:
        assert (await DeepgramEars(EarsConfig(base_url=server.url, api_key=KEY)).check()).ok
    assert server.requests == [("/v1/projects", None)]
    with pytest.raises(ProviderError, match="DEEPGRAM_API_KEY"):
        await DeepgramEars(EarsConfig()).start()


async def hears_as_it_comes(line: Line) -> None:
    """Tell all words with every fifth of a second; the fourth time, never finish."""
    received, told, flushes = 0.0, 0.0, 0

    async def tell(*, final: bool) -> None:
        await line.tell(
            type="Results",
            start=told,
            duration=received - told,
            is_final=final,
            from_finalize=final,
            channel={"alternatives": [{"transcript": "what time is it", "confidence": 0.9}]},
        )

    async for message in line.received():
        if isinstance(message, bytes):
            received = round(received + len(message) / 32_000, 3)
            if round(received * 1000) % 200 == 0:
                await tell(final=False)
        elif message["type"] == "Finalize" and flushes < 3:
            flushes += 1
            await tell(final=True)
            told = received
        elif message["type"] == "CloseStream":
            await line.socket.close()


def _has_come(it: Bench, kind: type[Frame], times: int) -> bool:
    return len(it.seen(kind)) == times


async def test_once_it_has_kept_its_word_words_up_to_the_pause_are_the_last_ones() -> None:
    async with vendor(sockets(hears_as_it_comes)) as server:
        ears = DeepgramEars(EarsConfig(base_url=server.url, api_key=KEY, early_finals=True)).ears()
        async with bench(ears) as it:
            for number in range(1, 5):
                heard = len(it.interims)
                await it.speak(frames=20)
                await it.until(partial(_has_come, it, InterimTranscriptionFrame, heard + 2))
                await it.fall_silent()
                await it.until(partial(_has_come, it, TranscriptionFrame, number))
            assert [(f.text, f.finalized) for f in it.finals] == [("what time is it", True)] * 4
            assert not ears.has_work()
            assert not it.errors
