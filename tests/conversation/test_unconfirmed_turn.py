"""An answer that is prepared before the caller has finished uses no tool: whole conversations."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from pipecat.audio.vad.vad_analyzer import VADAnalyzer
from pipecat.frames.frames import (
    EagerTranscriptionFrame,
    ProposedUserStartedSpeakingFrame,
    ProposedUserStoppedSpeakingFrame,
    TranscriptionFrame,
)
from pipecat.turns.user_turn_strategies import EagerUserTurnStrategies, UserTurnStrategies
from pipecat.utils.time import time_now_iso8601

from repartee.conversation.parts import Choices
from repartee.services.failover.chain import OnNotice
from repartee.settings import Settings
from tests.support.hearing_stack import HearingStack
from tests.support.scripted_stack import DeafEars
from tests.support.talk import talking
from tests.support.tool_stack import Wish


class GuessingEars(DeafEars):
    """Ears that say where a turn may end, before they are sure of it."""

    async def guess(self, words: str) -> None:
        await self.broadcast_frame(ProposedUserStartedSpeakingFrame)
        await self.push_frame(EagerTranscriptionFrame(words, "", time_now_iso8601()))

    async def commit(self, words: str) -> None:
        await self.push_frame(TranscriptionFrame(words, "", time_now_iso8601(), finalized=True))
        await self.broadcast_frame(ProposedUserStoppedSpeakingFrame)


class House(HearingStack):
    """One tool, ears that guess, and a model that is eager to use it."""

    guessing: GuessingEars

    def __init__(self) -> None:
        super().__init__(self._decide, [self.turn_off])
        self.asked: list[str] = []
        self.turned_off = 0

    async def turn_off(self) -> str:
        """Turn the light off."""
        self.turned_off += 1
        return "The light is off."

    def _decide(self, messages: list[dict[str, Any]]) -> Wish | str:
        newest = messages[-1]
        if newest["role"] == "tool":
            return "The light is off."
        self.asked.append(str(newest["content"]))
        return Wish("turn_off") if self.asked[-1] == "turn it off" else "I leave it on."

    def ears(self, choices: Choices, on_notice: OnNotice) -> GuessingEars:
        self.guessing = GuessingEars()
        return self.guessing

    def turn_strategies(self, vad: VADAnalyzer | None) -> UserTurnStrategies:
        return EagerUserTurnStrategies()

    async def thinks(self, times: int) -> None:
        async with asyncio.timeout(30):
            while len(self.asked) < times:
                await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    ("words", "heard", "turned_off"),
    [
        ("turn it off when I have left", "I leave it on.", 0),
        ("turn it off", "The light is off.", 1),
    ],
)
async def test_what_the_caller_really_said_decides_whether_a_tool_runs(
    settings: Settings, words: str, heard: str, turned_off: int
) -> None:
    house = House()
    async with talking(settings, house) as talk:
        await house.guessing.guess("turn it off")
        await house.thinks(1)
        await asyncio.sleep(0.2)
        assert house.turned_off == 0
        assert not talk.told("function_call")
        await house.guessing.commit(words)
        await talk.hears(heard)
    assert house.turned_off == turned_off
    assert house.asked[-1] == words
