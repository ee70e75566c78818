from __future__ import annotations

import io
import wave

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st
from pipecat.utils.errors import ErrorCategory

from repartee.services.config import VoiceConfig
from repartee.services.faults import GarbledError
from repartee.services.voices.piper import PiperVoice
from repartee.services.voices.wav_stream import WavStream
from tests.support.service_bench import bench
from tests.support.vendor_server import Handler, answers, streams, vendor

_SAMPLES = bytes(range(100)) * 441


def wav(samples: bytes = _SAMPLES, rate: int = 22_050, channels: int = 1) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(samples)
    return file.getvalue()


def piper(*, paths: tuple[str, ...] = ("/synthesize",), sound: Handler | None = None) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        if request.path == "/voices":
            audio = {"audio": {"sample_rate": 16_000}}
            return web.json_response({"en_GB-alba-medium": {}, "en_US-amy-low": audio})
        if request.path not in paths:
            return web.Response(status=404)
        return await (sound or streams([wav()], kind="audio/wav"))(request)

    return handle


@pytest.mark.parametrize("path", ["/synthesize", "/"])
async def test_a_sentence_is_spoken_by_newer_and_older_servers(path: str) -> None:
    async with vendor(piper(paths=(path,))) as server:
        voice = PiperVoice(VoiceConfig(base_url=server.url, voice="en_GB-alba-medium", speed=2.0))
        await voice.start()
        async with bench(voice.voice()) as it:
            await it.say("Hello there.")
            assert it.audio == _SAMPLES
            assert it.spoken == "Hello there."
        await voice.close()
    body = server.requests[-1][1]
    assert body == {"text": "Hello there.", "voice": "en_GB-alba-medium", "length_scale": 0.5}


async def test_voices_and_their_rates_are_those_that_the_server_tells_of() -> None:
    async with vendor(piper()) as server:
        voice = PiperVoice(VoiceConfig(base_url=server.url, voice="en_US-amy-low"))
        assert voice.sample_rate == 22_050
        await voice.start()
        assert (await voice.check()).ok
        await voice.close()
    assert voice.sample_rate == 16_000
    assert [(each.id, each.language) for each in voice.voices] == [
        ("en_US-amy-low", "en-US"),
        ("en_GB-alba-medium", "en-GB"),
    ]


async def test_a_voice_of_another_rate_is_resampled() -> None:
    sound = streams([wav(rate=44_100)], kind="audio/wav")
    async with vendor(piper(sound=sound)) as server:
        voice = PiperVoice(VoiceConfig(base_url=server.url))
        async with bench(voice.voice()) as it:
            await it.say("Hello there.")
            assert 0.3 * len(_SAMPLES) < len(it.audio) <= 0.5 * len(_SAMPLES)
        await voice.close()


@pytest.mark.parametrize(
    ("handler", "category"),
    [
        (piper(sound=answers(500, {})), ErrorCategory.SERVER),
        (
            piper(sound=streams([wav()[:500]], drop=True, kind="audio/wav")),
            ErrorCategory.CONNECTIVITY,
        ),
        (piper(sound=streams(["<html>"], kind="text/html")), ErrorCategory.SERVER),
        (piper(sound=streams([wav(b"")], kind="audio/wav")), ErrorCategory.SERVER),
        (piper(sound=streams([wav(channels=2)], kind="audio/wav")), ErrorCategory.SERVER),
    ],
    ids=["500", "dropped", "page", "nothing", "stereo"],
)
async def test_a_failure_is_told_for_what_it_is(handler: Handler, category: ErrorCategory) -> None:
    async with vendor(handler) as server:
        voice = PiperVoice(VoiceConfig(base_url=server.url))
        async with bench(voice.voice()) as it:
            await it.say("Hello there.")
            assert it.categories == [category]
            assert it.spoken == ""
        await voice.close()


async def test_a_check_tells_how_to_get_a_voice() -> None:
    async with vendor(piper()) as server:
        found = await PiperVoice(VoiceConfig(base_url=server.url, voice="de_DE-x-high")).check()
    assert found.fix == "Fetch it with: python -m piper.download_voices de_DE-x-high"
    away = await PiperVoice(VoiceConfig(base_url="http://127.0.0.1:9")).check()
    assert "PIPER_BASE_URL" in away.fix


@given(st.lists(st.integers(1, 200), min_size=1, max_size=20))
def test_a_wav_file_may_come_in_any_pieces(sizes: list[int]) -> None:
    file, stream, samples, at = wav(_SAMPLES[:1000]), WavStream(), b"", 0
    while at < len(file):
        size = sizes[at % len(sizes)]
        samples += stream.feed(file[at : at + size])
        at += size
    stream.end()
    assert samples == _SAMPLES[:1000]
    assert stream.sample_rate == 22_050


@given(st.binary(max_size=6000))
def test_anything_else_is_no_wav_file(data: bytes) -> None:
    stream = WavStream()
    with pytest.raises(GarbledError):
        _read(stream, data)


def _read(stream: WavStream, data: bytes) -> None:
    stream.feed(data)
    stream.end()
