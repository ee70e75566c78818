"""A server with real providers, whose vendors are stand-ins that follow a script.

Nothing is loaded but the detectors of turns: what is behind the stand-ins hums, and thinks by a
function.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from repartee.app import create_app
from repartee.settings import Settings
from repartee.simulator.delays import DelayChoice
from repartee.simulator.hearing import ScriptedEars
from repartee.simulator.mind import Conversation, MindPiece, MindText
from repartee.simulator.simulator import Simulator
from repartee.simulator.speaking import ScriptedSpeaker, Spoken
from repartee.simulator.standin import Parts
from repartee.stacks.composed import ComposedStack
from repartee.stacks.plan import plan_stack
from repartee.stacks.presence import Presence
from tests.support.running_server import running

Answer = Callable[[Conversation], AsyncIterator[str]]
"""Makes an answer of a request, piece by piece."""


class ThinkingMind:
    """Answers with what a function makes of a request; keeps every request."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self.requests: list[Conversation] = []

    async def answer(self, conversation: Conversation) -> AsyncIterator[MindPiece]:
        self.requests.append(conversation)
        async for text in self._answer(conversation):
            yield MindText(text)


class NotingSpeaker(ScriptedSpeaker):
    """Hums, and notes who said what."""

    def __init__(self, secs_per_word: float) -> None:
        super().__init__(secs_per_word)
        self.said: list[tuple[str, str]] = []
        """Voice and text."""

    async def speak(
        self, text: str, *, voice: str, sample_rate: int, speed: float = 1.0
    ) -> AsyncIterator[Spoken]:
        self.said.append((voice, text))
        async for piece in super().speak(text, voice=voice, sample_rate=sample_rate, speed=speed):
            yield piece

    def voices_of(self, word: str) -> set[str]:
        """Who said a word."""
        return {voice for voice, text in self.said if word in text}


@dataclass
class House:
    """The server's address, and what its vendors were asked."""

    url: str
    stack: ComposedStack
    simulator: Simulator
    mind: ThinkingMind
    speaker: NotingSpeaker


@asynccontextmanager
async def rehearsed_house(
    directory: Path,
    answer: Answer,
    *vendors: str,
    secs_per_word: float = 0.05,
    **chosen: Any,
) -> AsyncIterator[House]:
    """Serve conversations until the block is left.

    Args:
        directory: For everything that is kept.
        answer: What the language models say to a request.
        vendors: Whose stand-ins are run.
        secs_per_word: How long the voice takes for a word.
        **chosen: Settings.
    """
    mind, speaker = ThinkingMind(answer), NotingSpeaker(secs_per_word)
    parts = Parts(ScriptedEars(()), speaker, mind)
    async with Simulator(vendors, delays=DelayChoice(factor=0.0), parts=parts) as simulator:
        pointed = {name.lower(): value for name, value in simulator.environment().items()}
        given: dict[str, Any] = {
            **pointed,
            "cache_dir": directory,
            "data_dir": directory / "data",
            **chosen,
        }
        settings = Settings(_env_file=None, **given)
        stack = ComposedStack(settings, plan_stack(settings, Presence()))
        await stack.start()
        try:
            async with running(create_app(settings, stack)) as url:
                yield House(url, stack, simulator, mind, speaker)
        finally:
            await stack.close()
