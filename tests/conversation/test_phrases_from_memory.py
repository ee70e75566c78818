"""A greeting and a filler from memory, in whole conversations: heard, shown and kept as ever."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
import pytest
from pipecat.audio.vad.vad_analyzer import VADAnalyzer, VADParams
from pipecat.frames.frames import Frame, LLMContextFrame
from pipecat.processors.frame_processor import FrameDirection
from pipecat.services.stt_service import STTService
from pydantic import SecretStr

from repartee.app.warming import Warming
from repartee.conversation.budget import Purse
from repartee.conversation.events import AgentTurn
from repartee.conversation.filler import Filler
from repartee.conversation.late_words import LateWords
from repartee.conversation.parts import Choices
from repartee.conversation.solo import say_once
from repartee.services.config import VoiceConfig
from repartee.services.failover.chain import OnNotice
from repartee.services.provider import VoiceProvider
from repartee.services.voices.cartesia import CartesiaVoice
from repartee.services.voices.elevenlabs import ElevenLabsVoice
from repartee.services.voices.openai import OpenAICompatibleVoice
from repartee.services.voices.phrases import PhraseCache, Repertoire
from repartee.services.voices.reciting import RecitingVoice
from repartee.settings import Settings
from repartee.simulator.delays import DelayChoice
from repartee.simulator.hearing import ScriptedEars
from repartee.simulator.mind import Conversation
from repartee.simulator.simulator import Simulator
from repartee.simulator.standin import Parts
from repartee.stacks.composed import ComposedStack
from repartee.stacks.plan import plan_stack
from repartee.stacks.presence import Presence
from repartee.transports.line import HEARD_RATE
from tests.support.hearing_stack import LoudnessVAD, PromptedEars
from tests.support.rehearsed_house import NotingSpeaker, ThinkingMind
from tests.support.scripted_stack import ScriptedBrain, ScriptedStack
from tests.support.sitting import Sitting, sitting

GREETING = "Hello, this is the kitchen. What shall I do?"
FILLER = "One moment."
_VOICES: dict[str, type[Any]] = {
    "elevenlabs": ElevenLabsVoice,
    "cartesia": CartesiaVoice,
    "openai": OpenAICompatibleVoice,
}

_IDS = {"openai": "alloy"}


class _LateBrain(ScriptedBrain):
    """Answers when it has been waited for."""

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        if isinstance(frame, LLMContextFrame):
            await asyncio.sleep(0.4)
        await super().process_frame(frame, direction)


class _Stack(ScriptedStack):
    greeting = GREETING
    words: deque[str]

    def __init__(self, voice: VoiceProvider, cache: PhraseCache) -> None:
        super().__init__()
        self._voice = voice
        self._cache = cache
        self.audio_out_sample_rate = voice.sample_rate

    def ears(self, choices: Choices, on_notice: OnNotice) -> STTService:
        self.words = deque()
        return PromptedEars(self.words)

    def vad_analyzer(self) -> VADAnalyzer:
        params = VADParams(confidence=0.5, start_secs=0.1, stop_secs=0.2, min_volume=0.0)
        return LoudnessVAD(params=params)

    def brain(self, choices: Choices, on_notice: OnNotice) -> ScriptedBrain:
        return _LateBrain(lambda _: "It is noon.")

    def filler(self, choices: Choices) -> Filler:  # type: ignore[override]
        return Filler(FILLER, LateWords(0.05), time.monotonic)

    def voice(self, choices: Choices, on_notice: OnNotice) -> RecitingVoice:
        service = self._voice.voice()
        assert isinstance(service, RecitingVoice)
        service.repertoire = Repertoire(self._cache, self._voice.id, [GREETING, FILLER])
        return service


@asynccontextmanager
async def _vendor(
    name: str, secs_per_word: float = 0.06
) -> AsyncIterator[tuple[_Stack, NotingSpeaker]]:
    speaker = NotingSpeaker(secs_per_word)
    parts = Parts(ScriptedEars(()), speaker, ThinkingMind(_nothing))
    async with Simulator([name], delays=DelayChoice(0.0), parts=parts) as stand_in:
        there = stand_in.environment()
        key = SecretStr(there[f"{name.upper()}_API_KEY"])
        config = VoiceConfig(
            base_url=there[f"{name.upper()}_BASE_URL"], voice=_IDS.get(name, ""), api_key=key
        )
        voice = _VOICES[name](config)
        yield _Stack(voice, PhraseCache(1_000_000)), speaker
        await voice.close()


async def _nothing(_: Conversation) -> AsyncIterator[str]:
    yield ""


@pytest.mark.parametrize("name", ["elevenlabs", "openai"])
async def test_a_caller_hears_greeting_and_filler_from_memory_and_they_cost_nothing(
    name: str,
) -> None:
    async with _vendor(name, 0.02) as (stack, speaker):
        await _said_before(stack, GREETING, FILLER)
        speaker.said.clear()
        async with sitting(stack) as it:
            stack.words.append("What time is it?")
            await it.until_written(AgentTurn)
            await _make_a_noise(it)
            turn = await it.until_written(AgentTurn, 2)
            kept = it.session.snapshot().messages
    greeting = it.written.of(AgentTurn)[0]
    assert (greeting.heard, greeting.cut) == (GREETING, False)
    assert (turn.heard, turn.cut) == ("It is noon.", False)
    assert [each["content"] for each in kept if each["role"] == "assistant"] == [
        GREETING,
        "It is noon.",
    ]
    told = [each["data"] for each in it.line.sent if each.get("type") == "bot-output"]
    shown = [each["text"].strip() for each in told if each["spoken_status"] == "completed"]
    assert shown == [GREETING, FILLER, "It is noon."]
    assert [text.strip() for _, text in speaker.said] == ["It is noon."]


@pytest.mark.parametrize("name", list(_VOICES))
async def test_who_interrupts_a_greeting_from_memory_has_heard_its_beginning(name: str) -> None:
    async with _vendor(name) as (stack, _):
        await _said_before(stack, GREETING)
        async with sitting(stack) as it:
            await it.until(lambda: it.line.heard_secs >= 0.25)
            it.line.interrupt()
            turn = await it.until_written(AgentTurn)
    words = turn.heard.split()
    assert turn.cut
    assert words == GREETING.split()[: len(words)]
    assert 0 < len(words) < len(GREETING.split())


async def test_the_usual_voice_says_ahead_what_every_conversation_begins_with() -> None:
    speaker = NotingSpeaker(0.01)
    parts = Parts(ScriptedEars(()), speaker, ThinkingMind(_nothing))
    vendors = ("cartesia", "cerebras", "elevenlabs")
    async with Simulator(vendors, delays=DelayChoice(0.0), parts=parts) as stand_in:
        pointed = {name.lower(): value for name, value in stand_in.environment().items()}
        given: dict[str, Any] = {**pointed, "greeting": GREETING, "filler_after_secs": 1.5}
        settings = Settings(_env_file=None, stack="cloud", **given)
        stack = ComposedStack(settings, plan_stack(settings, Presence()))
        assert stack.said_ahead()[:2] == (GREETING, FILLER)
        for _ in range(2):  # the second time from memory
            warming = Warming(stack, Purse())
            warming.start()
            await warming.wait()
        assert [text.strip() for _, text in speaker.said] == list(stack.said_ahead())


def test_where_nothing_is_kept_nothing_is_said_ahead() -> None:
    settings = Settings(_env_file=None, stack="cloud", phrase_cache_mb=0)
    assert ComposedStack(settings, plan_stack(settings, Presence())).said_ahead() == ()


async def test_what_is_said_ahead_is_paid_and_within_the_budget() -> None:
    async with _vendor("elevenlabs") as (stack, speaker):
        prices = _Prices()
        for day_usd, spent in ((1.0, 1.0), (0.5, 0.0)):
            purse = Purse(prices, day_usd=day_usd)
            if not spent:
                purse.pay(0.5)
            before = len(speaker.said)
            warming = Warming(_Ahead(stack), purse)  # type: ignore[arg-type]
            warming.start()
            await warming.wait()
            # A text ends with a space, which is paid as well.
            assert purse.today_usd == pytest.approx((len(GREETING) + 1) / 10 if spent else 0.5)
            assert len(speaker.said) - before == (1 if spent else 0)


async def test_a_voice_that_cannot_be_warmed_is_no_error() -> None:
    voice = ElevenLabsVoice(VoiceConfig(base_url="http://127.0.0.1:9", api_key=SecretStr("k")))
    stack = _Ahead(_Stack(voice, PhraseCache(1000)))
    warming = Warming(stack, Purse())  # type: ignore[arg-type]
    warming.start()
    async with asyncio.timeout(20):
        await warming.wait()
    await warming.close()


class _Ahead:
    """A stack that has one thing to say before anybody calls."""

    def __init__(self, stack: _Stack) -> None:
        self.voice = stack.voice
        self.audio_out_sample_rate = stack.audio_out_sample_rate

    def said_ahead(self) -> tuple[str, ...]:
        return (GREETING,)


class _Prices:
    """Ten cents a letter."""

    def provider_of(self, processor: str) -> str:
        return "elevenlabs" if "ElevenLabs" in processor else ""

    def part_of(self, processor: str) -> str:
        return "voice" if "ElevenLabs" in processor else ""

    def cost(self, provider: str, model: str, unit: str, amount: float) -> float | None:
        assert (provider, unit) == ("elevenlabs", "characters")
        return amount / 10


async def _said_before(stack: _Stack, *texts: str) -> None:
    for text in texts:
        await say_once(stack, Choices(), text, patience_secs=20, on_billed=lambda _: None)


async def _make_a_noise(it: Sitting) -> None:
    tick = HEARD_RATE // 50
    loud = (np.sin(2 * np.pi * 300 * np.arange(tick) / HEARD_RATE) * 8000).astype("<i2")
    for pcm in (*[loud.tobytes()] * 10, *[bytes(2 * tick)] * 14):
        it.line.says(pcm)
        await asyncio.sleep(0.02)
