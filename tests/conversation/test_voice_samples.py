from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable

import pytest
from pipecat.frames.frames import Frame
from pipecat.services.tts_service import TTSService

from repartee.conversation.parts import Choices
from repartee.conversation.solo import SoloError
from repartee.conversation.voice_samples import TooManySamplesError, VoiceSamples, sentence_for
from repartee.services.failover.chain import Notice, OnNotice, PartName
from tests.support.scripted_stack import ScriptedStack, ToneVoice


class CastingStack(ScriptedStack):
    """Notes who was asked to speak."""

    def __init__(self, before: Callable[[OnNotice], None] = lambda _tell: None) -> None:
        super().__init__()
        self.asked: list[tuple[str, str]] = []
        self._before = before

    def voice(self, choices: Choices, on_notice: OnNotice) -> TTSService:
        self.asked.append((choices.voice, choices.language))
        self._before(on_notice)
        return ToneVoice()


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_voice_speaks_its_own_language_or_else_english() -> None:
    assert "Stimme" in sentence_for("de-AT")
    assert "voz" in sentence_for("pt_BR")
    assert sentence_for("tlh") == sentence_for("") == "Hello, this is how I sound."


async def test_a_voice_is_asked_once_and_remembered_by_language() -> None:
    stack = CastingStack()
    samples = VoiceSamples(stack)
    first = await samples.sample("tone", "en")
    assert len(first) > 24_000, "half a second at least"
    assert await samples.sample("tone", "en") == first
    await samples.sample("tone", "de")
    assert stack.asked == [("tone", "en"), ("tone", "de")]


async def test_several_who_ask_for_the_same_voice_wait_for_one_sample() -> None:
    stack = CastingStack()
    samples = VoiceSamples(stack)
    heard = await asyncio.gather(*(samples.sample("tone", "en") for _ in range(5)))
    assert len(set(heard)) == 1
    assert stack.asked == [("tone", "en")]


async def test_what_is_known_is_heard_while_another_voice_is_waited_for() -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    class SlowVoice(ToneVoice):
        async def run_tts(self, text: str, context_id: str) -> AsyncGenerator[Frame | None, None]:
            begun.set()
            await go_on.wait()
            async for frame in super().run_tts(text, context_id):
                yield frame

    class MixedStack(CastingStack):
        def voice(self, choices: Choices, on_notice: OnNotice) -> TTSService:
            return SlowVoice() if choices.voice == "slow" else ToneVoice()

    samples = VoiceSamples(MixedStack())
    known = await samples.sample("tone", "")
    waiting = asyncio.create_task(samples.sample("slow", ""))
    await begun.wait()
    assert await samples.sample("tone", "") == known
    assert not waiting.done()
    go_on.set()
    await waiting


async def test_ten_may_be_heard_at_once_and_one_every_six_seconds_after() -> None:
    clock = Clock()
    samples = VoiceSamples(CastingStack(), clock=clock)
    for number in range(10):
        await samples.sample(f"voice {number}", "")
    with pytest.raises(TooManySamplesError) as refused:
        await samples.sample("one more", "")
    assert refused.value.retry_after_secs == 6
    await samples.sample("voice 3", "")
    clock.now += 6
    await samples.sample("one more", "")


async def test_a_voice_that_stands_in_for_another_is_not_taken_for_it() -> None:
    def fail(tell: OnNotice) -> None:
        tell(Notice(PartName.VOICE, "Anna's vendor", None, "Bert's vendor"))

    samples = VoiceSamples(CastingStack(fail))
    with pytest.raises(SoloError, match="Anna's vendor failed"):
        await samples.sample("anna", "")
