"""Parts of an agent as sessions have them: a provider behind the failover, in a pipeline."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cache
from random import Random
from typing import Any, get_args

from pipecat.frames.frames import (
    InputAudioRawFrame,
    LLMContextFrame,
    TTSSpeakFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.processors.aggregators.llm_context import LLMContext
from pydantic import SecretStr

from repartee.engines.phrasebook import Phrasebook
from repartee.services.failover.brain import FailoverBrain
from repartee.services.failover.chain import OnNotice, Patience
from repartee.services.failover.ears import FailoverEars
from repartee.services.failover.service import FailoverService
from repartee.services.failover.voice import FailoverVoice
from repartee.services.provider import BrainProvider, EarsProvider, VoiceProvider
from repartee.settings import BrainName, EarsName, Settings, VoiceName
from repartee.stacks.crew import Crew
from repartee.stacks.providers import Providers
from tests.services.failover.stage import RATE, Stage, staged

AnyProvider = EarsProvider | BrainProvider | VoiceProvider

_HERE = {"whisper", "faster-whisper", "openai-whisper", "whisper-cpp", "moonshine", "kokoro"}
_CHUNK = RATE // 50 * 2
_NOISE = Random(1).randbytes(RATE)  # half a second, loud enough to pass for speech


def _remote(names: object) -> tuple[str, ...]:
    return tuple(name for name in get_args(names) if name not in {"built-in", *_HERE})


EARS, BRAINS, VOICES = _remote(EarsName), _remote(BrainName), _remote(VoiceName)
"""Every provider that is reached over a network."""
KEYS = {name: SecretStr("a-key") for name in Settings.model_fields if name.endswith("_api_key")}
ONE_TRY = Patience(first_secs=20.0, stall_secs=20.0, budget_secs=0.05)
"""Time for one answer, however busy the machine is, and none for another try."""


@cache
def phrasebook() -> Phrasebook:
    return Phrasebook.load()


def provider(part: str, name: str, settings: Settings) -> Any:
    """A provider, made as the server makes it."""
    providers = Providers(settings, phrasebook())
    make: Callable[..., Any] = getattr(providers, part)
    return make(name, first=True)


def part_of(
    part: str, it: Any, tell: OnNotice = lambda _: None, patience: Patience = ONE_TRY
) -> FailoverService[Any]:
    """The part of one session, which has no other provider."""
    crew = Crew[Any]([it])
    match part:
        case "ears":
            return FailoverEars(
                crew.chain(lambda each: each.ears()), patience, tell, clock=time.monotonic
            )
        case "brain":
            return FailoverBrain(
                crew.chain(lambda each: each.brain()), patience, tell, clock=time.monotonic
            )
        case _:
            return FailoverVoice(
                crew.chain(lambda each: each.voice()), patience, tell, clock=time.monotonic
            )


@asynccontextmanager
async def session(part: str, it: Any, **kwargs: Any) -> AsyncIterator[Stage]:
    """Run the part of one session in a pipeline."""
    async with staged(part_of(part, it, **kwargs)) as stage:
        yield stage


async def use(part: str, stage: Stage, what: str = "hello there", audio: bytes = b"") -> None:
    """Give a part what makes it ask its provider."""
    match part:
        case "ears":
            await speak(stage, audio or _NOISE)
        case "brain":
            await stage.send(LLMContextFrame(LLMContext([{"role": "user", "content": what}])))
        case _:
            await stage.send(TTSSpeakFrame(what))


async def speak(stage: Stage, audio: bytes) -> None:
    """Let ears hear an utterance, as a VAD tells of it."""
    before = len(stage.of(InputAudioRawFrame))
    chunks = [audio[at : at + _CHUNK] for at in range(0, len(audio), _CHUNK)]
    await stage.send_up(VADUserStartedSpeakingFrame(start_secs=0.07))
    await stage.send(*(InputAudioRawFrame(chunk, RATE, 1) for chunk in chunks))
    await stage.until(lambda: len(stage.of(InputAudioRawFrame)) >= before + len(chunks))
    await stage.send_up(VADUserStoppedSpeakingFrame(stop_secs=0.2))
