from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Sequence

import pytest
from pipecat.frames.frames import (
    AggregatedTextFrame,
    ErrorFrame,
    Frame,
    InterruptionFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMTextFrame,
    TTSAudioRawFrame,
    TTSSpeakFrame,
    TTSTextFrame,
)
from pipecat.services.settings import TTSSettings
from pipecat.services.tts_service import TTSService
from pipecat.utils.errors import ErrorCategory

from repartee.services.failover.voice import FailoverVoice
from tests.services.failover.stage import PATIENCE, RATE, Stage, Troupe, seeded, staged

SERVER, BAD_KEY = ErrorCategory.SERVER, ErrorCategory.AUTHENTICATION


class MoodyVoice(TTSService):
    """Speaks a chunk a sentence, whose samples are the voice's mark; fails on what it is told."""

    def __init__(
        self,
        mark: int,
        *,
        fails: Sequence[ErrorCategory | None] = (),
        hangs: bool = False,
        words: bool = False,
        mute: bool = False,
    ) -> None:
        super().__init__(
            sample_rate=RATE,
            push_start_frame=True,
            push_stop_frames=True,
            push_text_frames=not words,
            max_consecutive_zero_audio_contexts=0,
            settings=TTSSettings(model="moody", voice="m", language=None),
        )
        self._mark, self._fails, self._hangs = mark, list(fails), hangs
        self._words, self._mute = words, mute

    async def run_tts(self, text: str, context_id: str) -> AsyncGenerator[Frame | None, None]:
        if self._hangs:
            await asyncio.sleep(30)
        failure = self._fails.pop(0) if self._fails else None
        if failure is not None and not self._words:
            yield ErrorFrame("moody", category=failure)
            return
        if not self._mute:
            yield TTSAudioRawFrame(bytes([self._mark, 0] * 320), RATE, 1, context_id=context_id)
        if self._words:
            await self._tell_words(text, context_id, failure)

    async def _tell_words(self, text: str, context_id: str, failure: ErrorCategory | None) -> None:
        words = text.split()
        told = words[: len(words) // 2] if failure else words
        times = [(word, index * 0.01) for index, word in enumerate(told)]
        await self.add_word_timestamps(times, context_id)
        if failure is not None:
            await self.append_to_audio_context(context_id, ErrorFrame("moody", category=failure))


class StuckVoice(MoodyVoice):
    """Its vendor is told of interruptions, and never answers."""

    async def on_audio_context_interrupted(self, context_id: str) -> None:
        await asyncio.sleep(30)


@pytest.fixture
def troupe() -> Troupe:
    return Troupe()


def voice_of(troupe: Troupe, **makers: Callable[[], TTSService]) -> FailoverVoice:
    return FailoverVoice(
        troupe.chain(**makers),
        PATIENCE,
        troupe.notices.append,
        clock=time.monotonic,
        random=seeded(),
    )


async def answer(stage: Stage, *texts: str) -> None:
    await stage.send(LLMFullResponseStartFrame(), *map(LLMTextFrame, texts))
    await stage.send(LLMFullResponseEndFrame())


def marks(stage: Stage) -> list[int]:
    return [frame.audio[0] for frame in stage.of(TTSAudioRawFrame)]


def spoken(stage: Stage) -> str:
    return " ".join(frame.text.strip() for frame in stage.of(TTSTextFrame))


async def test_a_voice_that_works_speaks_every_sentence(troupe: Troupe) -> None:
    async with staged(voice_of(troupe, first=lambda: MoodyVoice(1))) as stage:
        await answer(stage, "It is noon. ", "Lunch is ready.")
        await stage.until_seen(LLMFullResponseEndFrame)
    assert marks(stage) == [1, 1]
    assert spoken(stage) == "It is noon. Lunch is ready."


async def test_a_sentence_that_fails_is_spoken_by_the_next_voice(troupe: Troupe) -> None:
    makers = {
        "first": lambda: MoodyVoice(1, fails=[None, BAD_KEY]),
        "second": lambda: MoodyVoice(2),
    }
    async with staged(voice_of(troupe, **makers)) as stage:
        await answer(stage, "It is noon. ", "Lunch is ready.")
        await stage.until_seen(LLMFullResponseEndFrame)
    assert marks(stage) == [1, 2]
    assert spoken(stage) == "It is noon. Lunch is ready."
    assert troupe.told() == [("First", "rejected", "Second")]


async def test_a_passing_fault_is_retried_with_the_same_voice(troupe: Troupe) -> None:
    makers = {"first": lambda: MoodyVoice(1, fails=[SERVER]), "second": lambda: MoodyVoice(2)}
    async with staged(voice_of(troupe, **makers)) as stage:
        await answer(stage, "It is noon.")
        await stage.until_seen(LLMFullResponseEndFrame)
    assert marks(stage) == [1]
    assert troupe.notices == []


async def test_a_voice_that_hangs_is_replaced(troupe: Troupe) -> None:
    makers = {"first": lambda: MoodyVoice(1, hangs=True), "second": lambda: MoodyVoice(2)}
    async with staged(voice_of(troupe, **makers)) as stage:
        await answer(stage, "It is noon. ", "Lunch is ready.")
        await stage.until_seen(LLMFullResponseEndFrame)
    assert marks(stage) == [2, 2]
    assert troupe.told() == [("First", "too slow", "Second")]


async def test_a_voice_that_claims_to_speak_without_a_sound_is_replaced(troupe: Troupe) -> None:
    makers = {"first": lambda: MoodyVoice(1, mute=True), "second": lambda: MoodyVoice(2)}
    async with staged(voice_of(troupe, **makers)) as stage:
        await answer(stage, "It is noon.")
        await stage.until_seen(LLMFullResponseEndFrame)
    assert set(marks(stage)) == {2}
    assert spoken(stage) == "It is noon."


async def test_the_next_voice_goes_on_from_the_first_word_that_was_not_spoken(
    troupe: Troupe,
) -> None:
    makers = {
        "first": lambda: MoodyVoice(1, words=True, fails=[BAD_KEY]),
        "second": lambda: MoodyVoice(2),
    }
    async with staged(voice_of(troupe, **makers)) as stage:
        await answer(stage, "It is half past one.")
        await stage.until_seen(LLMFullResponseEndFrame)
    assert marks(stage) == [1, 2]
    assert spoken(stage) == "It is half past one."


async def test_a_greeting_that_fails_is_spoken_by_the_next_voice(troupe: Troupe) -> None:
    makers = {"first": lambda: MoodyVoice(1, fails=[BAD_KEY]), "second": lambda: MoodyVoice(2)}
    async with staged(voice_of(troupe, **makers)) as stage:
        await stage.send(TTSSpeakFrame("Hello there."))
        await stage.until_seen(TTSTextFrame)
    assert marks(stage) == [2]


async def test_when_no_voice_works_the_answer_still_ends(troupe: Troupe) -> None:
    makers = {"only": lambda: MoodyVoice(1, fails=[BAD_KEY])}
    async with staged(voice_of(troupe, **makers)) as stage:
        await answer(stage, "It is noon.")
        await stage.until_seen(LLMFullResponseEndFrame)
    assert marks(stage) == []
    assert troupe.told() == [("Only", "rejected", "")]


async def test_an_interruption_passes_at_once_though_the_voice_hangs(troupe: Troupe) -> None:
    async with staged(voice_of(troupe, only=lambda: MoodyVoice(1, hangs=True))) as stage:
        await answer(stage, "It is noon.")
        await stage.until_seen(AggregatedTextFrame)
        await stage.send(InterruptionFrame())
        await stage.until_seen(InterruptionFrame)


async def test_after_an_interruption_nothing_of_the_old_answer_is_spoken(troupe: Troupe) -> None:
    makers = {"first": lambda: MoodyVoice(1, hangs=True), "second": lambda: MoodyVoice(2)}
    async with staged(voice_of(troupe, **makers)) as stage:
        await answer(stage, "It is noon.")
        await stage.until_seen(AggregatedTextFrame)
        await stage.send(InterruptionFrame())
        await stage.until_seen(InterruptionFrame)
        await answer(stage, "Lunch is ready.")
        await stage.until_seen(LLMFullResponseEndFrame)
    assert spoken(stage) == "Lunch is ready."


async def test_a_voice_that_never_acts_on_an_interruption_does_not_silence_the_next(
    troupe: Troupe,
) -> None:
    makers = {"first": lambda: StuckVoice(1, hangs=True), "second": lambda: MoodyVoice(2)}
    async with staged(voice_of(troupe, **makers)) as stage:
        await answer(stage, "It is noon.")
        await stage.until_seen(AggregatedTextFrame)
        await stage.send(InterruptionFrame())
        await stage.until_seen(InterruptionFrame)
        await answer(stage, "Lunch is ready.")
        await stage.until_seen(LLMFullResponseEndFrame)
    assert marks(stage) == [2]


async def test_a_new_answer_returns_to_the_first_voice(troupe: Troupe) -> None:
    makers = {
        "first": lambda: MoodyVoice(1, fails=[SERVER, SERVER]),
        "second": lambda: MoodyVoice(2),
    }
    async with staged(voice_of(troupe, **makers)) as stage:
        await answer(stage, "It is noon.")
        await stage.until_seen(LLMFullResponseEndFrame)
        troupe.breakers["first"].succeed()
        await answer(stage, "Lunch is ready.")
        await stage.until_seen(LLMFullResponseEndFrame, 2)
    assert marks(stage) == [2, 1]


class RejectedVoice(MoodyVoice):
    """Its line is lost, and while it is being asked again its key is rejected."""

    async def run_tts(self, text: str, context_id: str) -> AsyncGenerator[Frame | None, None]:
        await self.push_error("the line is lost", category=ErrorCategory.CONNECTIVITY)
        await asyncio.sleep(0.02)
        await self.push_error("rejected", category=BAD_KEY)
        yield None


async def test_a_key_rejected_while_a_lost_line_is_tried_again_is_not_missed(
    troupe: Troupe,
) -> None:
    makers = {"first": lambda: RejectedVoice(1), "second": lambda: MoodyVoice(2)}
    async with staged(voice_of(troupe, **makers)) as stage:
        await answer(stage, "It is noon.")
        await stage.until_seen(LLMFullResponseEndFrame)
    assert marks(stage) == [2]


async def test_a_filler_amid_an_answer_is_spoken_before_it(troupe: Troupe) -> None:
    part = voice_of(troupe, first=lambda: MoodyVoice(1))
    async with staged(part) as stage:
        await stage.send(
            LLMFullResponseStartFrame(),
            TTSSpeakFrame("One moment.", append_to_context=False),
            LLMTextFrame("It is noon. "),
            LLMFullResponseEndFrame(),
        )
        await stage.until_seen(LLMFullResponseEndFrame)
    assert spoken(stage) == "One moment. It is noon."
