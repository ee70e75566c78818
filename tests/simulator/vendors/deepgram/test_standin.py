"""Deepgram's stand-in, seen by the vendor's SDK and by Pipecat's own service."""

from __future__ import annotations

import asyncio
import io
import wave
from pathlib import Path
from typing import Any

import aiohttp
import numpy as np
import pytest
from deepgram import AsyncDeepgramClient, DeepgramClientEnvironment
from deepgram.core import ApiError
from deepgram.listen.v1.types import (
    ListenV1CloseStream,
    ListenV1Configure,
    ListenV1ConfigureSuccess,
    ListenV1Error,
    ListenV1Finalize,
    ListenV1KeepAlive,
    ListenV1Metadata,
    ListenV1Results,
    ListenV1SpeechStarted,
    ListenV1UtteranceEnd,
)
from pipecat.services.deepgram.stt import DeepgramSTTService
from websockets.exceptions import ConnectionClosed, ConnectionClosedError

from repartee.simulator.faults import Fault, FaultKind
from repartee.simulator.simulator import Simulator
from repartee.simulator.vendors.deepgram import listening_socket
from tests.simulator.conftest import Rehearse
from tests.simulator.vendors.streaming import (
    QUESTION,
    chunks,
    errors,
    listen,
    plain,
    question,
    real,
)
from tests.support.speech import Samples, needs_flite

KEY = "simulated-key"
LOUD = (b"\x00\x30\x00\xd0" * 4) * 1000  # half a second that no gate takes for silence
QUIET = bytes(32_000)  # a second
STATUSES = ["401", "402", "403", "429", "500", "503"]


def _client(simulator: Simulator, key: str = KEY) -> AsyncDeepgramClient:
    http = simulator.urls["deepgram"]
    ws = http.replace("http", "ws")
    environment = DeepgramClientEnvironment(base=http, production=ws, agent=ws, agent_rest=http)
    return AsyncDeepgramClient(api_key=key, environment=environment, timeout=20.0)


def _connect(simulator: Simulator, key: str = KEY, **more: Any) -> Any:
    shape = {"model": "nova-3", "encoding": "linear16", "sample_rate": "16000"}
    return _client(simulator, key).listen.v1.connect(**shape, **more)


async def _until(connection: Any, kind: type, **facts: object) -> list[Any]:
    """What comes up to a message with some facts."""
    messages: list[Any] = []
    while True:
        message = await asyncio.wait_for(connection.recv(), 5.0)
        messages.append(message)
        if isinstance(message, kind) and all(getattr(message, f) == facts[f] for f in facts):
            return messages


async def _end(connection: Any) -> ConnectionClosed:
    while True:
        try:
            await asyncio.wait_for(connection.recv(), 5.0)
        except ConnectionClosed as closed:
            return closed


def _text(results: ListenV1Results) -> str:
    return results.channel.alternatives[0].transcript


def _wav(samples: Samples) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(16_000)
        wav.writeframes(samples.tobytes())
    return file.getvalue()


@needs_flite
@pytest.mark.audio
async def test_speech_becomes_words_by_endpointing_by_finalize_and_from_a_file(
    tmp_path: Path,
) -> None:
    samples = question(tmp_path)
    silence = np.zeros(16_000 * 5 // 4, np.int16)
    async with real("deepgram", cache=tmp_path) as simulator:
        options = {
            "interim_results": "true",
            "punctuate": "true",
            "vad_events": "true",
            "utterance_end_ms": "1000",
        }
        async with _connect(simulator, **options) as connection:
            for chunk in chunks(np.concatenate([samples, silence])):
                await connection.send_media(chunk)
            told = await _until(connection, ListenV1UtteranceEnd)
            assert isinstance(told[0], ListenV1SpeechStarted)
            results = [message for message in told if isinstance(message, ListenV1Results)]
            *interims, final = results
            assert interims
            assert not any(interim.is_final for interim in interims)
            assert (final.is_final, final.speech_final) == (True, True)
            assert _text(final) == "What time is it?"
            words = final.channel.alternatives[0].words
            assert [word.word for word in words] == QUESTION.split()
            assert words[-1].end < len(samples) / 16_000

            for chunk in chunks(samples[:-4800]):
                await connection.send_media(chunk)
            await connection.send_finalize(ListenV1Finalize(type="Finalize"))
            final = (await _until(connection, ListenV1Results, from_finalize=True))[-1]
            assert plain(_text(final)) == QUESTION

            await connection.send_close_stream(ListenV1CloseStream(type="CloseStream"))
            summary = (await _until(connection, ListenV1Metadata))[-1]
            assert summary.duration == pytest.approx((len(samples) * 2 + 15_200) / 16_000, abs=0.1)
        answer: Any = await _client(simulator).listen.v1.media.transcribe_file(
            request=_wav(samples), model="nova-3"
        )
        assert answer.results.channels[0].alternatives[0].transcript == QUESTION

        ears = DeepgramSTTService(
            api_key=KEY, base_url=simulator.urls["deepgram"], sample_rate=16_000
        )
        interim_texts, finals = await listen(ears, samples)
        assert interim_texts
        assert [plain(text) for text in finals] == [QUESTION]
        entries = simulator.journal.of("deepgram", "listen")
    assert entries[0].facts["utterances"] == 2
    assert entries[1].facts["audio_secs"] == pytest.approx(len(samples) / 16_000, abs=0.1)


@pytest.mark.parametrize("status", STATUSES)
async def test_a_handshake_may_be_refused(rehearse: Rehearse, status: str) -> None:
    async with rehearse("deepgram") as simulator:
        simulator.arm("deepgram", Fault(FaultKind(status)))
        with pytest.raises(ApiError) as refused:
            async with _connect(simulator):
                pass
    assert refused.value.status_code == int(status)


async def test_a_bad_key_is_told_as_one(rehearse: Rehearse) -> None:
    async with rehearse("deepgram") as simulator:
        with pytest.raises(ApiError) as refused:
            async with _connect(simulator, "wrong"):
                pass
        assert refused.value.body == "Websocket initialized with invalid credentials."
        with pytest.raises(ApiError) as refused:
            await _client(simulator, "wrong").manage.v1.projects.list()
        assert refused.value.body["err_code"] == "INVALID_AUTH"
        ears = DeepgramSTTService(api_key="wrong", base_url=simulator.urls["deepgram"])
        told = await errors(ears, [])
    assert str(told[0].category) == "ErrorCategory.AUTHENTICATION"


async def test_a_refused_handshake_tells_the_reason_in_its_header(rehearse: Rehearse) -> None:
    async with rehearse("deepgram") as simulator, aiohttp.ClientSession() as session:
        url = f"{simulator.urls['deepgram']}/v1/listen?model=ink"
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await session.ws_connect(url, headers={"Authorization": f"Token {KEY}"})
    assert refused.value.status == 400
    assert refused.value.headers is not None
    assert "ink" in refused.value.headers["dg-error"]


async def test_a_finalize_with_nothing_said_is_answered(rehearse: Rehearse) -> None:
    async with rehearse("deepgram") as simulator, _connect(simulator) as connection:
        await connection.send_media(QUIET)
        await connection.send_finalize(ListenV1Finalize(type="Finalize"))
        (results,) = await _until(connection, ListenV1Results, from_finalize=True)
        assert _text(results) == ""


async def test_commands_are_told_from_nonsense(rehearse: Rehearse) -> None:
    async with rehearse("deepgram") as simulator, _connect(simulator) as connection:
        await connection.send_keep_alive(ListenV1KeepAlive(type="KeepAlive"))
        await connection.send_configure(ListenV1Configure(type="Configure", keyterms=["Repartee"]))
        (done,) = await _until(connection, ListenV1ConfigureSuccess)
        assert done.keyterms == ["Repartee"]
        await connection._send("nonsense")
        (error,) = await _until(connection, ListenV1Error)
        assert (error.variant, error.message) == ("SchemaError", "nonsense")


@pytest.mark.parametrize(
    ("status", "code"),
    [("401", 1008), ("402", 1008), ("403", 1008), ("429", 1013), ("500", 1011), ("503", 1011)],
)
async def test_an_open_socket_meets_a_fault_with_the_next_utterance(
    rehearse: Rehearse, status: str, code: int
) -> None:
    async with (
        rehearse("deepgram", hears=("one", "two")) as simulator,
        _connect(simulator) as connection,
    ):
        await connection.send_media(LOUD + QUIET)
        assert _text((await _until(connection, ListenV1Results, speech_final=True))[-1]) == "one"
        simulator.arm("deepgram", Fault(FaultKind(status), times=1))
        await connection.send_media(LOUD + QUIET)
        closed = await _end(connection)
    assert closed.rcvd is not None
    assert closed.rcvd.code == code


async def test_a_connection_breaks_in_the_middle_of_an_utterance(rehearse: Rehearse) -> None:
    async with (
        rehearse("deepgram", hears=("one two",)) as simulator,
        _connect(simulator) as connection,
    ):
        simulator.arm("deepgram", Fault(FaultKind.DROP, after_secs=0.2, times=1))
        await connection.send_media(LOUD)
        closed = await _end(connection)
    assert isinstance(closed, ConnectionClosedError)
    assert closed.rcvd is None


async def test_a_half_open_connection_says_no_more(rehearse: Rehearse) -> None:
    async with (
        rehearse("deepgram", hears=("one two three",)) as simulator,
        _connect(simulator, interim_results="true") as connection,
    ):
        simulator.arm("deepgram", Fault(FaultKind.HALF_OPEN, times=1))
        await connection.send_media(LOUD)
        await connection.send_media(LOUD)
        (interim,) = await _until(connection, ListenV1Results)
        assert not interim.is_final
        await connection.send_finalize(ListenV1Finalize(type="Finalize"))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(connection.recv(), 0.3)
        connection._websocket.close_timeout = 0.1


async def test_garbage_cannot_be_read(rehearse: Rehearse) -> None:
    async with rehearse("deepgram", hears=("one",)) as simulator:
        simulator.arm("deepgram", Fault(FaultKind.GARBAGE))
        async with _connect(simulator) as connection:
            await connection.send_media(LOUD + QUIET)
            with pytest.raises(ValueError, match=r"JSON|string|Expecting|Unterminated"):
                await asyncio.wait_for(connection.recv(), 5.0)


async def test_an_idle_connection_is_closed_and_a_keep_alive_keeps_it(
    rehearse: Rehearse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening_socket, "IDLE_SECS", 0.4)
    async with rehearse("deepgram") as simulator, _connect(simulator) as connection:
        loop = asyncio.get_running_loop()
        opened = loop.time()
        for _ in range(4):
            await asyncio.sleep(0.2)
            await connection.send_keep_alive(ListenV1KeepAlive(type="KeepAlive"))
        closed = await _end(connection)
    assert loop.time() - opened > 1.0
    assert closed.rcvd is not None
    assert closed.rcvd.code == 1011
    assert closed.rcvd.reason.startswith("NET-0001")


async def test_projects_are_listed(rehearse: Rehearse) -> None:
    async with rehearse("deepgram") as simulator:
        projects = (await _client(simulator).manage.v1.projects.list()).projects
    assert [project.name for project in projects or []] == ["Simulated project"]


async def test_what_is_no_sound_is_refused(rehearse: Rehearse) -> None:
    async with rehearse("deepgram") as simulator:
        with pytest.raises(ApiError) as refused:
            await _client(simulator).listen.v1.media.transcribe_file(request=b"?" * 99)
    assert refused.value.status_code == 400
