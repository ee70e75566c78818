"""Cartesia's stand-in, seen by the vendor's SDK and by Pipecat's own services."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import aiohttp
import cartesia
import pytest
from cartesia import AsyncCartesia
from cartesia.types import RawOutputFormatParam, WordTimestamps
from pipecat.services.cartesia.stt import CartesiaSTTService
from pipecat.services.cartesia.tts import CartesiaTTSService
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosedError, ConnectionClosedOK, InvalidStatus

from repartee.simulator.faults import Fault, FaultKind
from repartee.simulator.simulator import Simulator
from tests.simulator.conftest import Rehearse
from tests.simulator.vendors.streaming import (
    QUESTION,
    chunks,
    errors,
    listen,
    plain,
    question,
    real,
    say,
    understood,
)
from tests.support.speech import needs_flite

VOICE = "a0e99841-438c-4a64-b679-ae501e7d6091"
FORMAT: RawOutputFormatParam = {
    "container": "raw",
    "encoding": "pcm_s16le",
    "sample_rate": 16_000,
}
LOUD = (b"\x00\x30\x00\xd0" * 4) * 1000  # half a second that no gate takes for silence
STATUSES = ["401", "402", "403", "429", "500", "503"]


def _client(simulator: Simulator, key: str = "simulated-key") -> AsyncCartesia:
    url = simulator.urls["cartesia"]
    websocket = url.replace("http", "ws")
    return AsyncCartesia(
        api_key=key, base_url=url, websocket_base_url=websocket, max_retries=0, timeout=20.0
    )


def _hearing(simulator: Simulator) -> Any:
    return _client(simulator).stt.manual_finalize.websocket(
        model="ink-whisper", encoding="pcm_s16le", sample_rate=16_000
    )


async def _until_flushed(connection: Any) -> list[Any]:
    events: list[Any] = []
    while not events or events[-1].type not in ("flush_done", "error"):
        events.append(await asyncio.wait_for(connection.recv(), 5.0))
    return events


async def _drain(socket: Any, heard: list[Any] | None = None, secs: float = 60.0) -> None:
    """Read for as long as something comes."""
    while True:
        message = await asyncio.wait_for(socket.recv(), secs)
        if heard is not None:
            heard.append(message)


@needs_flite
@pytest.mark.audio
async def test_speech_becomes_words_and_words_become_speech(tmp_path: Path) -> None:
    samples = question(tmp_path)
    async with real("cartesia", cache=tmp_path) as simulator:
        async with _hearing(simulator) as connection:
            for turn in range(2):
                for chunk in chunks(samples):
                    await connection.send_raw(chunk)
                await connection.send("finalize")
                *transcripts, last = await _until_flushed(connection)
                assert last.type == "flush_done"
                *interims, final = transcripts
                assert final.is_final
                assert final.text.startswith(" ") == (turn > 0)
                assert plain(final.text) == QUESTION
                assert interims
                assert not any(interim.is_final for interim in interims)
                assert [word.word for word in final.words] == final.text.split()
            await connection.send("close")
            assert [event.type async for event in connection] == ["done"]
        async with _client(simulator).tts.websocket_connect() as speaking:
            context = speaking.context(
                model_id="sonic-3", voice=VOICE, output_format=FORMAT, add_timestamps=True
            )
            await context.push("What time is it? ")
            await context.push("It is seven o'clock.")
            await context.no_more_inputs()
            told = [event async for event in context.receive()]
        entries = simulator.journal.of("cartesia")
        wav = await _client(simulator).tts.generate(
            model_id="sonic-3",
            voice=VOICE,
            transcript="What time is it?",
            output_format={"container": "wav", "encoding": "pcm_s16le", "sample_rate": 16_000},
        )
        written = await _client(simulator).stt.transcribe(
            file=("question.wav", await wav.read()), model="ink-whisper"
        )
        assert written.text == "What time is it?"
    audio = b"".join(event.audio or b"" for event in told if event.type == "chunk")
    assert QUESTION in understood(audio, 16_000)
    times: list[WordTimestamps] = [
        event.word_timestamps
        for event in told
        if event.type == "timestamps" and event.word_timestamps
    ]
    words = [word for time in times for word in time.words]
    starts = [start for time in times for start in time.start]
    assert words == ["What", "time", "is", "it?", "It", "is", "seven", "o'clock."]
    assert starts == sorted(starts)
    assert starts[-1] < len(audio) / 32_000
    assert told[-1].type == "done"
    assert entries[0].facts["audio_secs"] == pytest.approx(2 * len(samples) / 16_000, abs=0.1)
    assert entries[1].facts["characters"] == len("What time is it? It is seven o'clock.")


@needs_flite
@pytest.mark.audio
async def test_pipecat_hears_and_speaks_with_it(tmp_path: Path) -> None:
    samples = question(tmp_path)
    async with real("cartesia", cache=tmp_path) as simulator:
        address = simulator.urls["cartesia"].replace("http", "ws")
        ears = CartesiaSTTService(api_key="simulated-key", base_url=address, sample_rate=16_000)
        interims, finals = await listen(ears, samples)
        voice = CartesiaTTSService(
            api_key="simulated-key",
            url=f"{address}/tts/websocket",
            sample_rate=16_000,
            settings=CartesiaTTSService.Settings(voice=VOICE, model="sonic-3"),
        )
        audio, words = await say(voice, "What time is it?")
    assert interims
    assert [plain(final) for final in finals] == [QUESTION]
    assert understood(audio, 16_000) == QUESTION
    assert words == ["What", "time", "is", "it?"]


@pytest.mark.parametrize("status", STATUSES)
async def test_a_handshake_may_be_refused(rehearse: Rehearse, status: str) -> None:
    async with rehearse("cartesia") as simulator:
        simulator.arm("cartesia", Fault(FaultKind(status), times=1))
        with pytest.raises(InvalidStatus) as refused:
            await _hearing(simulator).enter()
    assert refused.value.response.status_code == int(status)
    assert "request_id" in json.loads(refused.value.response.body or b"{}")


async def test_a_bad_key_is_told_as_one(rehearse: Rehearse) -> None:
    async with rehearse("cartesia") as simulator:
        with pytest.raises(cartesia.AuthenticationError):
            await _client(simulator, "wrong").voices.get(VOICE)
        address = simulator.urls["cartesia"].replace("http", "ws")
        ears = CartesiaSTTService(api_key="wrong", base_url=address, sample_rate=16_000)
        told = await errors(ears, [])
    assert told
    assert str(told[0].category) == "ErrorCategory.AUTHENTICATION"


@pytest.mark.parametrize(
    ("status", "error"),
    [
        ("401", cartesia.AuthenticationError),
        ("403", cartesia.PermissionDeniedError),
        ("429", cartesia.RateLimitError),
        ("500", cartesia.InternalServerError),
        ("503", cartesia.InternalServerError),
    ],
)
async def test_the_sdk_knows_each_status(
    rehearse: Rehearse, status: str, error: type[Exception]
) -> None:
    async with rehearse("cartesia") as simulator:
        simulator.arm("cartesia", Fault(FaultKind(status)))
        with pytest.raises(error):
            await _client(simulator).tts.generate(
                model_id="sonic-3", voice=VOICE, transcript="hi", output_format=FORMAT
            )


@pytest.mark.parametrize("status", STATUSES)
async def test_an_open_socket_meets_a_fault_with_the_next_utterance(
    rehearse: Rehearse, status: str
) -> None:
    async with rehearse("cartesia", hears=("one", "two")) as simulator:
        async with _hearing(simulator) as connection:
            await connection.send_raw(LOUD)
            await connection.send("finalize")
            assert [e.text for e in (await _until_flushed(connection))[:-1]][-1] == "One."
            simulator.arm("cartesia", Fault(FaultKind(status), times=1))
            await connection.send_raw(LOUD)
            (error,) = await _until_flushed(connection)
            assert error.status_code == int(status)
            with pytest.raises(ConnectionClosedError) as closed:
                await connection.recv()
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 1011
        assert simulator.journal.entries[0].facts["fault"] == f"{status}*1"


async def test_a_connection_breaks_in_the_middle_of_an_utterance(rehearse: Rehearse) -> None:
    async with (
        rehearse("cartesia", hears=("one two three",)) as simulator,
        _hearing(simulator) as connection,
    ):
        simulator.arm("cartesia", Fault(FaultKind.DROP, after_secs=0.2, times=1))
        await connection.send_raw(LOUD * 4)
        with pytest.raises(ConnectionClosedError) as closed:
            await _drain(connection)
    assert closed.value.rcvd is None


async def test_a_muted_socket_answers_pings_and_a_half_open_one_does_not(
    rehearse: Rehearse,
) -> None:
    async with rehearse("cartesia", hears=("one two three",) * 3) as simulator:
        address = simulator.urls["cartesia"].replace("http", "ws")
        url = f"{address}/stt/websocket?model=ink-whisper&encoding=pcm_s16le&sample_rate=16000"
        headers = {"X-API-Key": "simulated-key"}
        for kind, answers in ((FaultKind.HANG, True), (FaultKind.HALF_OPEN, False)):
            async with connect(url, additional_headers=headers, close_timeout=0.1) as socket:
                simulator.arm("cartesia", Fault(kind, times=1))
                await socket.send(LOUD * 4)
                await socket.send("finalize")
                heard = list[Any]()
                with pytest.raises(TimeoutError):
                    await _drain(socket, heard, 0.5)
                assert len(heard) == (0 if answers else 1)
                pong = asyncio.ensure_future(await socket.ping())
                await asyncio.wait([pong], timeout=0.5)
                assert pong.done() == answers


async def test_garbage_is_nothing_that_can_be_read(rehearse: Rehearse) -> None:
    async with rehearse("cartesia", hears=("one two",)) as simulator:
        simulator.arm("cartesia", Fault(FaultKind.GARBAGE))
        async with _hearing(simulator) as connection:
            await connection.send_raw(LOUD * 2)
            with pytest.raises(json.JSONDecodeError):
                await asyncio.wait_for(connection.recv(), 5.0)


async def test_a_slow_voice_begins_late(rehearse: Rehearse) -> None:
    async with (
        rehearse("cartesia") as simulator,
        _client(simulator).tts.websocket_connect() as connection,
    ):
        simulator.arm("cartesia", Fault(FaultKind.SLOW, seconds=0.6, times=1))
        loop = asyncio.get_running_loop()
        waits = []
        for _ in range(2):
            context = connection.context(model_id="sonic-3", voice=VOICE, output_format=FORMAT)
            asked = loop.time()
            await context.push("hello")
            await context.no_more_inputs()
            events = [(event.type, loop.time()) async for event in context.receive()]
            waits.append(events[0][1] - asked)
            assert events[-1][0] == "done"
    assert waits[0] > 0.6 > waits[1]


async def test_ears_take_as_long_as_they_are_told(rehearse: Rehearse) -> None:
    async with rehearse("cartesia", hears=("one",)) as simulator:
        standin = simulator.standin("cartesia")
        standin.delays = standin.delays.first_after(0.4)
        async with _hearing(simulator) as connection:
            await connection.send_raw(LOUD)
            loop = asyncio.get_running_loop()
            asked = loop.time()
            await connection.send("finalize")
            await _until_flushed(connection)
            assert loop.time() - asked > 0.4


async def test_a_cancelled_context_falls_silent(rehearse: Rehearse) -> None:
    async with rehearse("cartesia") as simulator:
        standin = simulator.standin("cartesia")
        standin.delays = standin.delays.first_after(0.2)
        async with _client(simulator).tts.websocket_connect() as connection:
            first = connection.context(model_id="sonic-3", voice=VOICE, output_format=FORMAT)
            await first.push("never heard. ")
            await first.cancel()
            second = connection.context(model_id="sonic-3", voice=VOICE, output_format=FORMAT)
            await second.push("hello")
            await second.no_more_inputs()
            events = [event async for event in second.receive()]
            assert events[-1].type == "done"
            assert connection._context_queues.get(first._context_id) is None or (
                connection._context_queues[first._context_id].empty()
            )


async def test_a_mistake_in_a_context_leaves_the_others_alone(rehearse: Rehearse) -> None:
    async with (
        rehearse("cartesia") as simulator,
        _client(simulator).tts.websocket_connect() as connection,
    ):
        wrong = connection.context(model_id="tacotron", voice=VOICE, output_format=FORMAT)
        right = connection.context(model_id="sonic-3", voice=VOICE, output_format=FORMAT)
        await wrong.push("hello")
        await right.push("hello")
        await right.no_more_inputs()
        error = await asyncio.wait_for(anext(aiter(wrong.receive())), 5.0)
        assert error.type == "error"
        assert error.error_code == "model_not_found"
        assert [event.type async for event in right.receive()][-1] == "done"


async def test_voices_are_listed_page_by_page(rehearse: Rehearse) -> None:
    async with rehearse("cartesia") as simulator:
        client = _client(simulator)
        voices = [voice async for voice in client.voices.list(limit=3)]
        assert len({voice.id for voice in voices}) == 4
        assert (await client.voices.get(voices[0].id)).name == voices[0].name
        with pytest.raises(cartesia.NotFoundError):
            await client.voices.get("nobody")


async def test_a_text_comes_whole_by_http(rehearse: Rehearse) -> None:
    async with rehearse("cartesia") as simulator:
        answer = await _client(simulator).tts.generate(
            model_id="sonic-3", voice=VOICE, transcript="one two", output_format=FORMAT
        )
        assert len(await answer.read()) == pytest.approx(2 * 0.3 * 32_000, abs=8)


async def test_who_refuses_is_not_there(rehearse: Rehearse) -> None:
    async with rehearse("cartesia") as simulator, _hearing(simulator) as connection:
        simulator.arm("cartesia", Fault(FaultKind.REFUSE))
        with pytest.raises((ConnectionClosedError, ConnectionClosedOK)):
            await asyncio.wait_for(connection.recv(), 5.0)
        with pytest.raises(ConnectionRefusedError):
            await _hearing(simulator).enter()


async def test_an_unknown_model_is_told_on_the_socket(rehearse: Rehearse) -> None:
    async with rehearse("cartesia") as simulator, aiohttp.ClientSession() as session:
        url = f"{simulator.urls['cartesia']}/stt/websocket?model=whisper&sample_rate=16000"
        headers = {"X-API-Key": "simulated-key"}
        async with session.ws_connect(url, headers=headers) as socket:
            assert (await socket.receive_json())["error_code"] == "model_not_found"
            await socket.receive()
            assert socket.close_code == 1008
