from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from repartee.engines.kokoro import SAMPLE_RATE, KokoroEngine, KokoroLoadError
from repartee.engines.kokoro.model import KokoroModel, word_starts
from repartee.engines.kokoro.speech import CHUNK_SECS, KokoroSpeech
from repartee.engines.voice import (
    Manner,
    SpeechChunk,
    UnknownVoiceError,
    VoiceError,
    VoiceUnavailableError,
)
from tests.support.loop_lag import loop_lag
from tests.support.tiny_models.kokoro import make_kokoro

_LONG = (
    "Let me see, I think so. There are two trains, one at nine and one at ten, and both of them "
    "stop at the museum. Shall I book one?"
)


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[KokoroEngine]:
    files = make_kokoro(tmp_path)
    engine = KokoroEngine(files / "kokoro-v1.0.onnx", files / "voices-v1.0.bin")
    await engine.start()
    yield engine
    await engine.close()


async def _spoken(speech: KokoroSpeech) -> list[SpeechChunk]:
    with speech:
        return [chunk async for chunk in speech]


def _secs(chunks: list[SpeechChunk]) -> float:
    return sum(len(chunk.audio) for chunk in chunks) / 2 / SAMPLE_RATE


async def test_a_text_is_spoken_in_chunks_of_40_ms_with_all_its_words(
    engine: KokoroEngine,
) -> None:
    chunks = await _spoken(engine.synthesise(_LONG, Manner()))
    assert {len(chunk.audio) for chunk in chunks} == {int(CHUNK_SECS * SAMPLE_RATE) * 2}
    words = [word for chunk in chunks for word in chunk.words]
    assert [word.text for word in words] == _LONG.split()
    starts = [word.seconds for word in words]
    assert starts == sorted(starts)
    assert 0 == starts[0] < starts[-1] < _secs(chunks)


async def test_words_come_with_the_chunk_in_which_they_begin(engine: KokoroEngine) -> None:
    chunks = await _spoken(engine.synthesise(_LONG, Manner()))
    for at, chunk in enumerate(chunks):
        for word in chunk.words:
            assert at * CHUNK_SECS <= word.seconds < (at + 1) * CHUNK_SECS


async def test_the_first_clause_is_heard_before_the_rest_is_made(
    engine: KokoroEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = list[str]()
    speak = KokoroModel.speak

    def noted(self: KokoroModel, text: str, voice: str, rate: float) -> object:
        made.append(text)
        return speak(self, text, voice, rate)

    monkeypatch.setattr(KokoroModel, "speak", noted)
    with engine.synthesise(_LONG, Manner()) as speech:
        await anext(speech)
        assert made == ["Let me see, I think so."]
        # The next piece is made meanwhile, and no more than that.
        await asyncio.sleep(0.2)
        assert len(made) == 2


async def test_a_cancelled_speech_ends_at_once_and_the_model_is_free(
    engine: KokoroEngine,
) -> None:
    speech = engine.synthesise(_LONG, Manner())
    await anext(speech)
    speech.cancel()
    speech.cancel()
    assert [chunk async for chunk in speech] == []
    assert await _spoken(engine.synthesise("Yes.", Manner()))


async def test_whoever_waits_for_a_piece_is_told_when_it_is_cancelled(
    engine: KokoroEngine,
) -> None:
    speech = engine.synthesise(_LONG, Manner())
    reading = asyncio.create_task(_spoken(speech))
    await asyncio.sleep(0)
    speech.cancel()
    assert await asyncio.wait_for(reading, 5) == []


async def test_sessions_take_turns_clause_by_clause(engine: KokoroEngine) -> None:
    """A long answer does not keep a short one waiting."""
    order = list[str]()

    async def speak(name: str, text: str) -> None:
        await _spoken(engine.synthesise(text, Manner(prompt=False)))
        order.append(name)

    await asyncio.gather(speak("long", f"{_LONG} " * 20), speak("short", "Yes."))
    assert order == ["short", "long"]


async def test_a_slow_model_is_waited_for_without_a_gap_in_the_words(
    engine: KokoroEngine,
) -> None:
    half = await _spoken(engine.synthesise("Hello there. How are you today?", Manner(rate=0.5)))
    assert _secs(half) > 0


async def test_a_later_sentence_begins_with_a_breath(engine: KokoroEngine) -> None:
    prompt = await _spoken(engine.synthesise("Yes.", Manner()))
    later = await _spoken(engine.synthesise("Yes.", Manner(prompt=False)))
    assert _secs(later) - _secs(prompt) == pytest.approx(0.25, abs=CHUNK_SECS)
    assert not any(later[0].audio)


async def test_what_cannot_be_said_is_left_out_and_its_words_are_kept(
    engine: KokoroEngine,
) -> None:
    chunks = await _spoken(engine.synthesise("— …", Manner()))
    assert [word.text for chunk in chunks for word in chunk.words] == ["—", "…"]
    assert not any(any(chunk.audio) for chunk in chunks)


async def test_another_voice_is_told_from_those_that_are_there(engine: KokoroEngine) -> None:
    assert engine.voices == ("af_heart", "bf_emma")
    engine.require_voice("")
    engine.require_voice("bf_emma")
    with pytest.raises(UnknownVoiceError, match="af_heart, bf_emma"):
        engine.synthesise("Hello.", Manner(voice="bm_lewis"))


async def test_an_engine_that_is_closed_says_so(engine: KokoroEngine) -> None:
    await engine.close()
    with pytest.raises(VoiceUnavailableError, match="closed"):
        engine.synthesise("Hello.", Manner())


async def test_a_model_that_fails_is_told_in_words(
    engine: KokoroEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> object:
        raise RuntimeError("out of memory")

    monkeypatch.setattr(KokoroModel, "speak", fail)
    with pytest.raises(VoiceError, match="out of memory"):
        await _spoken(engine.synthesise("Hello.", Manner()))


@pytest.mark.parametrize("damaged", ["kokoro-v1.0.onnx", "voices-v1.0.bin"])
async def test_a_damaged_file_is_told(tmp_path: Path, damaged: str) -> None:
    files = make_kokoro(tmp_path)
    file = files / damaged
    file.write_bytes(file.read_bytes()[:500])
    engine = KokoroEngine(files / "kokoro-v1.0.onnx", files / "voices-v1.0.bin")
    with pytest.raises(KokoroLoadError, match=damaged):
        await engine.start()


async def test_the_event_loop_goes_on_while_it_is_loaded_and_speaks(tmp_path: Path) -> None:
    files = make_kokoro(tmp_path)
    engine = KokoroEngine(files / "kokoro-v1.0.onnx", files / "voices-v1.0.bin")
    async with loop_lag() as lag:
        await engine.start()
        await asyncio.gather(*(_spoken(engine.synthesise(_LONG, Manner())) for _ in range(4)))
        await engine.close()
    assert not lag.was_held_up


def test_words_share_the_time_by_their_sounds_and_marks_are_pauses() -> None:
    assert word_starts(["ab,", "cd"], "ab, cd", 8.0) == pytest.approx((0.0, 6.0))


def test_where_words_and_sounds_do_not_match_letters_decide() -> None:
    assert word_starts(["25", "ab"], "twenti faiv ab", 4.0) == pytest.approx((0.0, 2.0))


def test_no_words_take_no_time() -> None:
    assert word_starts([], "", 1.0) == ()
