"""Greetings that are asked for once."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st
from pipecat.frames.frames import TTSAudioRawFrame, TTSSpeakFrame, TTSStoppedFrame

from repartee.services.config import VoiceConfig
from repartee.services.voices.kokoro_fastapi import KokoroFastAPIVoice
from repartee.services.voices.phrases import PhraseCache, Recital, Repertoire
from repartee.services.voices.speech import SpeechTTSService
from tests.support.service_bench import bench
from tests.support.vendor_server import Vendor, answers, streams, vendor

_SOUND = bytes(range(1, 241)) * 8 * 25 + b"\1\2"
_HELLO = Recital("Voice", "m", "alloy", "en", 1.0, 24_000, "Hello.")


def test_what_was_said_last_is_kept_within_the_bound() -> None:
    cache = PhraseCache(10)
    hello, bye = _HELLO, replace(_HELLO, text="Bye.")
    cache.put(hello, b"123456")
    cache.put(bye, b"1234")
    assert cache.get(hello)
    cache.put(replace(_HELLO, text="Well."), b"12")
    assert not cache.get(bye)
    assert cache.get(hello) == b"123456"


def test_what_is_too_long_by_itself_drives_nothing_out() -> None:
    cache = PhraseCache(10)
    cache.put(_HELLO, b"123456")
    cache.put(replace(_HELLO, text="Well."), bytes(11))
    assert cache.get(_HELLO)


def test_another_voice_language_or_speed_is_another_sound() -> None:
    cache = PhraseCache(100)
    cache.put(_HELLO, b"12")
    others = (replace(_HELLO, voice="onyx"), replace(_HELLO, language="de"))
    assert not any(map(cache.get, (*others, replace(_HELLO, speed=1.2))))


@given(st.lists(st.tuples(st.text(max_size=2), st.binary(max_size=12))))
def test_no_order_of_phrases_takes_more_than_the_bound(said: list[tuple[str, bytes]]) -> None:
    cache = PhraseCache(20)
    for text, sound in said:
        cache.put(replace(_HELLO, text=text), sound)
    kept = {text: cache.get(replace(_HELLO, text=text)) for text, _ in said}
    assert sum(map(len, kept.values())) <= 20


async def test_a_greeting_is_asked_for_and_billed_once() -> None:
    cache = PhraseCache(1_000_000)
    async with vendor(streams([_SOUND], kind="audio/pcm")) as server:
        first = await _greeted(server, cache)
        again = await _greeted(server, cache)
        assert len(server.requests) == 1
    assert first == (_SOUND, "Hello.", 1)
    assert again == (_SOUND, "Hello.", 0)


async def test_a_greeting_that_failed_is_asked_for_again() -> None:
    cache = PhraseCache(1_000_000)
    async with vendor(answers(500, {})) as server, bench(_voice(server, cache)) as it:
        await it.give(TTSSpeakFrame("Hello."))
        await it.until(lambda: it.errors)
    async with vendor(streams([_SOUND], kind="audio/pcm")) as server:
        assert (await _greeted(server, cache))[0] == _SOUND
        assert len(server.requests) == 1


async def test_answers_are_not_kept() -> None:
    cache = PhraseCache(1_000_000)
    async with vendor(streams([_SOUND], kind="audio/pcm")) as server:
        for _ in range(2):
            async with bench(_voice(server, cache)) as it:
                await it.say("Your balance is low.")
        assert len(server.requests) == 2


async def _greeted(server: Vendor, cache: PhraseCache) -> tuple[bytes, str, int]:
    """What was heard, what was told of it, and how often it was billed."""
    service, billed = _voice(server, cache), 0

    async def bill(_: str) -> None:
        nonlocal billed
        billed += 1

    with patch.object(service, "start_tts_usage_metrics", bill):
        async with bench(service) as it:
            await it.give(TTSSpeakFrame("Hello."))
            await it.until(lambda: it.seen(TTSStoppedFrame) and it.spoken)
            assert len(it.seen(TTSAudioRawFrame)[0].audio) <= 1920  # 40 ms
            return it.audio, it.spoken, billed


def _voice(server: Vendor, cache: PhraseCache) -> SpeechTTSService:
    service = KokoroFastAPIVoice(VoiceConfig(base_url=f"{server.url}/v1")).voice()
    service.repertoire = Repertoire(cache, ["Hello."])
    return service
