"""By the time a caller has finished speaking, a connection to whoever is asked next is open."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web
from pipecat.frames.frames import VADUserStartedSpeakingFrame
from pipecat.services.tts_service import TTSService
from pydantic import SecretStr

from repartee.services.config import EarsConfig, VoiceConfig
from repartee.services.ears.openai import OpenAICompatibleEars
from repartee.services.failover.breaker import CircuitBreaker
from repartee.services.failover.chain import Candidate, Chain, Patience
from repartee.services.failover.voice import FailoverVoice
from repartee.services.voices.cartesia import CartesiaVoice
from repartee.services.voices.elevenlabs import ElevenLabsVoice
from repartee.services.voices.openai import OpenAICompatibleVoice
from repartee.services.warm_connection import ReadyService, WarmConnection
from tests.services.voices import test_cartesia as cartesia
from tests.services.voices import test_elevenlabs as elevenlabs
from tests.support.service_bench import HUM_20_MS, bench
from tests.support.vendor_server import Line, sockets, streams, vendor

_ONSET = VADUserStartedSpeakingFrame(start_secs=0.2)
_SOUND = bytes(range(1, 241)) * 8


class _Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


async def test_a_connection_is_looked_after_only_where_it_may_have_gone_cold() -> None:
    clock, opened = _Clock(), 0

    async def open_one() -> None:
        nonlocal opened
        opened += 1

    async def begin(connection: WarmConnection) -> None:
        task = asyncio.create_task(connection.keep())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        task.cancel()

    connection = WarmConnection(open_one, 4.0, clock=clock)
    await begin(connection)
    clock.now += 3
    await begin(connection)
    assert opened == 1
    clock.now += 2
    await begin(connection)
    assert opened == 2
    clock.now += 3
    connection.used()
    clock.now += 3
    await begin(connection)
    assert opened == 2


async def test_it_is_kept_through_a_long_speech_and_no_longer() -> None:
    clock, opened = _Clock(), []

    async def open_one() -> None:
        opened.append(clock.now)
        clock.now += 1.0

    connection = WarmConnection(open_one, 0.0, clock=clock)
    async with asyncio.timeout(10):
        await connection.keep()
    assert len(opened) == 30


async def test_a_server_that_is_not_there_holds_nobody_up() -> None:
    async def open_one() -> None:
        raise ConnectionRefusedError

    async with asyncio.timeout(10):
        await WarmConnection(open_one, 1.0).keep()


async def _serve(request: web.Request) -> web.StreamResponse:
    if request.path.endswith("/speech"):
        return await streams([_SOUND], kind="audio/pcm")(request)
    if request.path.endswith("/transcriptions"):
        return web.json_response({"text": "Hello."})
    return web.Response(text="This is no list.")


@pytest.mark.parametrize("watched", [True, False])
async def test_a_voice_asked_by_request_has_its_connection_before_the_first_answer(
    *, watched: bool
) -> None:
    async with vendor(_serve) as server:
        provider = OpenAICompatibleVoice(VoiceConfig(base_url=f"{server.url}/v1", model="m"))
        service = provider.voice()
        opened = _opened(service)
        async with bench(_watched(service) if watched else service) as it:
            assert server.connections == []
            await it.give(_ONSET)
            await it.until(lambda: opened)
            await it.say("It is noon.")
            assert it.audio
        await provider.close()
    assert server.connections == ["/v1/models"]


async def test_ears_asked_by_request_have_their_connection_before_the_end_of_the_first_turn() -> (
    None
):
    async with vendor(_serve) as server:
        provider = OpenAICompatibleEars(EarsConfig(base_url=f"{server.url}/v1", model="m"))
        service = provider.ears()
        opened = _opened(service)
        async with bench(service) as it:
            await it.speak(frames=30, sound=HUM_20_MS)
            await it.until(lambda: opened)
            await it.fall_silent()
            await it.until(lambda: it.finals)
        await provider.close()
    assert server.connections == ["/v1/models"]


async def test_what_a_server_at_home_closed_is_open_again_at_the_next_onset() -> None:
    async with vendor(_serve) as server:
        provider = OpenAICompatibleVoice(VoiceConfig(base_url=f"{server.url}/v1", model="m"))
        service = provider.voice()
        opened = _opened(service)
        async with bench(service) as it:
            await it.say("It is noon.")
            server.hang_up()
            assert service.connection is not None
            service.connection._used_at = float("-inf")
            await it.give(_ONSET)
            await it.until(lambda: opened)
            await it.say("And it rains.")
        await provider.close()
    assert server.connections == ["/v1/audio/speech", "/v1/models"]


@pytest.mark.parametrize("name", ["cartesia", "elevenlabs"])
async def test_a_voice_on_a_socket_is_connected_before_its_first_word_and_after_a_loss(
    name: str,
) -> None:
    lines: list[Line] = []

    async def serve(line: Line) -> None:
        lines.append(line)
        await (cartesia if name == "cartesia" else elevenlabs).speaking(line)

    async with vendor(sockets(serve)) as server:
        make = CartesiaVoice if name == "cartesia" else ElevenLabsVoice
        config = VoiceConfig(base_url=server.url, api_key=SecretStr("k"))
        service = make(config).voice()
        async with bench(service) as it:
            await it.until(lambda: lines)  # nobody has said a word
            await it.until(lambda: service.is_open)
            lines[0].drop()
            await it.until(lambda: not service.is_open)
            await it.give(_ONSET)
            await it.until(lambda: len(lines) == 2 and service.is_open)
            await it.say("Hello there my friend.")
            assert it.spoken == "Hello there my friend."
        assert len(lines) == 2


def _opened(service: ReadyService) -> list[object]:
    """What a server has answered to who opened a connection: each is free again by then."""
    assert service.connection is not None
    opened: list[object] = []
    open_one = service.connection._open_one

    async def open_and_note() -> None:
        opened.append(await open_one())

    service.connection._open_one = open_and_note
    return opened


def _watched(service: TTSService) -> FailoverVoice:
    breaker = CircuitBreaker(lambda: 0.0)
    candidate = Candidate("voice", "a voice", lambda: service, breaker)
    return FailoverVoice(Chain([candidate]), Patience(5, 5, 5), lambda _: None, clock=lambda: 0.0)
