"""Voices behind an OpenAI-like API, beside Pipecat's own on the same server."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from aiohttp import web
from pipecat.frames.frames import (
    TTSAudioRawFrame,
    TTSSpeakFrame,
    TTSStoppedFrame,
)
from pipecat.services.openai.tts import OpenAITTSService, OpenAITTSSettings
from pipecat.utils.errors import ErrorCategory
from pydantic import SecretStr

from repartee.services.config import VoiceConfig
from repartee.services.provider import ProviderError
from repartee.services.voices.kokoro_fastapi import KokoroFastAPIVoice
from repartee.services.voices.kokoro_voices import VOICE_IDS
from repartee.services.voices.openai import OpenAICompatibleVoice, OpenAIVoice
from repartee.services.voices.speaches import SpeachesVoice
from repartee.services.voices.speech import SpeechTTSService
from tests.support.service_bench import bench
from tests.support.vendor_server import Handler, Vendor, answers, streams, vendor

_40_MS = bytes(range(1, 241)) * 8
_SECOND = _40_MS * 25


def sound(data: bytes = _SECOND, *, drop: bool = False, kind: str = "audio/pcm") -> Handler:
    return streams([data], drop=drop, kind=kind)


def ours(server: Vendor, **config: Any) -> SpeechTTSService:
    return KokoroFastAPIVoice(VoiceConfig(base_url=f"{server.url}/v1", **config)).voice()


def stock(server: Vendor, voice: str = "alloy") -> OpenAITTSService:
    return OpenAITTSService(
        api_key="key",
        base_url=f"{server.url}/v1",
        sample_rate=24_000,
        settings=OpenAITTSSettings(voice=voice),
    )


async def test_any_voice_name_is_spoken() -> None:
    async with vendor(sound()) as server:
        async with bench(ours(server)) as it:
            await it.say("Hello there.")
            assert it.audio == _SECOND
            assert it.spoken == "Hello there."
            assert not it.errors
        assert server.requests[0][1]["voice"] == "af_heart"
        async with bench(stock(server, "af_heart")) as it:
            await it.say("Hello there.")
            assert not it.audio  # the fault: its own thirteen names only
            assert it.errors


async def test_the_first_sound_comes_after_40_ms_of_it() -> None:
    """The server makes sound at its own pace: half a second of it takes half a second."""

    async def handle(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "audio/pcm"})
        await response.prepare(request)
        for _ in range(25):
            await response.write(_40_MS)
            await asyncio.sleep(0.04)
        return response

    async with vendor(handle) as server:
        mended = await _first_sound_after(ours(server))
        assert mended < await _first_sound_after(stock(server)) - 0.2  # the fault: half a second


async def _first_sound_after(service: Any) -> float:
    async with bench(service) as it:
        asked = time.monotonic()
        await it.give(TTSSpeakFrame("Hello."))
        await it.until(lambda: it.audio)
        return it.first_at(TTSAudioRawFrame, asked)


@pytest.mark.parametrize(
    ("status", "category", "usable"),
    [
        (401, ErrorCategory.AUTHENTICATION, False),
        (402, ErrorCategory.QUOTA, True),
        (404, ErrorCategory.INVALID_REQUEST, False),
        (429, ErrorCategory.RATE_LIMIT, True),
        (500, ErrorCategory.SERVER, True),
    ],
)
async def test_a_refusal_is_told_for_what_it_is(
    status: int, category: ErrorCategory, usable: bool
) -> None:
    async with vendor(answers(status, {"detail": "No."})) as server:
        service = ours(server)
        async with bench(service) as it:
            await it.say("Hello there.")
            assert it.categories == [category]
            assert service.is_usable is usable
            assert len(server.requests) == 1


async def test_the_stock_service_knows_only_of_bad_requests() -> None:
    async with vendor(answers(401, {"detail": "No."})) as server:
        service = stock(server)
        async with bench(service) as it:
            await it.give(TTSSpeakFrame("Hello."))
            await it.until(lambda: it.errors)
            # Nothing catches it but Pipecat's last resort.
            assert it.errors[0].error.startswith("Error processing frame")


async def test_what_follows_a_sentence_that_failed_need_not_wait() -> None:
    async with vendor(answers(500, {"detail": "No."})) as server, bench(ours(server)) as it:
        asked = time.monotonic()
        await it.say("Hello there.")
        assert time.monotonic() - asked < 2.5
        assert it.seen(TTSStoppedFrame)


async def test_the_stock_service_loses_the_end_of_an_answer_that_failed() -> None:
    async with vendor(answers(500, {"detail": "No."})) as server, bench(stock(server)) as it:
        with pytest.raises(TimeoutError):
            await it.say("Hello there.", secs=4.0)


@pytest.mark.parametrize(
    ("handler", "category"),
    [
        (sound(drop=True), ErrorCategory.CONNECTIVITY),
        (sound(b"<html>Sign in</html>", kind="text/html"), ErrorCategory.SERVER),
        (sound(b'{"detail": 1}', kind="application/json"), ErrorCategory.SERVER),
        (sound(b""), ErrorCategory.SERVER),
    ],
    ids=["dropped", "page", "json", "nothing"],
)
async def test_a_sentence_that_failed_is_not_told_as_spoken(
    handler: Handler, category: ErrorCategory
) -> None:
    async with vendor(handler) as server, bench(ours(server)) as it:
        await it.say("Hello there.")
        assert it.categories == [category]
        assert it.spoken == ""
        assert it.seen(TTSStoppedFrame)


@pytest.mark.parametrize(
    "handler",
    [sound(b"<html>Sign in</html>", kind="text/html"), sound(b"")],
    ids=["page", "nothing"],
)
async def test_the_stock_service_says_that_it_spoke_what_it_did_not(handler: Handler) -> None:
    async with vendor(handler) as server, bench(stock(server)) as it:
        await it.say("Hello there.")
        assert it.spoken == "Hello there."


async def test_the_other_sentences_of_an_answer_are_spoken() -> None:
    async with vendor(_failing({1})) as server, bench(ours(server)) as it:
        await it.say("One is first.", "Two is next.", "Three is last.")
        assert it.categories == [ErrorCategory.SERVER]
        assert it.spoken.split(". ") == ["One is first", "Three is last."]


async def test_a_voice_is_not_given_up_for_failing_three_times() -> None:
    async with vendor(_failing({0, 1, 2})) as server:
        service = ours(server)
        async with bench(service) as it:
            for _ in range(4):
                await it.say("Hello there.")
            assert service.is_usable
            assert it.spoken == "Hello there."


def _failing(which: set[int]) -> Handler:
    asked = 0

    async def handle(request: web.Request) -> web.StreamResponse:
        nonlocal asked
        asked += 1
        if asked - 1 in which:
            return web.json_response({"detail": "No."}, status=503)
        return await sound()(request)

    return handle


async def test_a_rate_is_asked_for_only_where_it_is_another() -> None:
    async with vendor(sound()) as server:
        for speed in (1.0, 1.25):
            async with bench(ours(server, speed=speed)) as it:
                await it.say("Hello there.")
    bodies = [body for _, body in server.requests]
    assert "speed" not in bodies[0]
    assert bodies[1]["speed"] == 1.25
    assert bodies[0]["response_format"] == "pcm"


# Voices to choose from


async def test_the_voices_are_those_that_the_server_tells_of() -> None:
    async with vendor(answers(200, {"voices": ["bf_emma", "af_heart", "my_own"]})) as server:
        voice = KokoroFastAPIVoice(VoiceConfig(base_url=server.url))
        await voice.start()
        await voice.close()
    assert [each.id for each in voice.voices] == ["af_heart", "bf_emma", "my_own"]
    assert voice.voices[1].language == "en-GB"


async def test_the_voices_are_known_without_the_server() -> None:
    voice = KokoroFastAPIVoice(VoiceConfig(base_url="http://127.0.0.1:9", voice="ff_siwis"))
    await voice.start()
    await voice.close()
    assert voice.voices[0].id == "ff_siwis"
    assert len(voice.voices) == len(VOICE_IDS) == 54
    assert len({each.language.split("-")[0] for each in voice.voices}) == 8


async def test_a_language_is_spoken_by_a_voice_that_can() -> None:
    voice = KokoroFastAPIVoice(VoiceConfig(base_url="http://127.0.0.1:9"))
    assert voice.voice(language="fr")._settings.voice == "ff_siwis"
    assert voice.voice(language="en")._settings.voice == "af_heart"
    french = KokoroFastAPIVoice(VoiceConfig(base_url="http://127.0.0.1:9", language="fr"))
    assert french.voice()._settings.voice == "ff_siwis"
    assert voice.voice("am_adam", "fr")._settings.voice == "am_adam"


def test_openais_voices_are_known() -> None:
    voice = OpenAIVoice(VoiceConfig(voice="nova"))
    assert voice.voices[0].id == "nova"
    assert len(voice.voices) == 13


# Starting and checking


@pytest.mark.parametrize(
    ("voice", "says"),
    [
        (OpenAIVoice(VoiceConfig()), "OPENAI_API_KEY"),
        (OpenAICompatibleVoice(VoiceConfig()), "TTS_BASE_URL"),
    ],
)
async def test_what_is_missing_is_named_at_the_start(voice: Any, says: str) -> None:
    with pytest.raises(ProviderError, match=says):
        await voice.start()


async def test_a_check_names_a_model_that_is_not_there() -> None:
    async with vendor(answers(200, {"data": []})) as server:
        speaches = SpeachesVoice(VoiceConfig(base_url=server.url))
        found = await speaches.check()
        assert await speaches.missing_model() == "speaches-ai/Kokoro-82M-v1.0-ONNX"
    assert found.fix.startswith("Fetch it with: curl -X POST http://127.0.0.1")
    assert found.fix.endswith("/v1/models/speaches-ai/Kokoro-82M-v1.0-ONNX")


async def test_a_check_of_openai_needs_its_key() -> None:
    key = SecretStr("sk-canary-0123456789abcdef0123456789abcdef")
    async with vendor(answers(401, {"error": {"message": "No."}})) as server:
        found = await OpenAIVoice(VoiceConfig(base_url=server.url, api_key=key)).check()
    assert found.fix == "Set OPENAI_API_KEY to a valid key."
