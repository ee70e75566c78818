"""Ears that hear over a WebSocket while somebody speaks."""

from __future__ import annotations

import asyncio
import time
from abc import abstractmethod
from collections.abc import Iterable
from typing import Any

from pipecat.frames.frames import (
    ErrorFrame,
    Frame,
    InterimTranscriptionFrame,
    TranscriptionFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.processors.frame_processor import FrameDirection
from pipecat.transcriptions.language import Language
from pipecat.utils.errors import ErrorCategory
from pipecat.utils.time import time_now_iso8601
from pipecat.utils.tracing.service_decorators import traced_stt

from repartee.services.ears.asked_words import AskedWords
from repartee.services.ears.confidence import least
from repartee.services.ears.early_final import SLACK_SECS, EarlyFinal, Span
from repartee.services.ears.sound_socket import SoundSocket
from repartee.turns.coverage import Covered
from repartee.turns.pause_begins import PauseBeginsFrame

_FINAL_SECS = 2.0
"""Longest wait for the last words after speech; Cartesia's 99th percentile is 0.8 s."""
_AGAIN_SECS = 0.5
"""After that long without an answer, a vendor that was asked early is asked once more: Deepgram
does not promise one where there was little left to understand."""
_A_SOUND_SECS = 0.01


class StreamingEars(SoundSocket):
    """A vendor's stream of words, whose end of an utterance is known when the vendor says so.

    ```
    VAD      ──────started▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔stopped──────────────────────
    vendor        part  part  final  part  part     │finalize   final  flushed
    pushed        interim ………………………………………………………       transcript, finalized
    ```

    Stock services push each final as it comes, and none of Cartesia's as the last one: then a turn
    waits out the vendor's worst latency.

    In a short silence, before the detector is sure of it, the vendor may be asked early
    (`PauseBeginsFrame`). What it answers is told as words so far; if speech then has ended, they
    are the last ones, and it is not asked again. If it goes on, they are words like all others.

    Where the vendor tells how far it has heard, words that cover the sound up to the pause may be
    told as the last ones without waiting for it: see `EarlyFinal`.
    """

    joint = " "
    """What stands between two finals."""

    def __init__(self, *args: Any, early_finals: bool = False, **kwargs: Any) -> None:
        self._early = EarlyFinal(enabled=early_finals)
        self._asked = AskedWords()
        self._began_secs = 0.0
        """Where speech was noticed in the connection's sound."""
        self._needed_secs = 0.0
        """Up to where words must be known to be the last ones, in the connection's sound."""
        self._told_secs = 0.0
        """Up to where they were told so far, if the vendor says."""
        self._heard: list[str] = []
        self._confidences: list[float] = []
        """Finals of the utterance in progress."""
        self._part_confidence: float | None = None
        """Of the words that may still change."""
        self._language: Language | None = None
        self._waiting: asyncio.Task[None] | None = None
        super().__init__(*args, **kwargs)

    # What comes in

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Note when somebody begins and stops to speak; the stock service does the rest.

        Args:
            frame: The frame.
            direction: Where it is going.
        """
        if isinstance(frame, VADUserStartedSpeakingFrame):
            self._end_owed = False
            self._early.speech_began()
            self._began_secs = self._sent_secs
            await self._wait_no_more()
            self._reach_out()
        ends = isinstance(frame, VADUserStoppedSpeakingFrame)
        if ends and self.is_open:
            self.request_finalize()
        await self.pass_on(frame, direction)
        if isinstance(frame, PauseBeginsFrame):
            await self._ask_early()
        elif isinstance(frame, VADUserStoppedSpeakingFrame) and self._finalize_requested:
            await self._end_utterance(frame.stop_secs)
        elif ends:
            self._end_owed = self._is_reaching or self._connecting.locked()

    async def pass_on(self, frame: Frame, direction: FrameDirection) -> None:
        """Have the stock service do what it does, but for asking for last words.

        Args:
            frame: The frame.
            direction: Where it is going.
        """
        await super().process_frame(frame, direction)

    async def cleanup(self) -> None:
        """Let the connection go."""
        await self._wait_no_more()
        await super().cleanup()

    # For the vendors

    async def hear(
        self,
        text: str,
        *,
        final: bool,
        language: Language | None,
        confidence: float | None = None,
        span: Span | None = None,
    ) -> None:
        """Take words.

        Args:
            text: As the vendor wrote them; may be empty.
            final: Whether they will not change any more.
            language: As the vendor tells.
            confidence: As the vendor tells, 0 to 1.
            span: In which part of the connection's sound these are all the words; None if the
                vendor does not tell.
        """
        news = self._early.news(text, span, final=final)
        if news is None:
            return
        if news:
            self._language = language or self._language
        if final and news:
            self._heard.append(news)
            self._confidences += [] if confidence is None else [confidence]
        part, self._part_confidence = ("", None) if final else (news, confidence)
        self._early.heard(self.joint.join(self._heard), part, span)
        if final and news and not self.has_work():
            await self._tell()
        elif not await self._tell_early() and news:
            await self._tell_so_far(part, span, final=final)

    async def _tell_so_far(self, part: str, span: Span | None, *, final: bool) -> None:
        self._told_secs = 0.0 if span is None else span.end
        words = self._joined([*self._heard, part])
        await self.push_frame(
            InterimTranscriptionFrame(
                words,
                self._user_id,
                time_now_iso8601(),
                self._language,
                self._covered(span, final=final),
            )
        )

    def _joined(self, pieces: Iterable[str]) -> str:
        return " ".join(self.joint.join(pieces).split())

    def _covered(self, span: Span | None, *, final: bool) -> Covered | None:
        if span is None:
            return None
        # Sound is sent as it is said: what is not heard yet came last.
        return Covered(time.monotonic() - max(self._sent_secs - span.end, 0.0), final=final)

    async def _tell_early(self) -> bool:
        """Tell the words so far as the last ones if that is known; whether it was done."""
        if self._user_speaking or not self._finalize_requested or not self._early.is_due():
            return False
        self._heard += [self._early.part] if self._early.part else []
        self._confidences += [] if self._part_confidence is None else [self._part_confidence]
        self._early.told_early()
        await self._wait_no_more()
        self.confirm_finalize()
        return await self._tell()

    async def flushed(self, span: Span | None = None) -> None:
        """Take note that all words of the utterance have come.

        Args:
            span: In which part of the connection's sound the last of them were; None if the
                vendor does not tell.
        """
        known_secs = self._asked.answered(span)
        is_last = self._asked.is_known(self._needed_secs)
        if is_last and self._early.flush(span):
            return
        if self._heard and not self.joint:
            # Deltas begin anew behind what was finished in the middle of a sentence.
            self._heard.append(" ")
        if self._user_speaking and self._heard and self._told_secs < known_secs - SLACK_SECS:
            await self._tell_so_far("", Span(self._told_secs, known_secs), final=True)
        elif is_last and not self._user_speaking and self._finalize_requested:
            await self._finish()

    async def _finish(self) -> None:
        """Tell what was heard as the last words."""
        await self._wait_no_more()
        self.confirm_finalize()
        if not await self._tell():
            self._early.utterance_over()
            self._finalize_pending = False
            await self.stop_ttfb_metrics()
            await self._cancel_ttfb_timeout()

    @abstractmethod
    async def ask_for_last_words(self) -> None:
        """Have the vendor finish what it heard."""

    # The connection

    def has_work(self) -> bool:
        """Whether an utterance is in progress, or its words are still to come."""
        return self._user_speaking or self._finalize_requested or self._end_owed

    async def abandon_work(self) -> None:
        """Forget half an utterance: whoever keeps the sound has others hear all of it."""
        self._heard.clear()
        self._confidences.clear()
        self._early.opened()
        self._unsent.clear()
        self._finalize_requested = self._end_owed = False
        await self._wait_no_more()

    async def opened(self) -> None:
        """Send the sound that was kept, and the end of an utterance that ended meanwhile."""
        self._began_secs = self._needed_secs = self._told_secs = 0.0
        self._early.opened()
        self._asked.opened()
        await super().opened()
        owed, self._end_owed = self._end_owed, False
        if owed:
            self.request_finalize()
            self._begin_to_wait()
            await self._ask()

    # The end of an utterance

    async def _ask(self) -> None:
        self._asked.asked(self._sent_secs)
        await self.ask_for_last_words()

    async def _ask_early(self) -> None:
        if self.is_open and self._user_speaking and not self._unsent:
            await self._ask()

    async def _end_utterance(self, silent_secs: float) -> None:
        sent_secs = self._sent_secs
        # What was asked before the utterance began is of the one before.
        began_secs = self._began_secs + _A_SOUND_SECS
        self._needed_secs = max(sent_secs - max(silent_secs, 0.0), began_secs)
        if self._asked.is_known(self._needed_secs) and self._early.part:
            # Words behind those that were asked for: what the detector took for silence was none.
            self._needed_secs = sent_secs
        if self._asked.is_known(self._needed_secs):
            await self._finish()
            return
        asked = self._asked.is_asked(self._needed_secs)
        self._begin_to_wait(may_ask_again=asked)
        self._early.speech_ended(sent_secs, silent_secs)
        await self._tell_early()
        if not asked:
            await self._ask()

    def _begin_to_wait(self, *, may_ask_again: bool = False) -> None:
        waiting = self._wait_for_last_words(may_ask_again=may_ask_again)
        self._waiting = self.create_task(waiting, f"{self}::last words")

    async def _wait_for_last_words(self, *, may_ask_again: bool) -> None:
        if may_ask_again:
            await asyncio.sleep(_AGAIN_SECS)
            await self._ask()
        await asyncio.sleep(_FINAL_SECS)
        self._waiting = None
        await self._tell()
        await self.push_error_frame(
            ErrorFrame(
                f"no end of the words came in {_FINAL_SECS:g} seconds",
                category=ErrorCategory.CONNECTIVITY,
            )
        )
        self._finalize_requested = False
        self._drop_connection()

    async def _wait_no_more(self) -> None:
        task, self._waiting = self._waiting, None
        if task is not None and task is not asyncio.current_task():
            await self.cancel_task(task)

    async def _tell(self) -> bool:
        """Push what was heard; False if nothing was."""
        text, language = self._joined(self._heard), self._language
        result = least(self._confidences)
        self._heard.clear()
        self._confidences.clear()
        self._told_secs = 0.0
        if not text:
            return False
        self._early.told(text)
        # Usage comes first: tracing attaches it to the span that the transcript closes.
        await self.emit_stt_usage_metrics()
        await self.push_frame(
            TranscriptionFrame(text, self._user_id, time_now_iso8601(), language, result)
        )
        await self._handle_transcription(text, True, language)
        return True

    @traced_stt
    async def _handle_transcription(
        self, transcript: str, is_final: bool, language: Language | None = None
    ) -> None:
        """Only the tracing around it counts."""


def language_of(code: object) -> Language | None:
    """Pipecat's name of a language.

    Args:
        code: As a vendor tells it.
    """
    try:
        return Language(code) if isinstance(code, str) else None
    except ValueError:
        return None
