"""What history holds of a cut answer is what really arrived at the caller."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from pipecat.audio.vad.vad_analyzer import VADAnalyzer, VADParams
from pipecat.services.stt_service import STTService
from pydantic import SecretStr

from repartee.app import create_app
from repartee.caller import BargeIn, Call, Patience, Transport
from repartee.caller.audio_format import SAMPLE_RATE
from repartee.conversation.events import (
    AgentTurn,
    Event,
    ToolAnswered,
    ToolCalled,
    TurnMeasured,
    UserTurn,
)
from repartee.conversation.parts import Choices
from repartee.services.config import VoiceConfig
from repartee.services.failover.chain import OnNotice
from repartee.services.provider import VoiceProvider
from repartee.services.voices.elevenlabs import ElevenLabsVoice
from repartee.services.voices.openai import OpenAICompatibleVoice
from repartee.settings import Settings
from repartee.simulator.hearing import ScriptedEars
from repartee.simulator.mind import BuiltInMind, Conversation, MindPiece, MindText
from repartee.simulator.simulator import Simulator
from repartee.simulator.speaking import BuiltInSpeaker
from repartee.simulator.standin import Parts
from repartee.stacks.realtime import RealtimeStack
from repartee.stacks.stack import Stack
from tests.conversations.rehearsals import recording
from tests.support.hearing_stack import LoudnessVAD, PromptedEars
from tests.support.remote_parts import phrasebook
from tests.support.running_server import running
from tests.support.speech import needs_flite
from tests.support.story import STORY, StoryStack, words_within
from tests.support.written_down import of, written_down

pytestmark = [pytest.mark.audio, needs_flite, pytest.mark.timeout(300)]

_PATIENCE = Patience(answer=30, longest_answer=40)
_MARGINS_SECS = 0.4
"""What the caller keeps around an answer's sound, at both ends."""
_INTO_THE_STORY_SECS = 4.0
_REALTIME_VOICE = "marin"
_WORDS_BY_PACE = 5
"""Its API tells no times, and its sound no sentences: words are placed by the pace of the voice,
and were up to four behind."""


class _StoryMind(BuiltInMind):
    """Tells the story whoever asks for one."""

    async def answer(self, conversation: Conversation) -> AsyncIterator[MindPiece]:
        if "story" in conversation.heard:
            yield MindText(STORY)
            return
        async for piece in super().answer(conversation):
            yield piece


@asynccontextmanager
async def _rehearsing(vendor: str, *hears: str) -> AsyncIterator[Simulator]:
    parts = Parts(ScriptedEars(hears), BuiltInSpeaker(), _StoryMind(phrasebook()))
    async with Simulator([vendor], parts=parts) as stand_in:
        yield stand_in


class _HearingStoryStack(StoryStack):
    """Hears that somebody talks into its story."""

    def ears(self, choices: Choices, on_notice: OnNotice) -> STTService:
        return PromptedEars(deque(["what time is it"]))

    def vad_analyzer(self) -> VADAnalyzer:
        return LoudnessVAD(params=VADParams(stop_secs=0.2, min_volume=0.0))


def _call(url: str, way: Transport) -> Call:
    return Call(url, transport=way, choices={"greeting": False}, patience=_PATIENCE)


async def _cut_the_story(call: Call) -> float:
    """Talk into the story; gives how many seconds of it arrived."""
    await call.type("tell me a story", hear_out=False)
    told = len(call.turns) - 1
    speech = await asyncio.to_thread(recording, "what time is it", "slt")
    cut = await call.interrupt(speech, after=_INTO_THE_STORY_SECS, hear_out=False)
    assert cut.barge_in is BargeIn.CUT_OFF
    return len(call.turns[told].heard_audio) / SAMPLE_RATE - _MARGINS_SECS


async def _agrees(
    events: list[Event], arrived_secs: float, voice: str, most_words: int = 2
) -> AgentTurn:
    # A brain that knows the story alone begins it again, until the caller has hung up.
    story = next(
        each for each in of(events, AgentTurn) if each.heard and STORY.startswith(each.heard)
    )
    heard, arrived = story.heard.split(), await words_within(arrived_secs, voice)
    print(f"{arrived_secs:.2f} s arrived, so {arrived} words; {len(heard)} are written down")
    assert story.cut
    assert STORY.split()[: len(heard)] == heard
    assert abs(len(heard) - arrived) <= most_words
    return story


@pytest.mark.parametrize(
    ("vendor", "made", "voice"),
    [
        pytest.param("openai", OpenAICompatibleVoice, "alloy", id="without word times"),
        pytest.param(
            "elevenlabs", ElevenLabsVoice, ElevenLabsVoice.default_voice, id="with word times"
        ),
    ],
)
async def test_the_words_of_a_cut_answer_are_those_whose_sound_arrived(
    vendor: str, made: type[OpenAICompatibleVoice | ElevenLabsVoice], voice: str, settings: Settings
) -> None:
    async with _rehearsing(vendor) as stand_in:
        there, name = stand_in.environment(), vendor.upper()
        key = SecretStr(there[f"{name}_API_KEY"])
        speaks: VoiceProvider = made(
            VoiceConfig(base_url=there[f"{name}_BASE_URL"], voice=voice, api_key=key)
        )
        stack = _HearingStoryStack(speaks)
        async with _served(settings, stack) as url:
            async with _call(url, Transport.WEBRTC) as call:
                arrived_secs = await _cut_the_story(call)
            story = await _agrees(await written_down(url), arrived_secs, voice)
    assert story.generated == STORY


async def test_a_model_that_hears_and_speaks_is_written_down_like_any_other(
    tmp_path: Path,
) -> None:
    async with _rehearsing("openai", "what time is it", "what time is it") as stand_in:
        there = stand_in.environment()
        settings = Settings(
            _env_file=None,
            stack="realtime",
            openai_realtime_voice=_REALTIME_VOICE,
            data_dir=tmp_path,
            cache_dir=tmp_path,
            openai_api_key=SecretStr(there["OPENAI_API_KEY"]),
            openai_base_url=there["OPENAI_BASE_URL"],
        )
        async with _served(settings, RealtimeStack(settings)) as url:
            async with _call(url, Transport.PCM16) as call:
                speech = await asyncio.to_thread(recording, "what time is it", "slt")
                assert (await call.say(speech)).answered
                arrived_secs = await _cut_the_story(call)
            events = await written_down(url)
    asked, wanted, cut_in = of(events, UserTurn)
    for number, said in ((1, asked), (3, cut_in)):
        assert (said.turn, said.text, said.typed) == (number, "what time is it", False)
        assert said.span is not None
        assert said.span.end > said.span.begin
    assert (wanted.turn, wanted.text, wanted.typed) == (2, "tell me a story", True)
    called, answered = of(events, ToolCalled)[0], of(events, ToolAnswered)[0]
    assert called.turn == answered.turn == 1
    assert (called.call_id, answered.failed) == (answered.call_id, False)
    first = of(events, AgentTurn)[0]
    assert (first.turn, first.heard, first.cut) == (1, first.generated, False)
    measured = of(events, TurnMeasured)[0]
    assert measured.turn == 1
    assert {"first_token", "first_audio"} <= set(measured.steps_ms)
    assert measured.usage["prompt_tokens"] > 0
    story = await _agrees(events, arrived_secs, _REALTIME_VOICE, _WORDS_BY_PACE)
    assert story.turn == wanted.turn
    assert STORY.startswith(story.generated)
    assert len(story.generated) > len(story.heard)


@asynccontextmanager
async def _served(settings: Settings, stack: Stack) -> AsyncIterator[str]:
    await stack.start()
    try:
        async with running(create_app(settings, stack)) as url:
            yield url
    finally:
        await stack.close()
