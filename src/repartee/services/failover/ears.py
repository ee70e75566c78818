from __future__ import annotations

import asyncio
from typing import Any

from loguru import logger
from pipecat.frames.frames import (
    ErrorFrame,
    Frame,
    InputAudioRawFrame,
    InterimTranscriptionFrame,
    TranscriptionFrame,
    TTSSpeakFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.processors.frame_processor import FrameDirection
from pipecat.services.stt_service import STTService

from repartee.services.failover.chain import Candidate, Chain, PartName
from repartee.services.failover.floor import Floor
from repartee.services.failover.recovery import Fault
from repartee.services.failover.service import FailoverService, fault_in, is_fault
from repartee.services.failover.tape import Tape

_A_WORD_SECS = 0.5
UNHEARD = "Sorry, I didn't catch that. Please say it again, or type to me."
"""What is said where words were expected and none heard."""
APOLOGY = "Sorry, I can't hear you at the moment. Please try again, or type to me."
"""What is said where nobody can hear."""


class FailoverEars(FailoverService[STTService]):
    """Ears that others take over from when they fail, without anybody saying anything twice.

    What is being said is kept on a tape until it has been understood; whoever takes over hears it
    from the tape, faster than it was said.

    Silence where words were expected is no proof of a fault: it may have been a cough. Then the
    next ears are asked for a second opinion. If they hear words, the first were at fault.
    """

    part = PartName.EARS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._tape = Tape()
        self._speaking = False
        self._speaking_since = self._spoke_secs = 0.0
        self._owes_apology, self._floor = False, Floor()
        # Of the utterance in progress, or of the last one until it is understood.
        self._began: VADUserStartedSpeakingFrame | None = None
        self._stopped: VADUserStoppedSpeakingFrame | None = None
        self._heard_at = 0.0
        self._doubted: Candidate[STTService] | None = None
        """Whose silence the active ears give a second opinion on."""
        self._acquitted: Candidate[STTService] | None = None
        """Who serves again from the next utterance on."""
        self._tried: set[str] = set()
        self._blamed: set[str] = set()
        """Whom a fault of this utterance was counted against: some tell of one twice."""
        self._patience_task: asyncio.Task[None] | None = None
        self._successors: Chain[STTService] | None = None
        """Who hears as soon as what is being said has been understood."""

    def serve_by(self, chain: Chain[STTService]) -> None:
        """Be served by other providers from the next utterance on.

        Args:
            chain: Who they are.
        """
        self._successors = chain
        self._change_when_idle()

    async def handle(self, frame: Frame, direction: FrameDirection) -> None:
        """Let the active ears hear; everything passes at once, whatever they do."""
        self._floor.see(frame)
        match frame:
            case InputAudioRawFrame():
                self._tape.add(frame)
            case VADUserStartedSpeakingFrame():
                await self._begin(frame)
            case VADUserStoppedSpeakingFrame():
                await self._stop(frame)
        if self._can_hear:
            await self._active.hand(frame, direction)
        await self.push_frame(frame, direction)

    @property
    def _can_hear(self) -> bool:
        """Whether there are ears: those that were rejected are not made anew for every sound."""
        active = self._chain.active
        return active.id in self._branches or active.breaker.allows()

    async def take(
        self, candidate: Candidate[STTService], frame: Frame, direction: FrameDirection
    ) -> None:
        """Take what a service made: words from the ears that are listened to."""
        listened_to = candidate is self._chain.active or candidate is self._doubted
        match frame:
            case ErrorFrame():
                await self._note_error(candidate, frame)
            case _ if not listened_to:
                return
            case TranscriptionFrame():
                await self._understand(candidate, frame)
                await self.push_frame(frame, direction)
            case InterimTranscriptionFrame():
                self._heard_at = self._clock()
                await self.push_frame(frame, direction)
            case _:
                await self.push_frame(frame, direction)

    async def cleanup(self) -> None:
        """Let every service go."""
        await self._be_patient_no_more()
        await super().cleanup()

    # An utterance

    async def _begin(self, frame: VADUserStartedSpeakingFrame) -> None:
        self._speaking = True
        self._speaking_since = self._clock()
        await self._be_patient_no_more()
        if self._doubted is not None:
            # What is said now, the doubted ears are not given to hear: that convicts nobody.
            self._acquitted, self._doubted = self._doubted, None
        if self._began is None:
            self._tried = set()
            before = self._chain.active
            # Ears that were rejected get another chance with each utterance, not with each sound.
            fresh = before.id not in self._branches
            self._chain.active, self._acquitted = self._acquitted or before, None
            self._return_to_preferred()
            self._began = frame
            self._blamed = set()
            self._tape.hold()
            if fresh or self._chain.active is not before:
                # It has not heard how the utterance began.
                await self._play(self._tape.frames())
        else:
            self._tape.mark()
        self._stopped = None

    async def _stop(self, frame: VADUserStoppedSpeakingFrame) -> None:
        self._speaking = False
        self._spoke_secs = self._clock() - self._speaking_since
        if self._owes_apology or not self._can_hear:
            await self._apologise()
        elif self._began is not None:
            self._stopped = frame
            self._be_patient()

    async def _understand(
        self, candidate: Candidate[STTService], frame: TranscriptionFrame
    ) -> None:
        self._heard_at = self._clock()
        if not frame.text.strip():
            return
        self._blamed.discard(candidate.id)
        self._succeeded(candidate)
        await self._settle_doubt(candidate)
        if self._speaking:
            self._tape.drop_understood()
        else:
            await self._forget_utterance()

    async def _forget_utterance(self) -> None:
        self._began = self._stopped = None
        self._tape.release()
        await self._be_patient_no_more()
        self._change_when_idle()

    def _change_when_idle(self) -> None:
        if self._successors is not None and self._began is None:
            chain, self._successors = self._successors, None
            self._doubted = self._acquitted = None
            super().serve_by(chain)

    # Faults

    async def _note_error(self, candidate: Candidate[STTService], frame: ErrorFrame) -> None:
        logger.warning("{} failed: {}", candidate.label, frame.error)
        if not is_fault(frame):
            return
        fault = fault_in(frame)
        if candidate.id not in self._blamed:
            self._blamed.add(candidate.id)
            await self._blame(candidate, fault, frame)
        else:
            # The second fault of an utterance may be the one that lasts.
            self._drop_useless(candidate)
        if candidate is not self._chain.active:
            return
        if self._doubted is not None:
            self._chain.active, self._doubted = self._doubted, None
        elif self._began is not None or fault.is_permanent:
            # Not in the failing service's own task: that is what is being broken off.
            self.create_task(self._hand_over(candidate, fault), f"{self}::hand over")

    async def _hand_over(self, left: Candidate[STTService], fault: Fault) -> None:
        if left is not self._chain.active:
            return
        self._tried.add(left.id)
        successor = self._chain.preferred(but=self._tried)
        if successor is None:
            await self._go_on_with(left, fault)
            return
        self._switch_to(successor, fault)
        await self._play_tape()

    async def _go_on_with(self, left: Candidate[STTService], fault: Fault) -> None:
        """Let the only ears there are hear the utterance again, once."""
        if self._began is not None and not fault.would_recur and self._is_first_failure(left):
            await self._play_tape()
        else:
            self._notify(left, fault, "")
            await self._apologise()

    async def _apologise(self, words: str = APOLOGY) -> None:
        if self._speaking:
            # Nobody talks into an apology, nor should it talk into them.
            self._owes_apology = True
        elif self._began is not None:
            self._owes_apology = False
            await self._forget_utterance()
            await self.push_frame(TTSSpeakFrame(words, append_to_context=False))

    def _is_first_failure(self, candidate: Candidate[STTService]) -> bool:
        again = f"{candidate.id} again"
        if again in self._tried:
            return False
        self._tried.add(again)
        return True

    async def _play_tape(self) -> None:
        if self._began is None:
            return
        # Ears keep a lead of what they heard last, for speech begins before it is noticed. What
        # these heard last may be of another turn.
        await self._play(self._tape.lead_of_silence())
        await self._active.hand(self._began, FrameDirection.UPSTREAM)
        await self._play(self._tape.frames())
        if self._stopped is not None:
            await self._active.hand(self._stopped, FrameDirection.UPSTREAM)
            self._be_patient()

    async def _play(self, frames: list[InputAudioRawFrame]) -> None:
        for frame in frames:
            await self._active.hand(frame)

    # Silence where words were expected

    def _be_patient(self) -> None:
        if self._patience_task is not None:
            self._patience_task.cancel()
        self._heard_at = self._clock()
        self._patience_task = self.create_task(self._wait_for_words(), f"{self}::patience")

    async def _be_patient_no_more(self) -> None:
        task, self._patience_task = self._patience_task, None
        if task is not None and task is not asyncio.current_task():
            await self.cancel_task(task)

    async def _wait_for_words(self) -> None:
        left = self._patience.first_secs
        while left > 0:
            await asyncio.sleep(left)
            # Words that come bit by bit are a sign of life.
            left = self._heard_at + self._patience.first_secs - self._clock()
        self._patience_task = None
        await self._doubt()

    async def _doubt(self) -> None:
        silent = self._chain.active
        if self._doubted is not None:
            # Neither heard words: there were none.
            self._chain.active, self._doubted = self._doubted, None
            await self._forget_utterance()
            return
        self._tried.add(silent.id)
        second = self._chain.preferred(but=self._tried)
        if second is None:
            await self._leave_unheard()
            return
        self._doubted, self._chain.active = silent, second
        await self._play_tape()

    async def _leave_unheard(self) -> None:
        """Nobody can say whether that was a cough; a longer sound that is no aside gets a word."""
        if self._spoke_secs >= _A_WORD_SECS and not self._floor.is_aside:
            await self._apologise(UNHEARD)
        else:
            await self._forget_utterance()

    async def _settle_doubt(self, candidate: Candidate[STTService]) -> None:
        doubted, self._doubted = self._doubted, None
        if doubted is None:
            return
        if candidate is doubted:
            self._chain.active = doubted
            return
        await self._blame(doubted, Fault.SLOW, None)
        self._notify(doubted, Fault.SLOW, candidate.label)
