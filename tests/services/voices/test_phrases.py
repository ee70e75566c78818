"""Greetings that are asked for once, whichever way a voice's sound comes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pipecat.frames.frames import (
    InterruptionFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMTextFrame,
    TTSAudioRawFrame,
    TTSSpeakFrame,
    TTSStoppedFrame,
    TTSTextFrame,
)

from repartee.audio.order import PLACE_IN_SOUND
from repartee.services.config import VoiceConfig
from repartee.services.voices.kokoro_fastapi import KokoroFastAPIVoice
from repartee.services.voices.phrases import PhraseCache, Recital, Rendition, Repertoire, TimedWord
from repartee.services.voices.reciting import RecitingVoice
from tests.services.voices import test_cartesia as cartesia
from tests.services.voices import test_elevenlabs as elevenlabs
from tests.support.service_bench import Bench, bench
from tests.support.vendor_server import Handler, Line, Vendor, answers, sockets, streams, vendor

_SOUND = bytes(range(1, 241)) * 8 * 25 + b"\1\2"
_HELLO = Recital("someone", "alloy in English", 24_000, "Hello.")
_GREETING = "Hello there my friend."


def _of(sound: bytes) -> Rendition:
    return Rendition(sound)


def test_what_was_said_last_is_kept_within_the_bound() -> None:
    cache = PhraseCache(10)
    hello, bye = _HELLO, replace(_HELLO, text="Bye.")
    cache.put(hello, _of(b"123456"))
    cache.put(bye, _of(b"1234"))
    assert cache.get(hello)
    cache.put(replace(_HELLO, text="Well."), _of(b"12"))
    assert not cache.get(bye)
    assert cache.get(hello) == _of(b"123456")


def test_what_is_too_long_by_itself_drives_nothing_out() -> None:
    cache = PhraseCache(10)
    cache.put(_HELLO, _of(b"123456"))
    cache.put(replace(_HELLO, text="Well."), _of(bytes(11)))
    assert cache.get(_HELLO)


def test_another_voice_or_manner_is_another_sound() -> None:
    cache = PhraseCache(100)
    cache.put(_HELLO, _of(b"12"))
    others = (replace(_HELLO, provider="other"), replace(_HELLO, manner="alloy in German"))
    assert not any(map(cache.get, others))


@given(st.lists(st.tuples(st.text(max_size=2), st.binary(max_size=12), st.integers(0, 2))))
def test_no_order_of_phrases_takes_more_than_the_bound(said: list[tuple[str, bytes, int]]) -> None:
    cache = PhraseCache(320)
    for text, sound, words in said:
        timed = (TimedWord("a", 0.0, is_spaced=False),) * words
        cache.put(replace(_HELLO, text=text), Rendition(sound, timed))
    kept = {text: cache.get(replace(_HELLO, text=text)) for text, _, _ in said}
    assert sum(each.size for each in kept.values() if each) <= 320


# Every kind of voice

Make = Callable[[Vendor], RecitingVoice]


def _requested(server: Vendor) -> RecitingVoice:
    return KokoroFastAPIVoice(VoiceConfig(base_url=f"{server.url}/v1")).voice()


_KINDS = pytest.mark.parametrize(
    ("serve", "make"),
    [
        pytest.param(streams([_SOUND], kind="audio/pcm"), _requested, id="by request"),
        pytest.param(sockets(cartesia.speaking), cartesia.ours, id="cartesia"),
        pytest.param(sockets(elevenlabs.speaking), elevenlabs.ours, id="elevenlabs"),
    ],
)


@_KINDS
async def test_a_greeting_is_asked_for_and_billed_once_and_sounds_the_same(
    serve: Handler, make: Make
) -> None:
    cache = PhraseCache(1_000_000)
    async with vendor(serve) as server:
        first = await _greeted(make(server), cache)
        again = await _greeted(make(server), cache)
    assert first.billed == 1
    assert again.billed == 0
    assert again.sound == first.sound
    assert first.words
    assert again.words == first.words
    assert " ".join(text for text, _ in again.words) == _GREETING


@_KINDS
async def test_an_answer_behind_a_phrase_from_memory_is_spoken_whole(
    serve: Handler, make: Make
) -> None:
    cache = PhraseCache(1_000_000)
    async with vendor(serve) as server:
        await _greeted(make(server), cache)
        async with bench(_knowing(make(server), cache)) as it:
            await it.give(TTSSpeakFrame(_GREETING))
            await it.say("It is noon.")
            assert it.spoken == f"{_GREETING} It is noon."
            assert not it.errors


@_KINDS
async def test_a_phrase_in_the_midst_of_an_answer_does_not_cut_it_off(
    serve: Handler, make: Make
) -> None:
    cache = PhraseCache(1_000_000)
    async with vendor(serve) as server:
        await _greeted(make(server), cache)
        async with bench(_knowing(make(server), cache)) as it:
            await it.give(LLMFullResponseStartFrame(), LLMTextFrame("It is noon. "))
            await it.give(TTSSpeakFrame(_GREETING))
            await it.give(LLMTextFrame("And it rains."), LLMFullResponseEndFrame())
            await it.until(lambda: len(it.spoken.split()) >= 10)
            assert sorted(it.spoken.split()) == sorted(
                f"It is noon. And it rains. {_GREETING}".split()
            )
            assert not it.errors


@_KINDS
async def test_after_an_interruption_it_is_said_from_memory_again(
    serve: Handler, make: Make
) -> None:
    cache = PhraseCache(1_000_000)
    async with vendor(serve) as server:
        await _greeted(make(server), cache)
        async with bench(_knowing(make(server), cache)) as it:
            await it.give(TTSSpeakFrame(_GREETING), InterruptionFrame())
            await it.until(lambda: it.seen(InterruptionFrame))
            before = len(it.seen(TTSTextFrame))
            await it.give(TTSSpeakFrame(_GREETING))
            await it.until(lambda: it.seen(TTSStoppedFrame))
            await it.until(lambda: len(it.seen(TTSTextFrame)) > before)
            assert not it.errors


async def test_a_vendor_learns_nothing_of_what_is_said_from_memory() -> None:
    told: list[object] = []

    async def listening(line: Line) -> None:
        async for message in line.received():
            if message.get("close_socket"):
                await line.socket.close()
            else:
                told.append(message)

    cache = PhraseCache(1_000_000)
    async with vendor(sockets(elevenlabs.speaking)) as server:
        await _greeted(elevenlabs.ours(server), cache)
    async with vendor(sockets(cartesia.speaking)) as server:
        await _greeted(cartesia.ours(server), cache)
    for make in (elevenlabs.ours, cartesia.ours):
        async with vendor(sockets(listening)) as server:
            heard = await _greeted(make(server), cache)
            assert heard.words
            assert not [each for each in told if each != {"text": ""}]  # keeps the line open


async def test_a_greeting_that_failed_is_asked_for_again() -> None:
    cache = PhraseCache(1_000_000)
    async with vendor(answers(500, {})) as server, bench(_knowing(_requested(server), cache)) as it:
        await it.give(TTSSpeakFrame(_GREETING))
        await it.until(lambda: it.errors)
    async with vendor(streams([_SOUND], kind="audio/pcm")) as server:
        assert (await _greeted(_requested(server), cache)).billed == 1


@pytest.mark.parametrize("voice", [cartesia, elevenlabs])
async def test_a_greeting_that_broke_off_is_not_kept(voice: object) -> None:
    cache = PhraseCache(1_000_000)
    module = cartesia if voice is cartesia else elevenlabs
    breaking = sockets(module.breaking(module.drop))
    async with vendor(breaking) as server, bench(_knowing(module.ours(server), cache)) as it:
        await it.give(TTSSpeakFrame(_GREETING))
        await it.until(lambda: it.errors)
    async with vendor(sockets(module.speaking)) as server:
        assert (await _greeted(module.ours(server), cache)).billed == 1


async def test_answers_are_not_kept_even_if_they_are_a_greeting() -> None:
    cache = PhraseCache(1_000_000)
    async with vendor(streams([_SOUND], kind="audio/pcm")) as server:
        for _ in range(2):
            async with bench(_knowing(_requested(server), cache)) as it:
                await it.say(_GREETING)
        assert len(server.requests) == 2


class _Heard:
    def __init__(self, it: Bench, billed: int) -> None:
        self.sound = it.audio
        self.words = [
            (each.text, round(each.metadata.get(PLACE_IN_SOUND, 0.0), 2))
            for each in it.seen(TTSTextFrame)
        ]
        self.billed = billed


async def _greeted(service: RecitingVoice, cache: PhraseCache) -> _Heard:
    """What was heard, and how often it was billed."""
    billed = 0

    async def bill(_: str) -> None:
        nonlocal billed
        billed += 1

    with patch.object(service, "start_tts_usage_metrics", bill):
        async with bench(_knowing(service, cache)) as it:
            await it.give(TTSSpeakFrame(_GREETING))
            await it.until(lambda: it.seen(TTSStoppedFrame) and it.spoken == _GREETING)
            return _Heard(it, billed)


def _knowing(service: RecitingVoice, cache: PhraseCache) -> RecitingVoice:
    service.repertoire = Repertoire(cache, "someone", [_GREETING])
    return service


async def test_sound_from_memory_comes_in_short_pieces() -> None:
    cache = PhraseCache(1_000_000)
    async with vendor(streams([_SOUND], kind="audio/pcm")) as server:
        await _greeted(_requested(server), cache)
        async with bench(_knowing(_requested(server), cache)) as it:
            await it.give(TTSSpeakFrame(_GREETING))
            await it.until(lambda: it.spoken)
            assert max(len(each.audio) for each in it.seen(TTSAudioRawFrame)) == 1920  # 40 ms
