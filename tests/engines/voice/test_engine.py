from __future__ import annotations

import asyncio

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repartee.engines.voice import (
    Manner,
    SpeechChunk,
    UnknownVoiceError,
    Utterance,
    VoiceBusyError,
    VoiceEngine,
    VoiceState,
    VoiceUnavailableError,
)
from repartee.engines.voice.protocol import MAX_TEXT, MAX_UTTERANCES, WINDOW

SENTENCE = "The old woman decided that it was time to move the piano upstairs. "
STORY = SENTENCE * 20


async def speak(engine: VoiceEngine, text: str, manner: Manner | None = None) -> list[SpeechChunk]:
    with engine.synthesise(text, manner) as utterance:
        return [chunk async for chunk in utterance]


def samples(chunks: list[SpeechChunk]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.frombuffer(b"".join(chunk.audio for chunk in chunks), "<i2").astype(float)


def seconds(chunks: list[SpeechChunk]) -> float:
    return len(chunks) * 0.02


def loudness(chunks: list[SpeechChunk]) -> float:
    return float(np.sqrt(np.mean(samples(chunks) ** 2)))


async def test_a_sentence_is_spoken_in_chunks_of_twenty_milliseconds(
    each_voice: VoiceEngine,
) -> None:
    chunks = await speak(each_voice, "The time is a quarter to four.")
    assert {len(chunk.audio) for chunk in chunks} == {each_voice.sample_rate // 50 * 2}
    assert 1.0 < seconds(chunks) < 4.0
    assert 1_000 < loudness(chunks) < 10_000


async def test_the_first_sound_comes_without_silence_before_it(each_voice: VoiceEngine) -> None:
    chunks = await speak(each_voice, "Good morning.")
    first_sound = np.flatnonzero(np.abs(samples(chunks)) > 500)[0]
    assert first_sound / each_voice.sample_rate < 0.1


async def test_every_word_is_told_with_its_time(each_voice: VoiceEngine) -> None:
    text = "Mr. “Smith's” dog — cost $12.50 😀 on Monday! Is that ok?"
    chunks = await speak(each_voice, text)
    words = [word for chunk in chunks for word in chunk.words]
    assert [word.text for word in words] == text.split()
    times = [word.seconds for word in words]
    assert times == sorted(times)
    assert times[0] < 0.1
    assert times[-1] < seconds(chunks)


async def test_a_words_time_is_when_its_audio_comes(each_voice: VoiceEngine) -> None:
    heard = 0.0
    for chunk in await speak(each_voice, STORY[:600]):
        for word in chunk.words:
            assert heard - 0.001 <= word.seconds < heard + 0.021
        heard += 0.02


@pytest.mark.parametrize(("rate", "factor"), [(0.5, 2.0), (2.0, 0.5)])
async def test_rate_changes_how_long_a_sentence_takes(
    each_voice: VoiceEngine, rate: float, factor: float
) -> None:
    normal = seconds(await speak(each_voice, SENTENCE))
    changed = seconds(await speak(each_voice, SENTENCE, Manner(rate=rate)))
    assert changed / normal == pytest.approx(factor, rel=0.15)


async def test_volume_changes_how_loud_a_sentence_is(each_voice: VoiceEngine) -> None:
    normal = loudness(await speak(each_voice, SENTENCE))
    soft = loudness(await speak(each_voice, SENTENCE, Manner(volume=0.1)))
    loud = loudness(await speak(each_voice, SENTENCE, Manner(volume=2.0)))
    assert soft / normal == pytest.approx(0.1, rel=0.05)
    assert 1.4 < loud / normal <= 2.0


async def test_every_listed_voice_speaks_and_sounds_different(each_voice: VoiceEngine) -> None:
    audio = {
        samples(await speak(each_voice, "Hello there.", Manner(voice=voice.id))).tobytes()
        for voice in each_voice.voices
    }
    assert len(audio) == len(each_voice.voices) > 1


@pytest.mark.parametrize("text", ["", " \n\t", "\0", "\x07\x1b", "...", "— ! ?"])
async def test_what_has_no_sound_ends_in_silence(each_voice: VoiceEngine, text: str) -> None:
    assert await speak(each_voice, text) == []


@pytest.mark.parametrize("text", ["Hello\0there", "Ünïcödé naïve", "word " * 40 + "x" * 300])
async def test_odd_text_is_spoken_as_well_as_can_be(each_voice: VoiceEngine, text: str) -> None:
    assert seconds(await speak(each_voice, text)) > 0.3


async def test_ten_thousand_characters_begin_at_once_and_can_be_stopped(
    each_voice: VoiceEngine,
) -> None:
    with each_voice.synthesise("x" * 10_000) as utterance:
        await anext(utterance)
    assert seconds(await speak(each_voice, "Next.")) > 0.2


def test_no_text_breaks_the_voice() -> None:
    with asyncio.Runner() as runner:
        engine = VoiceEngine()
        runner.run(engine.start())
        pid = engine.pid

        @settings(max_examples=150)
        @given(st.one_of(st.text(max_size=80), st.text(st.characters(max_codepoint=126))))
        def speaks(text: str) -> None:
            chunks = runner.run(speak(engine, text, Manner(rate=2.0)))
            words = [word.text for chunk in chunks for word in chunk.words]
            assert words == text.split()[: len(words)]

        try:
            speaks()
            assert engine.pid == pid
        finally:
            runner.run(engine.close())


async def test_a_cancelled_utterance_gives_nothing_more(voice: VoiceEngine) -> None:
    utterance = voice.synthesise(STORY)
    await anext(utterance)
    utterance.cancel()
    assert [chunk async for chunk in utterance] == []
    utterance.cancel()


async def test_cancelling_wakes_whoever_waits_for_the_next_chunk(voice: VoiceEngine) -> None:
    utterance = voice.synthesise("")
    utterance.cancel()
    waiting = asyncio.create_task(anext(utterance, None))
    assert await waiting is None


async def test_a_short_text_is_not_kept_waiting_by_long_ones(voice: VoiceEngine) -> None:
    stories = [asyncio.create_task(speak(voice, STORY)) for _ in range(3)]
    other = voice.synthesise(SENTENCE)
    await anext(other)
    other.cancel()
    short = await speak(voice, "Excuse me.")
    assert seconds(short) > 0.3
    assert not any(story.done() for story in stories)
    for story in stories:
        story.cancel()


async def test_many_sessions_are_all_spoken_to_at_the_same_time(voice: VoiceEngine) -> None:
    spoken = await asyncio.gather(*(speak(voice, f"You are number {n}.") for n in range(30)))
    assert all(seconds(chunks) > 0.5 for chunks in spoken)


async def test_a_reader_that_pauses_holds_no_more_than_a_window(voice: VoiceEngine) -> None:
    slow = voice.synthesise(STORY)
    await anext(slow)
    # As long as this takes, the voice would have made far more of the story than a window.
    for _ in range(5):
        await speak(voice, SENTENCE)
    assert _held(slow) <= WINDOW
    rest = [chunk async for chunk in slow]
    assert seconds(rest) > 60
    assert rest[-1].audio


async def test_an_unknown_voice_is_refused_with_what_there_is(voice: VoiceEngine) -> None:
    with pytest.raises(UnknownVoiceError, match=f"no voice 'nobody'.*{voice.voices[0].id}"):
        voice.synthesise("Hello.", Manner(voice="nobody"))


async def test_a_text_that_is_too_long_is_refused(voice: VoiceEngine) -> None:
    with pytest.raises(ValueError, match="20000 characters"):
        voice.synthesise("x" * (MAX_TEXT + 1))


async def test_there_is_a_limit_to_texts_at_a_time(voice: VoiceEngine) -> None:
    utterances = [voice.synthesise("Hello.") for _ in range(MAX_UTTERANCES)]
    with pytest.raises(VoiceBusyError):
        voice.synthesise("Hello.")
    for utterance in utterances:
        utterance.cancel()
    assert await speak(voice, "Hello.")


async def test_what_is_installed_is_told_after_the_start(each_voice: VoiceEngine) -> None:
    assert each_voice.state is VoiceState.RUNNING
    assert each_voice.name in ("flite", "espeak-ng")
    assert len({voice.id for voice in each_voice.voices}) == len(each_voice.voices)
    assert each_voice.sample_rate == 24_000


async def test_another_rate_can_be_asked_for() -> None:
    engine = VoiceEngine(sample_rate=8_000)
    await engine.start()
    chunks = await speak(engine, "Hello there.")
    await engine.close()
    assert {len(chunk.audio) for chunk in chunks} == {320}


async def test_before_the_start_and_after_the_end_nothing_is_spoken() -> None:
    engine = VoiceEngine()
    with pytest.raises(VoiceUnavailableError, match="stopped"):
        engine.synthesise("Hello.")
    await engine.start()
    await engine.close()
    with pytest.raises(VoiceUnavailableError, match="closed"):
        engine.synthesise("Hello.")


def _held(utterance: Utterance) -> int:
    return utterance._arrived.qsize()
