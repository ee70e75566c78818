from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from loguru import logger
from pipecat.frames.frames import (
    BotStartedSpeakingFrame,
    BotStoppedSpeakingFrame,
    Frame,
    InputAudioRawFrame,
    InterimTranscriptionFrame,
    InterruptionFrame,
    TranscriptionFrame,
    UserBackchannelFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.turns.types import ProcessFrameResult
from pipecat.turns.user_start.base_user_turn_start_strategy import BaseUserTurnStartStrategy

from repartee.audio.holding import VoiceFreedFrame, VoiceHeldFrame
from repartee.audio.loudness import dbfs_of
from repartee.turns.barge_in import BargeIn, Verdict

Clock = Callable[[], float]


class BargeInStart(BaseUserTurnStartStrategy):
    """Lets a turn begin when somebody wants the floor, and holds the agent until that is known."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        """Make the strategy of one conversation.

        Args:
            clock: The time in seconds.
        """
        super().__init__()
        self._clock = clock
        self._barge_in = BargeIn()
        self._in_turn = False
        self._speaks = False
        self._waiting: asyncio.TimerHandle | None = None
        self._listening: TranscriptionFrame | None = None
        """What was said to show that one listens; an answer, if the agent falls silent now."""

    async def cleanup(self) -> None:
        """Wait for nothing any more."""
        await super().cleanup()
        self._stop_waiting()

    async def handle_user_turn_started(self) -> None:
        """Judge nothing until the turn is over: what is said belongs to it."""
        await super().handle_user_turn_started()
        self._in_turn = True
        self._barge_in.interrupted()

    async def handle_user_turn_stopped(self) -> None:
        """The agent has the floor from here on."""
        await super().handle_user_turn_stopped()
        self._in_turn = False
        self._barge_in.agent_thinks(self._clock())

    async def process_frame(self, frame: Frame) -> ProcessFrameResult:
        """Judge what a frame tells.

        Args:
            frame: Any that the context's keeper is handed.

        Returns:
            Always CONTINUE: no other rule begins turns.
        """
        verdict = self._judge_agent(frame)
        if verdict is Verdict.NOTHING:
            verdict = self._learn(frame) if self._in_turn else self._judge_caller(frame)
        await self._follow(verdict, frame)
        self._wait()
        return ProcessFrameResult.CONTINUE

    def _judge_agent(self, frame: Frame) -> Verdict:
        match frame:
            case BotStartedSpeakingFrame():
                self._barge_in.agent_speaks(self._clock())
            case BotStoppedSpeakingFrame():
                return self._barge_in.agent_ended(self._clock())
            case InterruptionFrame():
                self._barge_in.interrupted()
        return Verdict.NOTHING

    def _judge_caller(self, frame: Frame) -> Verdict:
        now = self._clock()
        match frame:
            case InputAudioRawFrame() if self._speaks:
                self._barge_in.sounded(dbfs_of(frame.audio))
            case VADUserStartedSpeakingFrame():
                self._speaks = True
                return self._barge_in.speech_began(now, frame.start_secs)
            case VADUserStoppedSpeakingFrame():
                self._speaks = False
                return self._barge_in.speech_ended(now)
            case TranscriptionFrame():
                return self._barge_in.heard(now, frame.text, final=True)
            case InterimTranscriptionFrame():
                return self._barge_in.heard(now, frame.text, final=False)
        return Verdict.NOTHING

    def _learn(self, frame: Frame) -> Verdict:
        """In the middle of a turn: how loud its speaker is, and when words come."""
        match frame:
            case InputAudioRawFrame() if self._speaks:
                self._barge_in.sounded(dbfs_of(frame.audio))
            case VADUserStartedSpeakingFrame():
                self._speaks = True
            case VADUserStoppedSpeakingFrame():
                self._speaks = False
            case InterimTranscriptionFrame():
                self._barge_in.partial_words_came()
        return Verdict.NOTHING

    async def _follow(self, verdict: Verdict, frame: Frame | None = None) -> None:
        if verdict is not Verdict.NOTHING:
            logger.debug("Barge-in: {}", verdict.name)
        match verdict:
            case Verdict.HOLD:
                await self.push_frame(VoiceHeldFrame())
            case Verdict.GO_ON:
                await self.push_frame(VoiceFreedFrame())
            case Verdict.LISTENS if isinstance(frame, TranscriptionFrame):
                self._listening = frame
                await self._keep_out(frame)
            case Verdict.OVERHEARD if isinstance(frame, TranscriptionFrame):
                await self._keep_out(frame)
            case Verdict.INTERRUPT:
                self._listening = None
                await self.trigger_user_turn_started()
            case Verdict.ANSWERED if self._listening is not None:
                answer, self._listening = self._listening, None
                # As if it came only now: the agent listens, so it begins a turn and ends it.
                await self.push_frame(answer)

    async def _keep_out(self, words: TranscriptionFrame) -> None:
        """Keep "mhm" and others' words out of the conversation, and let the agent go on."""
        await self.trigger_reset_aggregation()
        await self.push_frame(UserBackchannelFrame(words.text, words.user_id, words.timestamp))
        await self.push_frame(VoiceFreedFrame())

    # The clock

    def _wait(self) -> None:
        self._stop_waiting()
        due = self._barge_in.due()
        if due is not None:
            loop = asyncio.get_running_loop()
            self._waiting = loop.call_later(max(0.0, due - self._clock()), self._time_passed)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _time_passed(self) -> None:
        self._waiting = None
        self.task_manager.create_task(self._pass(), f"{self}::judging")

    async def _pass(self) -> None:
        await self._follow(self._barge_in.passed(self._clock()))
        self._wait()
