"""ElevenLabs' stand-in, seen by the vendor's SDK and by Pipecat's own services."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from elevenlabs.client import AsyncElevenLabs, ElevenLabs
from elevenlabs.core import ApiError
from elevenlabs.types import WebsocketTtsServerMessageMulti
from pipecat.services.elevenlabs.tts import ElevenLabsHttpTTSService, ElevenLabsTTSService
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, ConnectionClosedError, InvalidStatus

from repartee.simulator.faults import Fault, FaultKind
from repartee.simulator.simulator import Simulator
from repartee.simulator.speech import decode
from tests.simulator.conftest import Rehearse
from tests.simulator.vendors.streaming import QUESTION, errors, real, say, understood
from tests.support.speech import needs_flite

VOICE = "21m00Tcm4TlvDq8ikWAM"
KEY = "simulated-key"
STATUSES = ["401", "402", "403", "429", "500", "503"]


def _client(simulator: Simulator, key: str = KEY) -> AsyncElevenLabs:
    return AsyncElevenLabs(api_key=key, base_url=simulator.urls["elevenlabs"], timeout=20.0)


def _address(simulator: Simulator) -> str:
    return simulator.urls["elevenlabs"].replace("http", "ws")


def _voice(simulator: Simulator, key: str = KEY) -> ElevenLabsTTSService:
    return ElevenLabsTTSService(
        api_key=key,
        url=_address(simulator),
        sample_rate=16_000,
        settings=ElevenLabsTTSService.Settings(voice=VOICE, stability=0.5),
    )


def _connect(simulator: Simulator, key: str = KEY, voice: str = VOICE, more: str = "") -> connect:
    url = f"{_address(simulator)}/v1/text-to-speech/{voice}/multi-stream-input"
    query = f"?model_id=eleven_flash_v2_5&output_format=pcm_16000&auto_mode=true{more}"
    return connect(url + query, additional_headers={"xi-api-key": key}, close_timeout=0.2)


async def _send(socket: ClientConnection, **message: Any) -> None:
    await socket.send(json.dumps(message))


async def _receive(socket: ClientConnection) -> dict[str, Any]:
    message: dict[str, Any] = json.loads(await asyncio.wait_for(socket.recv(), 5.0))
    return message


async def _closing(socket: ClientConnection) -> tuple[dict[str, Any], ConnectionClosed]:
    """The last message of a socket, and its end."""
    last: dict[str, Any] = {}
    while True:
        try:
            last = await _receive(socket)
        except ConnectionClosed as closed:
            return last, closed


@needs_flite
@pytest.mark.audio
async def test_words_become_speech_for_pipecat_and_the_sdk(tmp_path: Path) -> None:
    async with real("elevenlabs", cache=tmp_path) as simulator:
        audio, words = await say(_voice(simulator), "What time is it?")
        assert understood(audio, 16_000) == QUESTION
        assert words == ["What", "time", "is", "it?"]

        async with aiohttp.ClientSession() as session:
            http_voice = ElevenLabsHttpTTSService(
                api_key=KEY,
                aiohttp_session=session,
                base_url=simulator.urls["elevenlabs"],
                sample_rate=16_000,
                settings=ElevenLabsHttpTTSService.Settings(voice=VOICE, model="eleven_flash_v2_5"),
            )
            audio, words = await say(http_voice, "What time is it?")
        assert understood(audio, 16_000) == QUESTION
        assert words == ["What", "time", "is", "it?"]

        pieces = _client(simulator).text_to_speech.stream(
            VOICE, text="What time is it?", model_id="eleven_flash_v2_5", output_format="pcm_16000"
        )
        assert understood(b"".join([piece async for piece in pieces]), 16_000) == QUESTION
        entries = simulator.journal.of("elevenlabs")
    assert [entry.facts["characters"] for entry in entries] == [17, 16, 16]


async def test_the_sdk_speaks_while_it_is_written_to(rehearse: Rehearse) -> None:
    def texts() -> Iterator[str]:
        yield "one two "
        yield "three."

    async with rehearse("elevenlabs") as simulator:
        client = ElevenLabs(api_key=KEY, base_url=simulator.urls["elevenlabs"])
        # The SDK always encrypts; a loopback address cannot be.
        client.text_to_speech._ws_base_url = _address(simulator)
        audio = await asyncio.to_thread(
            lambda: b"".join(
                client.text_to_speech.convert_realtime(
                    VOICE, text=texts(), model_id="eleven_flash_v2_5", output_format="pcm_16000"
                )
            )
        )
    assert len(audio) == pytest.approx(3 * 0.3 * 32_000, abs=8)


async def test_messages_are_of_the_sdks_shape(rehearse: Rehearse) -> None:
    async with rehearse("elevenlabs") as simulator, _connect(simulator) as socket:
        await _send(socket, text=" ", context_id="a", voice_settings={"stability": 0.5})
        await _send(socket, text="hello there ", context_id="a")
        audio = await _receive(socket)
        parsed = WebsocketTtsServerMessageMulti.model_validate(audio)
        assert parsed.context_id == "a"
        assert base64.b64decode(parsed.audio or "")
        assert parsed.alignment is not None
        assert "".join(parsed.alignment.chars or []) == "hello "
        assert audio["isFinal"] is None
        await _send(socket, context_id="a", close_context=True)
        rest = await _receive(socket)
        assert "".join(rest["alignment"]["chars"]) == "there"
        assert await _receive(socket) == {"isFinal": True, "contextId": "a"}


async def test_contexts_are_spoken_side_by_side(rehearse: Rehearse) -> None:
    async with rehearse("elevenlabs") as simulator, _connect(simulator) as socket:
        for name in "ab":
            await _send(socket, text="one two three ", context_id=name)
            await _send(socket, context_id=name, close_context=True)
        finals = set[str]()
        heard = {"a": "", "b": ""}
        while len(finals) < 2:
            message = await _receive(socket)
            if message.get("isFinal"):
                finals.add(message["contextId"])
            else:
                heard[message["contextId"]] += "".join(message["alignment"]["chars"])
        assert heard == {"a": "one two three", "b": "one two three"}


async def test_a_sixth_context_ends_the_connection(rehearse: Rehearse) -> None:
    async with rehearse("elevenlabs") as simulator, _connect(simulator) as socket:
        for name in "abcdef":
            await _send(socket, text=" ", context_id=name)
        error, closed = await _closing(socket)
    assert error["error"] == "max_active_conversations"
    assert closed.rcvd is not None
    assert (closed.rcvd.code, closed.rcvd.reason) == (1008, error["message"][:123])


async def test_late_voice_settings_end_the_connection(rehearse: Rehearse) -> None:
    async with rehearse("elevenlabs") as simulator, _connect(simulator) as socket:
        await _send(socket, text="", context_id="a")
        await _send(socket, text=" ", context_id="a", voice_settings={"stability": 0.1})
        error, closed = await _closing(socket)
    assert "voice_settings" in error["message"]
    assert closed.rcvd is not None
    assert closed.rcvd.code == 1008


@pytest.mark.parametrize(
    ("key", "voice", "more", "name"),
    [
        ("wrong", VOICE, "", "invalid_api_key"),
        (KEY, "nobody", "", "voice_id_does_not_exist"),
        (KEY, VOICE, "&inactivity_timeout=1", "input_timeout_exceeded"),
    ],
)
async def test_it_refuses_on_a_socket_that_has_opened(
    rehearse: Rehearse, key: str, voice: str, more: str, name: str
) -> None:
    async with (
        rehearse("elevenlabs") as simulator,
        _connect(simulator, key, voice, more) as socket,
    ):
        error, closed = await _closing(socket)
    assert error["error"] == name
    assert closed.rcvd is not None
    assert closed.rcvd.code == 1008


async def test_closing_the_socket_ends_it_properly(rehearse: Rehearse) -> None:
    async with rehearse("elevenlabs") as simulator, _connect(simulator) as socket:
        await _send(socket, text="hello ", context_id="a")
        await _send(socket, close_socket=True)
        last, closed = await _closing(socket)
    assert last == {"isFinal": True, "contextId": "a"}
    assert closed.rcvd is not None
    assert closed.rcvd.code == 1000


@pytest.mark.parametrize("status", STATUSES)
async def test_a_handshake_may_be_refused(rehearse: Rehearse, status: str) -> None:
    async with rehearse("elevenlabs") as simulator:
        simulator.arm("elevenlabs", Fault(FaultKind(status)))
        with pytest.raises(InvalidStatus) as refused:
            async with _connect(simulator):
                pass
    assert refused.value.response.status_code == int(status)


async def test_pipecat_takes_a_refused_handshake_for_a_bad_key(rehearse: Rehearse) -> None:
    async with rehearse("elevenlabs") as simulator:
        simulator.arm("elevenlabs", Fault(FaultKind.UNAUTHORISED))
        told = await errors(_voice(simulator), [])
    assert str(told[0].category) == "ErrorCategory.AUTHENTICATION"


@pytest.mark.parametrize("status", STATUSES)
async def test_the_sdk_knows_each_status(rehearse: Rehearse, status: str) -> None:
    async with rehearse("elevenlabs") as simulator:
        simulator.arm("elevenlabs", Fault(FaultKind(status)))
        with pytest.raises(ApiError) as refused:
            await _client(simulator).models.list(request_options={"max_retries": 0})
    assert refused.value.status_code == int(status)
    body = refused.value.body
    assert "message" in str(body)


@pytest.mark.parametrize("status", STATUSES)
async def test_an_open_socket_meets_a_fault_with_the_next_context(
    rehearse: Rehearse, status: str
) -> None:
    async with rehearse("elevenlabs") as simulator, _connect(simulator) as socket:
        await _send(socket, text="hello ", context_id="a")
        assert (await _receive(socket))["audio"]
        simulator.arm("elevenlabs", Fault(FaultKind(status), times=1))
        await _send(socket, text="hello ", context_id="b")
        error, closed = await _closing(socket)
    assert error["code"] == 1008
    assert closed.rcvd is not None
    assert closed.rcvd.code == 1008


async def test_a_connection_breaks_after_the_first_chunk(rehearse: Rehearse) -> None:
    async with rehearse("elevenlabs") as simulator, _connect(simulator) as socket:
        simulator.arm("elevenlabs", Fault(FaultKind.DROP, times=1))
        await _send(socket, text="one two three ", context_id="a")
        last, closed = await _closing(socket)
    assert last["audio"]
    assert isinstance(closed, ConnectionClosedError)
    assert closed.rcvd is None


async def test_garbage_is_nothing_that_can_be_read(rehearse: Rehearse) -> None:
    async with rehearse("elevenlabs") as simulator, _connect(simulator) as socket:
        simulator.arm("elevenlabs", Fault(FaultKind.GARBAGE, times=1))
        await _send(socket, text="one ", context_id="a")
        with pytest.raises(json.JSONDecodeError):
            await _receive(socket)
        await _send(socket, text="one ", context_id="b")
        assert (await _receive(socket))["audio"]


async def test_the_account_reads_as_the_sdk_expects(rehearse: Rehearse) -> None:
    async with rehearse("elevenlabs") as simulator:
        client = _client(simulator)
        voices = (await client.voices.get_all()).voices
        assert VOICE in [voice.voice_id for voice in voices]
        assert (await client.voices.get(VOICE)).name == "Rachel"
        assert "eleven_flash_v2_5" in [model.model_id for model in await client.models.list()]
        before = (await client.user.subscription.get()).character_count
        stream = client.text_to_speech.stream(VOICE, text="hello", output_format="pcm_16000")
        assert [piece async for piece in stream]
        assert (await client.user.get()).subscription.character_count == before + 5
        with pytest.raises(ApiError) as refused:
            await _client(simulator, "wrong").user.get()
        assert refused.value.status_code == 401


async def test_the_sdks_own_format_is_a_sound_file(rehearse: Rehearse) -> None:
    async with rehearse("elevenlabs") as simulator:
        pieces = _client(simulator).text_to_speech.convert(VOICE, text="one two")
        audio, rate = decode(b"".join([piece async for piece in pieces]))
    assert len(audio) / 2 / rate == pytest.approx(0.6, abs=0.1)


async def test_times_of_characters_come_by_http(rehearse: Rehearse) -> None:
    async with rehearse("elevenlabs") as simulator:
        lines = _client(simulator).text_to_speech.stream_with_timestamps(
            VOICE, text="one two", output_format="pcm_16000"
        )
        alignments = [line.alignment async for line in lines]
    chars = [char for each in alignments if each for char in each.characters]
    ends = [end for each in alignments if each for end in each.character_end_times_seconds]
    assert "".join(chars) == "one two"
    assert ends[-1] == pytest.approx(0.6, abs=0.01)
