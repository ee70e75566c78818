from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import Any

import pytest
from fastapi import WebSocket
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from repartee.transports.line import LineEnd, LineKind
from repartee.transports.websocket.conduct import SocketLimits
from repartee.transports.websocket.socket_line import SocketLine
from tests.support.socket_bench import PlainCodec, socket_bench

_TEN_MS = b"\x01\x00" * 160


async def _closed(client: ClientConnection) -> int | None:
    """Read on until the server closes; gives the code."""
    async with asyncio.timeout(60):
        with suppress(ConnectionClosed):
            while True:
                await client.recv()
    return client.close_code


async def _messages_until_the_end(client: ClientConnection) -> list[dict[str, Any]]:
    received: list[dict[str, Any]] = []
    async with asyncio.timeout(60):
        with suppress(ConnectionClosed):
            while True:
                received.append(json.loads(await client.recv()))
    return received


async def test_sound_messages_and_keys_are_delivered() -> None:
    async with socket_bench() as bench, connect(bench.url) as client:
        await client.send(_TEN_MS)
        await client.send(json.dumps({"type": "send-text", "data": {"content": "hello"}}))
        await client.send("key:#")
        await bench.notes.until(lambda: bool(bench.notes.keys))
        assert bench.notes.pcm == _TEN_MS
        assert bench.notes.messages == [{"type": "send-text", "data": {"content": "hello"}}]
        assert bench.notes.keys == ["#"]


async def test_the_dialect_may_answer_by_itself() -> None:
    async with socket_bench() as bench, connect(bench.url) as client:
        await client.send("echo:hi")
        assert await client.recv() == "hi"


async def test_the_caller_gets_sound_in_their_own_rate() -> None:
    async with socket_bench() as bench, connect(bench.url) as client:
        line = await bench.line()
        for _ in range(10):
            line.play(b"\x00\x10" * 480, 48_000)
        line.send({"type": "done"})
        received = b""
        while isinstance(frame := await client.recv(), bytes):
            received += frame
        assert len(received) / 2 == pytest.approx(1600, abs=40)


async def test_a_forbidden_message_is_not_delivered_and_its_sender_is_told() -> None:
    async with socket_bench() as bench, connect(bench.url) as client:
        await client.send(json.dumps({"type": "llm-function-call-result", "data": {}}))
        told = json.loads(await client.recv())
        assert told["type"] == "error"
        assert not told["data"]["fatal"]
        await client.send("key:1")
        await bench.notes.until(lambda: bool(bench.notes.keys))
        assert bench.notes.messages == []


@pytest.mark.parametrize("broken", [b"\x00", "no json", "[]", "bug", b"\x00\x00" * 40_000])
async def test_a_broken_frame_now_and_then_never_ends_the_line(broken: str | bytes) -> None:
    async with socket_bench() as bench, connect(bench.url) as client:
        for _ in range(60):
            await client.send(broken)
            await client.send(_TEN_MS)
        await bench.notes.until(lambda: len(bench.notes.pcm) == 60 * len(_TEN_MS))


@pytest.mark.parametrize(
    ("garbage", "code"),
    [(b"\x00", 1007), ("{}", 1008), (b"\x00\x00" * 40_000, 1009)],
)
async def test_who_sends_nothing_but_garbage_is_told_and_closed(
    garbage: str | bytes, code: int
) -> None:
    async with socket_bench() as bench, connect(bench.url) as client:
        for _ in range(25):
            await client.send(garbage)
        received = await _messages_until_the_end(client)
        assert client.close_code == code
        assert received[-1]["data"]["fatal"]
        assert await bench.end() is LineEnd.CLOSED


async def test_a_flood_is_closed() -> None:
    def make(websocket: WebSocket) -> SocketLine:
        limits = SocketLimits(frames_per_sec=10, frames_at_once=100)
        return SocketLine(websocket, PlainCodec(), LineKind.WEBSOCKET, limits=limits)

    async with socket_bench(make) as bench, connect(bench.url) as client:
        for _ in range(200):
            await client.send("key:1")
        assert await _closed(client) == 1008
        assert len(bench.notes.keys) <= 110


@pytest.mark.parametrize(
    ("code", "end"),
    [(1000, LineEnd.HUNG_UP), (1001, LineEnd.LOST), (1011, LineEnd.LOST)],
)
async def test_a_close_on_purpose_is_told_from_a_loss(code: int, end: LineEnd) -> None:
    async with socket_bench() as bench:
        client = await connect(bench.url)
        await client.close(code)
        assert await bench.end() is end


async def test_who_says_goodbye_while_something_is_sent_to_them_has_hung_up() -> None:
    async with socket_bench() as bench:
        client = await connect(bench.url)
        line = await bench.line()

        async def talk_on() -> None:
            while True:
                line.send({"type": "more"})
                await asyncio.sleep(0)

        talking = asyncio.create_task(talk_on())
        await client.close(1000)
        assert await bench.end() is LineEnd.HUNG_UP
        talking.cancel()


async def test_a_browsers_close_without_a_code_is_on_purpose() -> None:
    async with socket_bench() as bench:
        client = await connect(bench.url)
        client.protocol.send_close()
        client.transport.write(b"".join(client.protocol.data_to_send()))
        assert await bench.end() is LineEnd.HUNG_UP


async def test_a_connection_that_breaks_is_a_loss() -> None:
    async with socket_bench() as bench:
        client = await connect(bench.url)
        client.transport.abort()
        assert await bench.end() is LineEnd.LOST


async def test_hanging_up_in_the_dialects_own_words_closes_the_socket() -> None:
    async with socket_bench() as bench, connect(bench.url) as client:
        await client.send("bye")
        assert await _closed(client) == 1000
        assert await bench.end() is LineEnd.HUNG_UP


async def test_a_peer_that_answers_no_ping_is_lost_within_ten_seconds() -> None:
    async with socket_bench() as bench:
        client = await connect(bench.url)
        client.transport.pause_reading()
        assert await bench.end(timeout_secs=12) is LineEnd.LOST
        client.transport.abort()


async def test_a_dialect_may_forbid_silence() -> None:
    def make(websocket: WebSocket) -> SocketLine:
        limits = SocketLimits(silence_secs=0.2)
        return SocketLine(websocket, PlainCodec(), LineKind.WEBSOCKET, limits=limits)

    async with socket_bench(make) as bench, connect(bench.url) as client:
        assert await bench.end() is LineEnd.LOST
        await _closed(client)


async def test_closing_tells_why() -> None:
    async with socket_bench() as bench, connect(bench.url) as client:
        line = await bench.line()
        await line.close("replaced", "You came back elsewhere.")
        await line.close("error", "A second reason changes nothing.")
        received = await _messages_until_the_end(client)
        assert received[-1]["data"] == {
            "type": "ending",
            "reason": "replaced",
            "message": "You came back elsewhere.",
        }
        assert (client.close_code, client.close_reason) == (4001, "You came back elsewhere.")
        assert await bench.end() is LineEnd.CLOSED


async def test_a_slow_caller_misses_old_sound_but_no_message() -> None:
    async with socket_bench() as bench:
        client = await connect(bench.url)
        line = await bench.line()
        for _ in range(500):
            line.play(_TEN_MS, 16_000)
        line.send({"type": "last"})
        received = [await client.recv()]
        while isinstance(received[-1], bytes):
            received.append(await client.recv())
        assert len(received) == pytest.approx(101, abs=1)
        await client.close()


async def test_clearing_forgets_what_waits() -> None:
    async with socket_bench() as bench, connect(bench.url) as client:
        line = await bench.line()
        for _ in range(50):
            line.play(_TEN_MS, 16_000)
        line.clear()
        assert await client.recv() == "clear"


async def test_two_callers_do_not_disturb_each_other() -> None:
    async with socket_bench() as bench, connect(bench.url) as good, connect(bench.url) as bad:
        for _ in range(25):
            await bad.send(b"\x00")
            await good.send(_TEN_MS)
        await _closed(bad)
        await good.send("key:1")
        await bench.notes.until(lambda: bench.notes.keys == ["1"])
        assert len(bench.notes.pcm) == 25 * len(_TEN_MS)
