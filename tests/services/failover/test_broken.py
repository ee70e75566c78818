"""A service that cannot even be made costs the caller nothing where there is another."""

from __future__ import annotations

import pytest
from pipecat.frames.frames import (
    LLMContextFrame,
    LLMTextFrame,
    TranscriptionFrame,
    TTSAudioRawFrame,
    TTSSpeakFrame,
)
from pipecat.processors.aggregators.llm_context import LLMContext

from tests.services.failover.stage import Troupe, staged
from tests.services.failover.test_brain import MoodyBrain, brain_of
from tests.services.failover.test_ears import NumberingEars, ears_of, heard, say
from tests.services.failover.test_voice import MoodyVoice, marks, voice_of


@pytest.fixture
def troupe() -> Troupe:
    return Troupe()


def _cannot_be_made() -> NumberingEars:
    raise RuntimeError("nobody foresaw this")


def _no_brain() -> MoodyBrain:
    raise RuntimeError("nobody foresaw this")


def _no_voice() -> MoodyVoice:
    raise RuntimeError("nobody foresaw this")


async def test_other_ears_hear(troupe: Troupe) -> None:
    makers = {"first": _cannot_be_made, "second": NumberingEars}
    async with staged(ears_of(troupe, **makers)) as stage:
        await say(stage, 1, 2)
        await stage.until_seen(TranscriptionFrame)
    assert heard(stage) == ["1 2"]


async def test_another_voice_speaks(troupe: Troupe) -> None:
    makers = {"first": _no_voice, "second": lambda: MoodyVoice(2)}
    async with staged(voice_of(troupe, **makers)) as stage:
        await stage.send(TTSSpeakFrame("It is noon."))
        await stage.until_seen(TTSAudioRawFrame)
    assert marks(stage) == [2]


async def test_another_brain_answers(troupe: Troupe) -> None:
    makers = {"first": _no_brain, "second": lambda: MoodyBrain(["It is noon."])}
    async with staged(brain_of(troupe, **makers)) as stage:
        await stage.send(LLMContextFrame(LLMContext([{"role": "user", "content": "the time?"}])))
        await stage.until_seen(LLMTextFrame)
    assert [frame.text for frame in stage.of(LLMTextFrame)] == ["It is noon."]
