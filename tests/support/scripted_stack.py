"""A stack that answers at once and without models, for tests that are not about speech."""

from __future__ import annotations

import math
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from typing import Any

import numpy as np
from pipecat.audio.vad.vad_analyzer import VADAnalyzer, VADParams
from pipecat.frames.frames import (
    Frame,
    LLMContextFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMTextFrame,
    TTSAudioRawFrame,
    TTSUpdateSettingsFrame,
)
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.frame_processor import FrameDirection
from pipecat.services.llm_service import LLMService
from pipecat.services.settings import LLMSettings, STTSettings, TTSSettings
from pipecat.services.stt_service import STTService
from pipecat.services.tts_service import TTSService
from pipecat.turns.user_stop import SpeechTimeoutUserTurnStopStrategy
from pipecat.turns.user_turn_strategies import UserTurnStrategies

from repartee.conversation.parts import Choices
from repartee.conversation.persona import Persona
from repartee.engines.phrasebook import PhraseGroup
from repartee.services.failover.chain import OnNotice
from repartee.services.provider import BrainProvider, Check, Provider, Verdict, VoiceChoice
from repartee.services.voices.phrases import PhraseCache
from repartee.stacks.stack import Brain, Part, StackDescription
from repartee.tools.direct import Tools
from repartee.tools.host import ToolHost

SAMPLE_RATE = 24_000


class DeafEars(STTService):
    """Understands nothing (the tests type), but notes how much sound comes in."""

    def __init__(self) -> None:
        super().__init__(ttfs_p99_latency=0.1, settings=STTSettings(model="deaf", language="en"))
        self.loud_samples = 0

    async def run_stt(self, audio: bytes) -> AsyncGenerator[Frame | None, None]:
        samples = np.abs(np.frombuffer(audio, np.int16).astype(np.int32))
        self.loud_samples += int(np.count_nonzero(samples > 500))
        yield None


class ScriptedBrain(LLMService):
    """Answers each context with what a function makes of its messages."""

    def __init__(self, answer: Callable[[list[dict[str, object]]], str]) -> None:
        super().__init__(
            settings=LLMSettings(
                model="scripted",
                system_instruction=None,
                temperature=None,
                max_tokens=None,
                top_p=None,
                top_k=None,
                frequency_penalty=None,
                presence_penalty=None,
                seed=None,
                filter_incomplete_user_turns=None,
                user_turn_completion_config=None,
            )
        )
        self._answer = answer
        self.contexts: list[list[dict[str, object]]] = []

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, LLMContextFrame):
            await self._respond(frame.context)
        else:
            await self.push_frame(frame, direction)

    async def _respond(self, context: LLMContext) -> None:
        messages = [dict(message) for message in context.get_messages()]  # type: ignore[arg-type]
        self.contexts.append(messages)
        await self.push_frame(LLMFullResponseStartFrame())
        await self.push_frame(LLMTextFrame(self._answer(messages)))
        await self.push_frame(LLMFullResponseEndFrame())


class ToneVoice(TTSService):
    """Speaks a 440 Hz tone, 20 ms a character."""

    def __init__(self) -> None:
        super().__init__(
            sample_rate=SAMPLE_RATE,
            push_start_frame=True,
            push_stop_frames=True,
            settings=TTSSettings(model="tone", voice="tone", language=None),
        )

    async def run_tts(self, text: str, context_id: str) -> AsyncGenerator[Frame | None, None]:
        async for chunk in _tone(max(5, len(text))):
            yield TTSAudioRawFrame(chunk, SAMPLE_RATE, 1, context_id=context_id)


async def _tone(chunks: int) -> AsyncIterator[bytes]:
    samples = np.arange(SAMPLE_RATE // 50)
    wave = (np.sin(2 * math.pi * 440 * samples / SAMPLE_RATE) * 8000).astype(np.int16)
    for _ in range(chunks):
        yield wave.tobytes()


class QuietVAD(VADAnalyzer):
    """Never detects speech."""

    def num_frames_required(self) -> int:
        return 512

    def voice_confidence(self, buffer: bytes) -> float:
        return 0.0


def _echo(messages: list[dict[str, object]]) -> str:
    return f"You said {messages[-1]['content']}."


class HealthyPart:
    """A provider with nothing wrong."""

    id = "scripted"
    label = "Scripted"

    async def start(self) -> None:
        pass

    async def close(self) -> None:
        pass

    async def check(self) -> Check:
        return Check(Verdict.HEALTHY, "fine")


class ScriptedStack:
    """Parts without models; remembers every brain it made."""

    audio_out_sample_rate = SAMPLE_RATE
    phrase_groups: tuple[PhraseGroup, ...] = ()
    voices: tuple[VoiceChoice, ...] = (VoiceChoice("tone", "A tone"),)

    def __init__(self, answer: Callable[[list[dict[str, object]]], str] = _echo) -> None:
        self._answer = answer
        self.brains_made: list[ScriptedBrain] = []
        self.ears_made: list[DeafEars] = []
        self.hosts: list[ToolHost] = []

    brains: tuple[Brain, ...] = (Brain("scripted", "Scripted"),)
    language_models: tuple[BrainProvider, ...] = ()
    languages: tuple[str, ...] = ("en",)
    personas: tuple[Persona, ...] = ()
    greeting = "Hello there."
    phrases: PhraseCache | None = None

    def provider_of(self, processor: str) -> str:
        return "scripted"

    def part_of(self, processor: str) -> str:
        return "voice"

    def describe(self) -> StackDescription:
        part = Part("scripted", "Scripted", "for a test")
        return StackDescription("scripted", False, part, part, part, "")

    @property
    def providers(self) -> dict[str, Provider]:
        return {"brain": HealthyPart()}

    def persona(self, choices: Choices) -> Persona:
        return Persona("", "", "You are scripted.", self.greeting)

    def forget(self) -> None:
        """Let go of the parts of past conversations."""
        self.brains_made.clear()
        self.ears_made.clear()
        self.hosts.clear()

    async def start(self) -> None:
        pass

    async def close(self) -> None:
        pass

    def ears(self, choices: Choices, on_notice: OnNotice) -> STTService:
        self.ears_made.append(DeafEars())
        return self.ears_made[-1]

    def brain(self, choices: Choices, on_notice: OnNotice) -> LLMService[Any]:
        self.brains_made.append(ScriptedBrain(self._answer))
        return self.brains_made[-1]

    def voice(self, choices: Choices, on_notice: OnNotice) -> TTSService:
        return ToneVoice()

    def filler(self, choices: Choices) -> None:
        """Nobody bridges a wait."""

    def talker(self, choices: Choices, on_notice: OnNotice, context: LLMContext) -> None:
        """Ears, brain and voice are three."""

    def tools(self, host: ToolHost) -> Tools:
        self.hosts.append(host)
        return []

    def voice_change(self, rate: float | None, volume: float | None) -> Frame:
        return TTSUpdateSettingsFrame(delta=TTSSettings())

    def change(self, before: Choices, after: Choices) -> list[Frame]:
        return []

    def vad_analyzer(self) -> VADAnalyzer:
        return QuietVAD(params=VADParams())

    def turn_strategies(self, vad: VADAnalyzer | None) -> UserTurnStrategies:
        return UserTurnStrategies(stop=[SpeechTimeoutUserTurnStopStrategy()])
