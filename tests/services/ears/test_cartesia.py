from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from pipecat.frames.frames import VADUserStartedSpeakingFrame
from pipecat.services.cartesia.stt import CartesiaSTTService
from pipecat.utils.errors import ErrorCategory
from pydantic import SecretStr

import repartee.services.ears.streaming as streaming
from repartee.services.config import EarsConfig
from repartee.services.ears.cartesia import CartesiaEars, CartesiaSTT
from repartee.services.provider import ProviderError
from tests.support.service_bench import SILENCE_20_MS, bench
from tests.support.vendor_server import Line, Vendor, answers, sockets, vendor

KEY = SecretStr("sk_car_canary_0123456789abcdef")
Serve = Callable[[Line], Awaitable[None]]


def ours(server: Vendor) -> CartesiaSTT:
    return CartesiaEars(EarsConfig(base_url=server.url, api_key=KEY)).ears()


def stock(server: Vendor) -> CartesiaSTTService:
    return CartesiaSTTService(api_key="key", base_url=server.websocket)


async def words(line: Line, text: str, *, final: bool = False) -> None:
    await line.tell(type="transcript", text=text, is_final=final, language="en", request_id="r")


def hearing(*early: tuple[str, bool], late: str = "", flush: bool = True) -> Serve:
    """Hear words: some with the first sound, one more when asked for the last."""

    async def serve(line: Line) -> None:
        told = False
        async for message in line.received():
            if isinstance(message, bytes) and not told:
                told = True
                for text, final in early:
                    await words(line, text, final=final)
            elif message == "finalize":
                if late:
                    await words(line, late, final=True)
                if flush:
                    await line.tell(type="flush_done", request_id="r")
                told = False
            elif message == "done":
                await line.tell(type="done")

    return serve


WHAT_TIME = hearing(("What", False), ("What time ", True), ("is", False), late="is it?")


async def test_the_words_of_an_utterance_come_as_one_final() -> None:
    async with vendor(sockets(WHAT_TIME)) as server, bench(ours(server)) as it:
        await it.speak()
        await it.until(lambda: len(it.interims) == 3)
        await it.fall_silent()
        await it.until(lambda: it.finals)
        assert [(frame.text, frame.finalized) for frame in it.finals] == [
            ("What time is it?", True)
        ]
        assert it.interims[:3] == ["What", "What time", "What time is"]
        assert not it.errors


async def test_no_final_of_the_stock_service_is_the_last_one() -> None:
    async with vendor(sockets(WHAT_TIME)) as server, bench(stock(server)) as it:
        await it.speak()
        await it.until(lambda: it.interims)
        await it.fall_silent()
        await it.until(lambda: len(it.finals) == 2)
        assert [frame.finalized for frame in it.finals] == [False, False]


async def test_words_that_were_final_before_the_end_are_told_at_the_end() -> None:
    handler = sockets(hearing(("What time is it?", True)))
    async with vendor(handler) as server, bench(ours(server)) as it:
        await it.speak()
        await it.until(lambda: it.interims)
        assert not it.finals
        await it.fall_silent()
        await it.until(lambda: it.finals)
        assert it.finals[0].finalized


async def test_words_of_which_the_vad_knows_nothing_are_told_at_once() -> None:
    async with vendor(sockets(hearing(("Psst.", True)))) as server, bench(ours(server)) as it:
        await it.hear(2)
        await it.until(lambda: it.finals)
        assert it.finals[0].text == "Psst."


async def test_two_utterances_are_two_finals() -> None:
    async with vendor(sockets(hearing(late="Yes."))) as server, bench(ours(server)) as it:
        for n in (1, 2):
            await it.speak()
            await it.fall_silent()
            await it.until(lambda n=n: len(it.finals) == n)  # type: ignore[misc]
        assert [(frame.text, frame.finalized) for frame in it.finals] == [("Yes.", True)] * 2


async def test_silence_is_no_words_and_no_error() -> None:
    async with vendor(sockets(hearing())) as server, bench(ours(server)) as it:
        await it.speak()
        await it.fall_silent()
        await it.speak()
        assert not it.finals
        assert not it.errors


async def test_a_server_that_never_ends_an_utterance_is_told_with_what_it_heard(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(streaming, "_FINAL_SECS", 0.3)
    handler = sockets(hearing(("What ", True), flush=False))
    async with vendor(handler) as server, bench(ours(server)) as it:
        await it.speak()
        await it.until(lambda: it.interims)
        await it.fall_silent()
        await it.until(lambda: it.errors)
        assert it.categories == [ErrorCategory.CONNECTIVITY]
        assert [(frame.text, frame.finalized) for frame in it.finals] == [("What", False)]


# A key that is bad


async def test_a_handshake_with_a_bad_key_is_known_at_once_and_not_repeated() -> None:
    async with vendor(answers(401, {"message": "No."})) as server:
        service = ours(server)
        async with bench(service) as it:
            await it.until(lambda: it.errors)
            await it.speak()
            await it.fall_silent()
            assert it.categories == [ErrorCategory.AUTHENTICATION]
            assert it.errors[0].error.endswith("Set CARTESIA_API_KEY to a valid key.")
            assert KEY.get_secret_value() not in it.errors[0].error
            assert not service.is_usable
        assert len(server.requests) == 1


@pytest.mark.parametrize("said", [b"", b"Invalid API key"])
async def test_a_connection_that_is_closed_for_its_key_is_known_at_once(said: bytes) -> None:
    async def serve(line: Line) -> None:
        await line.socket.close(code=1008, message=said)

    async with vendor(sockets(serve)) as server:
        service = ours(server)
        async with bench(service) as it:
            await it.until(lambda: it.errors)
            assert it.categories == [ErrorCategory.AUTHENTICATION]
            assert not service.is_usable
        async with bench(stock(server)) as it:
            with pytest.raises(TimeoutError):  # the fault: no word for the first four seconds
                await it.until(lambda: ErrorCategory.AUTHENTICATION in it.categories, 1.5)


@pytest.mark.parametrize(
    ("status", "category"),
    [(401, ErrorCategory.AUTHENTICATION), (402, ErrorCategory.QUOTA), (500, ErrorCategory.SERVER)],
)
async def test_an_error_message_is_told_for_what_it_is(
    status: int, category: ErrorCategory
) -> None:
    async def serve(line: Line) -> None:
        await line.tell(type="error", status_code=status, title="No", message="No.")
        async for _ in line.received():
            pass

    async with vendor(sockets(serve)) as server:
        async with bench(ours(server)) as it:
            await it.until(lambda: it.errors)
            assert it.categories == [category]
        async with bench(stock(server)) as it:
            await it.until(lambda: it.errors)
            assert it.categories == [ErrorCategory.UNKNOWN]  # the fault


# A connection that breaks


async def _drop(line: Line) -> None:
    await asyncio.sleep(0.05)  # until what was sent has left
    line.drop()


async def _close(line: Line) -> None:
    await line.socket.close()


async def _garble(line: Line) -> None:
    await line.garble()


def breaking(how: Serve, sound: list[bytes], *, times: int = 1) -> Serve:
    """Break off in the middle of an utterance, then hear the next one."""
    left = times

    async def serve(line: Line) -> None:
        nonlocal left
        if left:
            async for message in line.received():
                if isinstance(message, bytes):
                    left -= 1
                    await words(line, "What ", final=True)
                    await how(line)
                    return
        async for message in line.received():
            if isinstance(message, bytes):
                sound.append(message)
            elif message == "finalize":
                await words(line, "Here again.", final=True)
                await line.tell(type="flush_done")

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
    async with vendor(sockets(breaking(how, []))) as server:
        service = ours(server)
        async with bench(service) as it:
            await it.speak()
            await it.until(lambda: it.errors)
            assert it.categories == [category]
            assert not it.finals
            await it.until(lambda: service.is_open, 2.0)
            await it.fall_silent()
            await it.until(lambda: it.finals)
            await it.speak()
            await it.fall_silent()
            await it.until(lambda: len(it.finals) == 2)
            assert it.finals[-1].text == "Here again."
            assert service.is_usable


@pytest.mark.parametrize("how", [_drop, _garble], ids=["dropped", "garbage"])
async def test_the_stock_service_tells_nobody_of_a_break(how: Serve) -> None:
    async with vendor(sockets(breaking(how, []))) as server, bench(stock(server)) as it:
        await it.speak()
        await it.until(lambda: it.finals)
        with pytest.raises(TimeoutError):
            await it.until(lambda: it.errors, 1.0)


async def test_a_server_that_comes_back_is_found_when_somebody_speaks_and_hears_all_of_it() -> None:
    sound: list[bytes] = []
    here = asyncio.Event()

    async def serve(line: Line) -> None:
        if here.is_set():
            await breaking(_drop, sound, times=0)(line)
        else:
            await line.socket.close(code=1013)

    async with vendor(sockets(serve)) as server:
        service = ours(server)
        async with bench(service) as it:
            await it.until(lambda: service._receive_task.done())
            here.set()
            await it.hear(5)
            assert not service.is_open, "nobody speaks: there is no hurry"
            await it.speak(frames=10)
            await it.until(lambda: service.is_open)
            await it.fall_silent()
            await it.until(lambda: it.finals)
            assert it.finals[0].text == "Here again."
            assert len(b"".join(sound)) == 15 * len(SILENCE_20_MS)
            assert not it.errors


async def test_a_server_that_is_away_is_told_soon_each_time_somebody_speaks() -> None:
    ears = CartesiaEars(EarsConfig(base_url="http://127.0.0.1:9", api_key=KEY)).ears()
    began = time.monotonic()
    async with bench(ears) as it:
        await it.until(lambda: it.errors)
        await it.give(VADUserStartedSpeakingFrame(start_secs=0.2))
        await it.until(lambda: len(it.errors) == 2)
        assert time.monotonic() - began < 2.5
        assert set(it.categories) == {ErrorCategory.CONNECTIVITY}
        assert ears.is_usable


# The provider


async def test_it_is_asked_as_the_specification_says() -> None:
    seen: list[Any] = []

    async def serve(line: Line) -> None:
        seen.append(
            (line.request.path, dict(line.request.query), line.request.headers["X-API-Key"])
        )
        await hearing()(line)

    async with vendor(sockets(serve)) as server, bench(ours(server)):
        pass
    path, query, key = seen[0]
    assert (path, key) == ("/stt/websocket", KEY.get_secret_value())
    assert query == {
        "model": "ink-whisper",
        "language": "en",
        "encoding": "pcm_s16le",
        "sample_rate": "16000",
    }


async def test_a_check_names_the_key() -> None:
    async with vendor(answers(401, {})) as server:
        ears = CartesiaEars(EarsConfig(base_url=server.url, api_key=KEY))
        assert (await ears.check()).fix == "Set CARTESIA_API_KEY to a valid key."
    with pytest.raises(ProviderError, match="CARTESIA_API_KEY"):
        await CartesiaEars(EarsConfig()).start()
