from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable

import pytest
from pipecat.frames.frames import (
    BotStartedSpeakingFrame,
    BotStoppedSpeakingFrame,
    Frame,
    InputAudioRawFrame,
    TranscriptionFrame,
    TTSSpeakFrame,
    UserStartedSpeakingFrame,
    UserStoppedSpeakingFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.processors.frame_processor import FrameDirection
from pipecat.services.settings import STTSettings
from pipecat.services.stt_service import STTService
from pipecat.utils.errors import ErrorCategory

from repartee.services.failover.breaker import BreakerState
from repartee.services.failover.ears import FailoverEars
from repartee.services.failover.floor import Floor
from repartee.turns.pause_begins import PauseBeginsFrame
from tests.services.failover.stage import PATIENCE, RATE, Stage, Troupe, seeded, staged

CHUNK = RATE // 50


class NumberingEars(STTService):
    """Hears numbered chunks; says them when speech stops, unless told to fail."""

    def __init__(self, *, deaf: bool = False, fails: ErrorCategory | None = None) -> None:
        super().__init__(
            ttfs_p99_latency=0.1,
            settings=STTSettings(model="numbers", language="en"),
            sample_rate=RATE,
        )
        self.deaf = deaf
        self.fails = fails
        self.heard: list[int] = []

    async def run_stt(self, audio: bytes) -> AsyncGenerator[Frame | None, None]:
        self.heard.append(audio[0])
        if self.fails is not None and self._is_marked(audio):
            category, self.fails = self.fails, None
            await self.push_error("broken", category=category)
        yield None

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, VADUserStoppedSpeakingFrame) and not self.deaf and any(self.heard):
            words = " ".join(str(number) for number in self.heard if number)
            self.heard.clear()
            await self.push_frame(TranscriptionFrame(words, "", "now", finalized=True))

    @staticmethod
    def _is_marked(audio: bytes) -> bool:
        return audio[0] == 3


@pytest.fixture
def troupe() -> Troupe:
    return Troupe()


def ears_of(troupe: Troupe, **makers: Callable[[], STTService]) -> FailoverEars:
    return FailoverEars(
        troupe.chain(**makers),
        PATIENCE,
        troupe.notices.append,
        clock=time.monotonic,
        random=seeded(),
    )


def chunk(number: int) -> InputAudioRawFrame:
    return InputAudioRawFrame(bytes([number, 0] * CHUNK), RATE, 1)


async def say(stage: Stage, *numbers: int) -> None:
    """Speak numbered chunks, with silence before, as a VAD would tell it."""
    before = len(stage.of(InputAudioRawFrame))
    await stage.send(chunk(0), chunk(0))
    await stage.send_up(VADUserStartedSpeakingFrame())
    await stage.send(*map(chunk, numbers))
    await stage.until_seen(InputAudioRawFrame, before + 2 + len(numbers))
    await stage.send_up(VADUserStoppedSpeakingFrame())


def heard(stage: Stage) -> list[str]:
    return [frame.text for frame in stage.of(TranscriptionFrame)]


async def test_ears_that_work_hear_and_nobody_else_listens(troupe: Troupe) -> None:
    async with staged(ears_of(troupe, first=NumberingEars, second=NumberingEars)) as stage:
        await say(stage, 1, 2)
        await stage.until_seen(TranscriptionFrame)
    assert heard(stage) == ["1 2"]
    assert "second" not in troupe.made


async def test_sound_goes_on_at_once_whatever_the_ears_do(troupe: Troupe) -> None:
    async with staged(ears_of(troupe, only=lambda: NumberingEars(deaf=True))) as stage:
        await say(stage, 1, 2, 3)
        assert len(stage.of(InputAudioRawFrame)) == 5


@pytest.mark.parametrize("category", [ErrorCategory.SERVER, ErrorCategory.AUTHENTICATION])
async def test_ears_that_fail_in_mid_speech_are_replaced_and_all_is_heard(
    troupe: Troupe, category: ErrorCategory
) -> None:
    makers = {"first": lambda: NumberingEars(fails=category), "second": NumberingEars}
    async with staged(ears_of(troupe, **makers)) as stage:
        await say(stage, 1, 2, 3, 4)
        await stage.until_seen(TranscriptionFrame)
    assert heard(stage) == ["1 2 3 4"]
    assert [(left, to) for left, _, to in troupe.told()] == [("First", "Second")]


async def test_ears_that_hang_get_a_second_opinion_that_convicts_them(troupe: Troupe) -> None:
    makers = {"first": lambda: NumberingEars(deaf=True), "second": NumberingEars}
    async with staged(ears_of(troupe, **makers)) as stage:
        await say(stage, 1, 2)
        await stage.until_seen(TranscriptionFrame)
        assert heard(stage) == ["1 2"]
        assert troupe.told() == [("First", "too slow", "Second")]


class LeadingEars(NumberingEars):
    """Begins with the last chunk it heard before speech was noticed, as ears do."""

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        if isinstance(frame, VADUserStartedSpeakingFrame):
            self.heard = self.lead[-1:]
        await super().process_frame(frame, direction)
        if isinstance(frame, InputAudioRawFrame):
            self.lead.append(frame.audio[0])

    lead: list[int]

    def __init__(self) -> None:
        super().__init__()
        self.lead = []


async def test_what_other_ears_heard_of_an_earlier_turn_is_not_heard_again(
    troupe: Troupe,
) -> None:
    makers = {"first": lambda: NumberingEars(fails=ErrorCategory.SERVER), "second": LeadingEars}
    async with staged(ears_of(troupe, **makers)) as stage:
        await say(stage, 1, 2, 3, 4)
        await stage.until_seen(TranscriptionFrame)
        first = troupe.made["first"][0]
        assert isinstance(first, NumberingEars)
        first.fails = ErrorCategory.SERVER
        await stage.send(*(chunk(0) for _ in range(60)))
        await stage.until_seen(InputAudioRawFrame, 66)
        await say(stage, 5, 3, 6)
        await stage.until_seen(TranscriptionFrame, 2)
    assert heard(stage)[0] == "1 2 3 4"
    assert heard(stage)[1] == "5 3 6"


async def test_a_cough_convicts_nobody(troupe: Troupe) -> None:
    async with staged(ears_of(troupe, first=NumberingEars, second=NumberingEars)) as stage:
        await say(stage, 0, 0)
        await stage.until(lambda: "second" in troupe.made)
        await say(stage, 0)
        await say(stage, 1)
        await stage.until_seen(TranscriptionFrame)
    assert heard(stage) == ["1"]
    assert troupe.notices == []
    assert troupe.breakers["first"].state is BreakerState.CLOSED


@pytest.mark.parametrize("in_an_answer", [True, False])
async def test_laughter_in_an_answer_is_not_asked_to_be_said_again(
    troupe: Troupe, monkeypatch: pytest.MonkeyPatch, *, in_an_answer: bool
) -> None:
    monkeypatch.setattr("repartee.services.failover.ears._A_WORD_SECS", 0.0)
    async with staged(ears_of(troupe, only=NumberingEars)) as stage:
        if in_an_answer:
            await stage.send_up(BotStartedSpeakingFrame())
            await say(stage, 0, 0)
            await asyncio.sleep(2 * PATIENCE.first_secs)
        else:
            await say(stage, 0, 0)
            await stage.until_seen(TTSSpeakFrame)
    assert bool(stage.of(TTSSpeakFrame)) is not in_an_answer


def test_a_sound_that_begins_a_turn_is_no_aside() -> None:
    sound = VADUserStartedSpeakingFrame()
    assert _is_aside(UserStoppedSpeakingFrame(), sound)
    assert not _is_aside(UserStoppedSpeakingFrame(), sound, UserStartedSpeakingFrame())
    assert not _is_aside(BotStartedSpeakingFrame(), BotStoppedSpeakingFrame(), sound)


def _is_aside(*frames: Frame) -> bool:
    floor = Floor()
    for frame in frames:
        floor.see(frame)
    return floor.is_aside


async def test_lone_ears_hear_what_they_failed_on_once_more(troupe: Troupe) -> None:
    makers = {"only": lambda: NumberingEars(fails=ErrorCategory.CONNECTIVITY)}
    async with staged(ears_of(troupe, **makers)) as stage:
        await say(stage, 1, 2, 3)
        await stage.until_seen(TranscriptionFrame)
    assert "1 2 3" in heard(stage)[-1]


async def test_when_no_ears_work_the_agent_says_so(troupe: Troupe) -> None:
    makers = {"only": lambda: NumberingEars(fails=ErrorCategory.AUTHENTICATION)}
    async with staged(ears_of(troupe, **makers)) as stage:
        await say(stage, 1, 2, 3)
        await stage.until_seen(TTSSpeakFrame)
    assert troupe.told() == [("Only", "rejected", "")]


async def test_nothing_is_heard_twice_by_the_pipeline(troupe: Troupe) -> None:
    makers = {
        "first": lambda: NumberingEars(fails=ErrorCategory.SERVER),
        "second": NumberingEars,
    }
    async with staged(ears_of(troupe, **makers)) as stage:
        await say(stage, 1, 2, 3, 4)
        await stage.until_seen(TranscriptionFrame)
    sounds = [frame.audio[0] for frame in stage.of(InputAudioRawFrame)]
    assert sounds == [0, 0, 1, 2, 3, 4]
    assert sum(isinstance(frame, VADUserStoppedSpeakingFrame) for frame in stage.up) == 1


async def test_rejected_ears_are_not_made_anew_for_every_sound(troupe: Troupe) -> None:
    makers = {"only": lambda: NumberingEars(fails=ErrorCategory.AUTHENTICATION)}
    async with staged(ears_of(troupe, **makers)) as stage:
        await say(stage, 1, 2, 3)
        await stage.until_seen(TTSSpeakFrame)
        await say(stage, 1, 2, 3, 3, 3)
        await stage.until_seen(TTSSpeakFrame, 2)
    assert len(troupe.made["only"]) == 2  # one an utterance


async def test_a_fault_that_is_told_twice_counts_once(troupe: Troupe) -> None:
    makers = {"first": lambda: NumberingEars(fails=ErrorCategory.SERVER), "second": NumberingEars}
    async with staged(ears_of(troupe, **makers)) as stage:
        await say(stage, 1, 2, 3)
        await stage.until_seen(TranscriptionFrame)
        await troupe.made["first"][0].push_error("and closed", category=ErrorCategory.CONNECTIVITY)
    assert troupe.breakers["first"].state is BreakerState.CLOSED


async def test_a_second_fault_that_lasts_costs_one_utterance_and_no_more(troupe: Troupe) -> None:
    class EverWorse(NumberingEars):
        """Breaks, and is refused when it hears the same again."""

        async def run_stt(self, audio: bytes) -> AsyncGenerator[Frame | None, None]:
            self.fails = self.fails or ErrorCategory.AUTHENTICATION
            async for frame in super().run_stt(audio):
                yield frame

    fates = iter((EverWorse(deaf=True, fails=ErrorCategory.SERVER), NumberingEars()))
    async with staged(ears_of(troupe, only=lambda: next(fates))) as stage:
        await say(stage, 1, 2, 3)
        await stage.until_seen(TTSSpeakFrame)
        assert heard(stage) == []
        await say(stage, 4, 5)
        await stage.until_seen(TranscriptionFrame)
    [words] = heard(stage)
    assert words.endswith("4 5")  # behind the sound that new ears are given as a lead


class NotingEars(NumberingEars):
    """Notes of which pauses they were told."""

    def __init__(self, *, fails: ErrorCategory | None = None) -> None:
        super().__init__(fails=fails)
        self.pauses = 0

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        self.pauses += isinstance(frame, PauseBeginsFrame)
        await super().process_frame(frame, direction)


async def test_who_takes_over_in_a_pause_hears_all_and_is_asked_at_its_end(troupe: Troupe) -> None:
    first, second = NotingEars(fails=ErrorCategory.SERVER), NotingEars()
    ears = ears_of(troupe, first=lambda: first, second=lambda: second)
    async with staged(ears) as stage:
        await stage.send(chunk(0))
        await stage.send_up(VADUserStartedSpeakingFrame())
        await stage.send(chunk(1), chunk(2))
        await stage.until_seen(InputAudioRawFrame, 3)
        await stage.send_up(PauseBeginsFrame())
        await stage.send(chunk(3), chunk(4))
        await stage.until_seen(InputAudioRawFrame, 5)
        await stage.send_up(VADUserStoppedSpeakingFrame())
        await stage.until_seen(TranscriptionFrame)
    assert heard(stage) == ["1 2 3 4"]
    assert (first.pauses, second.pauses) == (1, 0)
