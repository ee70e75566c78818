from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

from loguru import logger
from pipecat.frames.frames import (
    AggregatedTextFrame,
    ErrorFrame,
    Frame,
    InterruptionFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    MetricsFrame,
    SystemFrame,
    TextFrame,
    TTSAudioRawFrame,
    TTSSpeakFrame,
    TTSStartedFrame,
    TTSStoppedFrame,
    TTSTextFrame,
    VADUserStartedSpeakingFrame,
)
from pipecat.processors.frame_processor import FrameDirection
from pipecat.services.tts_service import TTSService
from pipecat.utils.text.base_text_aggregator import Aggregation

from repartee.audio.any_rates import AnyRates
from repartee.services.failover.chain import Candidate, Chain, PartName
from repartee.services.failover.first_clause import FirstClauseAggregator
from repartee.services.failover.ledger import Entry, Kind, Ledger
from repartee.services.failover.recovery import Fault, GiveUp, Retry, Switch, next_step
from repartee.services.failover.service import FailoverService, fault_in, is_fault
from repartee.services.failover.vigil import Vigil


class FailoverVoice(FailoverService[TTSService]):
    """A voice that another takes over from when it fails, from the first word not yet spoken.

    It cuts answers into sentences itself, gives them to the voice, and keeps a ledger of what came
    back as spoken.
    """

    part = PartName.VOICE
    work = (
        AggregatedTextFrame,
        ErrorFrame,
        LLMFullResponseEndFrame,
        LLMFullResponseStartFrame,
        TTSAudioRawFrame,
        TTSStartedFrame,
        TTSStoppedFrame,
        TTSTextFrame,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sentences = FirstClauseAggregator()
        self._ledger = Ledger()
        self._recovering = asyncio.Lock()
        # Since the text before: a voice that tells a sentence without a sound of it has failed.
        self._sounded = False
        self._vigil = Vigil(self._patience, self._clock)
        self._error: ErrorFrame | None = None
        self._in_recovery = False
        self._tries: Counter[str] = Counter()
        self._rates = AnyRates()
        self._sign = asyncio.Event()
        self._watch: asyncio.Task[None] | None = None
        self._successors: Chain[TTSService] | None = None
        """Who serves as soon as the answer that is being spoken is over."""

    def serve_by(self, chain: Chain[TTSService]) -> None:
        """Be served by other providers from the next answer on.

        Args:
            chain: Who they are.
        """
        self._successors = chain
        self._change_when_idle()

    async def handle(self, frame: Frame, direction: FrameDirection) -> None:
        """Have texts spoken; what must keep its place goes through the voice, the rest past it."""
        match frame:
            case InterruptionFrame():
                await self._interrupt(frame, direction)
            case VADUserStartedSpeakingFrame() if direction is FrameDirection.DOWNSTREAM:
                await self.push_frame(frame, direction)
                # An answer is likely to follow: whoever speaks it may get ready.
                await self._active.hand(frame, direction)
            case _ if isinstance(frame, SystemFrame) or direction is FrameDirection.UPSTREAM:
                await self.push_frame(frame, direction)
            case LLMFullResponseStartFrame() if not frame.skip_tts:
                self._return_to_preferred_when_idle()
                await self._give(Entry(Kind.START, frame))
            case LLMFullResponseEndFrame() if not frame.skip_tts:
                rest = await self._sentences.flush()
                if rest:
                    await self._give_sentence(rest)
                await self._give(Entry(Kind.END, frame))
            case TTSSpeakFrame():
                self._return_to_preferred_when_idle()
                await self._give(Entry(Kind.SPEECH, frame, frame.text))
            case TextFrame() if _is_to_be_spoken(frame):
                async for sentence in self._sentences.aggregate(frame.text):
                    await self._give_sentence(sentence)
            case _:
                await self._give(Entry(Kind.OTHER, frame))

    async def take(
        self, candidate: Candidate[TTSService], frame: Frame, direction: FrameDirection
    ) -> None:
        """Take what a voice made: sound and words from the one that speaks now."""
        if isinstance(frame, ErrorFrame):
            self._note_error(candidate, frame)
            return
        if isinstance(frame, MetricsFrame):
            await self.push_frame(frame, direction)
            return
        if candidate is not self._chain.active or self._error or self._in_recovery:
            return
        match frame:
            case TTSAudioRawFrame():
                self._sounded = True
                self._note_life()
                self._resample(frame)
            case TTSTextFrame():
                if not self._sounded and not self._tells_words(candidate):
                    self._fail_silently(candidate)
                    return
                self._ledger.speak(frame.text)
                self._sounded = self._tells_words(candidate)
                self._note_life()
            case TTSStoppedFrame():
                await self._finish_sound(frame.context_id)
                self._ledger.came_back(frame)
            case _:
                self._ledger.came_back(frame)
        await self.push_frame(frame, direction)

    def _resample(self, frame: TTSAudioRawFrame) -> None:
        """Bring sound to the pipeline's rate: what follows can take one other rate at most."""
        rate = self.processor_setup.audio_out_sample_rate
        if frame.sample_rate == rate:
            return
        frame.audio = self._rates.resample(frame.audio, frame.sample_rate, rate)
        frame.sample_rate = rate

    async def _finish_sound(self, context_id: str | None) -> None:
        """Let out what the resampler holds back, or an answer would lose its last milliseconds."""
        if rest := self._rates.drain():
            rate = self.processor_setup.audio_out_sample_rate
            await self.push_frame(TTSAudioRawFrame(rest, rate, 1, context_id=context_id))

    async def cleanup(self) -> None:
        """Let every service go."""
        if self._watch is not None:
            await self.cancel_task(self._watch)
        await super().cleanup()

    # What the voice is given

    async def _give_sentence(self, sentence: Aggregation) -> None:
        frame = AggregatedTextFrame(sentence.text, sentence.type, raw_text=sentence.text)
        await self._give(Entry(Kind.SENTENCE, frame, sentence.text))

    async def _give(self, entry: Entry) -> None:
        async with self._recovering:
            self._ledger.give(entry)
            if entry.text:
                self._vigil.begin()
            await self._active.hand(entry.frame, take_back=True)
        if entry.text:
            self._watch_over()

    def _return_to_preferred_when_idle(self) -> None:
        self._change_when_idle()
        if self._is_idle:
            self._ledger.clear()
            self._tries.clear()
            self._vigil.rest()
            self._return_to_preferred()

    @property
    def _is_idle(self) -> bool:
        return not self._ledger.has_words_left and not self._ledger.in_answer

    def _change_when_idle(self) -> None:
        if self._successors is not None and self._is_idle:
            chain, self._successors = self._successors, None
            super().serve_by(chain)

    async def _interrupt(self, frame: InterruptionFrame, direction: FrameDirection) -> None:
        await self._sentences.handle_interruption()
        self._ledger.interrupt()
        self._rates.reset()
        self._error, self._in_recovery = None, False
        self._vigil.rest()
        self._tries.clear()
        self._sign.set()
        # Silence must not wait until the voice, or its vendor, has been told.
        await self.push_frame(frame, direction)
        await self._active.hand(frame, direction)
        self._change_when_idle()

    # What comes back

    def _tells_words(self, candidate: Candidate[TTSService]) -> bool:
        branch = self._branches.get(candidate.id)
        return branch is not None and not branch.service._push_text_frames  # noqa: SLF001

    def _note_life(self) -> None:
        all_said = not self._ledger.has_words_left
        self._vigil.spoke(all_said=all_said)
        if all_said:
            self._succeeded(self._chain.active)
        self._sign.set()

    def _note_error(self, candidate: Candidate[TTSService], frame: ErrorFrame) -> None:
        logger.warning("{} failed: {}", candidate.label, frame.error)
        if candidate is not self._chain.active or not is_fault(frame):
            return
        if self._ledger.has_rest:
            self._error = self._error or frame
            self._sign.set()
        elif fault_in(frame).is_permanent:
            candidate.breaker.fail(permanent=True)

    def _fail_silently(self, candidate: Candidate[TTSService]) -> None:
        self._note_error(candidate, ErrorFrame("it told a sentence without a sound"))

    # Watching over what is being spoken

    def _watch_over(self) -> None:
        if self._watch is None or self._watch.done():
            self._watch = self.create_task(self._watch_until_spoken(), f"{self}::watch")
        self._sign.set()

    async def _watch_until_spoken(self) -> None:
        while self._ledger.has_words_left or self._error is not None:
            self._sign.clear()
            fault = fault_in(self._error) if self._error else self._lateness()
            if fault is not None:
                await self._recover(fault)
                continue
            try:
                async with asyncio.timeout(self._vigil.left_secs):
                    await self._sign.wait()
            except TimeoutError:
                continue

    def _lateness(self) -> Fault | None:
        return Fault.SLOW if self._vigil.left_secs <= 0 else None

    async def _recover(self, fault: Fault) -> None:
        async with self._recovering:
            failed, error = self._chain.active, self._error
            # What goes wrong from now on is another fault.
            self._error, self._in_recovery = None, True
            self._tries[failed.id] += 1
            await self._blame(failed, fault, error)
            successor = self._chain.preferred(but=set(self._tries))
            step = next_step(
                fault,
                tries=self._tries[failed.id],
                elapsed_secs=self._vigil.trouble(),
                budget_secs=self._patience.budget_secs,
                others=successor is not None,
                random=self._random,
            )
            match step:
                case GiveUp():
                    await self._give_up(fault)
                    return
                case Retry(after_secs):
                    await asyncio.sleep(after_secs)
                case Switch():
                    assert successor is not None  # noqa: S101 - a switch has somebody to go to
                    self._switch_to(successor, fault)
            await self._say_the_rest()

    async def _say_the_rest(self) -> None:
        self._in_recovery = self._sounded = False
        self._rates.reset()
        self._vigil.begin_anew()
        branch = self._active
        if self._ledger.is_amid_an_answer:
            # Its start was passed on already, and is only for the new voice to know.
            await branch.hand(LLMFullResponseStartFrame())
        for entry in self._ledger.rest():
            entry.begin_anew()
            await branch.hand(entry.frame, take_back=True)

    async def _give_up(self, fault: Fault) -> None:
        """Nobody can speak; what must not be lost goes on, and the caller is told in writing."""
        self._notify(self._chain.active, fault, "")
        self._error, self._in_recovery = None, False
        self._vigil.rest()
        rest = self._ledger.rest()
        self._ledger.clear()
        self._tries.clear()
        for entry in rest:
            if entry.kind not in {Kind.SENTENCE, Kind.SPEECH}:
                await self.push_frame(entry.frame)


def _is_to_be_spoken(frame: TextFrame) -> bool:
    return not frame.skip_tts and type(frame).__name__ not in {
        "TranscriptionFrame",
        "InterimTranscriptionFrame",
        "EagerTranscriptionFrame",
    }
