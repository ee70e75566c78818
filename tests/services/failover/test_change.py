"""Other providers in the middle of a conversation."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from functools import partial

from pipecat.frames.frames import (
    Frame,
    InputAudioRawFrame,
    InterruptionFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMTextFrame,
    TranscriptionFrame,
    TTSAudioRawFrame,
    TTSSpeakFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.processors.frame_processor import FrameDirection

from repartee.services.failover.chain import PartName
from repartee.services.failover.change import ChainChangeFrame
from repartee.services.failover.voice import FailoverVoice
from tests.services.failover.stage import PATIENCE, Troupe, seeded, staged
from tests.services.failover.test_brain import MoodyBrain, brain_of, question, said
from tests.services.failover.test_ears import NumberingEars, chunk, ears_of, heard, say
from tests.services.failover.test_voice import MoodyVoice, marks


def voice_of(troupe: Troupe, mark: int) -> FailoverVoice:
    return FailoverVoice(
        troupe.chain(first=partial(MoodyVoice, mark)),
        PATIENCE,
        troupe.notices.append,
        clock=time.monotonic,
        random=seeded(),
    )


def other_voice(troupe: Troupe, mark: int) -> ChainChangeFrame:
    return ChainChangeFrame(PartName.VOICE, troupe.chain(second=partial(MoodyVoice, mark)))


async def test_the_next_answer_is_the_other_brains() -> None:
    troupe = Troupe()
    part = brain_of(troupe, first=partial(MoodyBrain, ("One.",), ("One again.",)))
    async with staged(part) as stage:
        await stage.send(question())
        await stage.until_seen(LLMFullResponseEndFrame)
        chain = troupe.chain(second=partial(MoodyBrain, ("Two.",)))
        await stage.send(ChainChangeFrame(PartName.BRAIN, chain), question())
        await stage.until_seen(LLMFullResponseEndFrame, 2)
        assert said(stage) == "One.Two."
        assert not stage.of(ChainChangeFrame)
        assert troupe.notices == []


async def test_a_change_of_another_part_is_let_pass() -> None:
    troupe = Troupe()
    async with staged(brain_of(troupe, first=partial(MoodyBrain, ("One.",)))) as stage:
        await stage.send(other_voice(troupe, 2), question())
        await stage.until_seen(LLMFullResponseEndFrame)
        assert len(stage.of(ChainChangeFrame)) == 1
        assert said(stage) == "One."


async def test_the_next_sentence_is_in_the_other_voice() -> None:
    troupe = Troupe()
    async with staged(voice_of(troupe, 1)) as stage:
        await stage.send(TTSSpeakFrame("First."))
        await stage.until_seen(TTSAudioRawFrame)
        await stage.send(other_voice(troupe, 2), TTSSpeakFrame("Second."))
        await stage.until(lambda: 2 in marks(stage))
        assert marks(stage)[0] == 1
        assert marks(stage)[-1] == 2


async def test_an_answer_is_finished_in_the_voice_that_began_it() -> None:
    troupe = Troupe()
    async with staged(voice_of(troupe, 1)) as stage:
        await stage.send(LLMFullResponseStartFrame(), LLMTextFrame("One sentence. "))
        await stage.send(other_voice(troupe, 2))
        await stage.send(LLMTextFrame("And another."), LLMFullResponseEndFrame())
        await stage.until(lambda: len(marks(stage)) >= 2)
        assert set(marks(stage)) == {1}
        await stage.until_seen(LLMFullResponseEndFrame)
        await stage.send(TTSSpeakFrame("Later."))
        await stage.until(lambda: 2 in marks(stage))


async def test_an_interruption_lets_the_other_voice_in() -> None:
    troupe = Troupe()
    async with staged(voice_of(troupe, 1)) as stage:
        await stage.send(LLMFullResponseStartFrame(), LLMTextFrame("One sentence. And"))
        await stage.until_seen(TTSAudioRawFrame)
        await stage.send(other_voice(troupe, 2), InterruptionFrame())
        await stage.send(TTSSpeakFrame("Later."))
        await stage.until(lambda: 2 in marks(stage))


async def waited(happened: Callable[[], bool]) -> None:
    """Wait for what no frame tells of."""
    async with asyncio.timeout(60):
        while not happened():
            await asyncio.sleep(0.01)


class EarsOfAnotherLanguage(NumberingEars):
    """What they hear sounds otherwise."""

    async def push_frame(
        self, frame: Frame, direction: FrameDirection = FrameDirection.DOWNSTREAM
    ) -> None:
        if isinstance(frame, TranscriptionFrame):
            frame.text = f"({frame.text})"
        await super().push_frame(frame, direction)


async def test_the_next_utterance_is_heard_by_the_other_ears() -> None:
    troupe = Troupe()
    other = ChainChangeFrame(PartName.EARS, troupe.chain(second=EarsOfAnotherLanguage))
    async with staged(ears_of(troupe, first=NumberingEars)) as stage:
        await say(stage, 1, 2)
        await stage.until_seen(TranscriptionFrame)
        await stage.send(other)
        await waited(lambda: "second" in troupe.made)
        await say(stage, 3, 4)
        await stage.until_seen(TranscriptionFrame, 2)
    assert heard(stage) == ["1 2", "(3 4)"]
    assert not stage.of(ChainChangeFrame)
    assert troupe.notices == []


async def test_an_utterance_is_heard_by_the_ears_that_heard_its_beginning() -> None:
    troupe = Troupe()
    other = ChainChangeFrame(PartName.EARS, troupe.chain(second=EarsOfAnotherLanguage))
    ears = ears_of(troupe, first=NumberingEars)
    async with staged(ears) as stage:
        await stage.send(chunk(0))
        await stage.send_up(VADUserStartedSpeakingFrame())
        await stage.send(chunk(1), other)
        await waited(lambda: ears._successors is not None)
        await stage.send(chunk(2))
        await stage.until_seen(InputAudioRawFrame, 3)
        await stage.send_up(VADUserStoppedSpeakingFrame())
        await stage.until_seen(TranscriptionFrame)
        await waited(lambda: "second" in troupe.made)
        await say(stage, 3)
        await stage.until_seen(TranscriptionFrame, 2)
    assert heard(stage) == ["1 2", "(3)"]


async def test_ears_that_heard_nothing_give_way_once_that_is_certain() -> None:
    troupe = Troupe()
    other = ChainChangeFrame(PartName.EARS, troupe.chain(third=EarsOfAnotherLanguage))
    async with staged(ears_of(troupe, first=NumberingEars, second=NumberingEars)) as stage:
        await say(stage, 0, 0)
        await stage.send(other)
        await waited(lambda: "third" in troupe.made)
        await say(stage, 5)
        await stage.until_seen(TranscriptionFrame)
    assert heard(stage) == ["(5)"]
