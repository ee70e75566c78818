from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

import numpy as np

from repartee.caller.audio_format import SAMPLE_RATE, Samples
from repartee.caller.loudspeaker import Loudspeaker
from repartee.caller.speech_edges import SampleSpan
from repartee.caller.transcript import Transcript
from repartee.caller.turn_accounts import TurnAccounts
from repartee.caller.turn_log import (
    BargeIn,
    CutOff,
    Span,
    answer_to,
    cut_ins,
    longest_pause,
)


class TurnKind(Enum):
    """What made the agent speak."""

    GREETING = "greeting"
    SPOKEN = "spoken"
    TYPED = "typed"
    INTERRUPTION = "interruption"


@dataclass(frozen=True, slots=True)
class Turn:
    """What came of one thing said.

    Attributes:
        kind: What made the agent speak.
        said: The recording's name, or what was typed; empty for the greeting.
        heard_text: What the agent understood, after its captions.
        answer_text: What it answered, after its captions.
        delay_seconds: From the last speech sample sent to the first one heard (see `turn_log` for
            what that includes); from the message sent where the turn was typed, and from being
            ready to listen for the greeting. Negative where the agent talked into the caller's
            end; None where it did not answer.
        cut_ins: How often the agent began to talk while the caller still did.
        barge_in: How an interruption fared, None for other turns.
        barge_in_seconds: From the interruption's first speech sample sent to the last audible
            agent sample heard; None unless it was cut off.
        answer_at_seconds: Where the answer begins in the saved file, None without one.
        heard_audio: The answer's sound, mono, 48 kHz, with 0.2 s around it.
        longest_pause_seconds: The longest silence within the answer, as it came; None without one.
        said_until: When the last speech sample was sent, monotonic seconds; None before that.
        steps_ms: What the server says of the same delay: milliseconds from the end of speech to
            each of what happened on the way; empty where it says nothing of it.
    """

    kind: TurnKind
    said: str
    heard_text: str
    answer_text: str
    delay_seconds: float | None
    cut_ins: int
    barge_in: BargeIn | None
    barge_in_seconds: float | None
    answer_at_seconds: float | None
    heard_audio: Samples = field(repr=False, compare=False)
    longest_pause_seconds: float | None = None
    said_until: float | None = None
    steps_ms: Mapping[str, float] = field(default_factory=dict)

    @property
    def answered(self) -> bool:
        """Whether the agent was heard to answer."""
        return self.delay_seconds is not None

    @property
    def passed(self) -> bool:
        """Whether all went as it should: an answer, or silence where it was interrupted."""
        return self.answered or self.barge_in is BargeIn.CUT_OFF


@dataclass(slots=True)
class OpenTurn:
    """A turn that is still going on.

    Attributes:
        kind: What makes the agent speak.
        name: What reports call what was said.
        since: From when on captions belong to it, monotonic seconds.
        said: When it was said, once it has been.
        cut: How the interruption fares that it is.
        until: When the next turn took over.
    """

    kind: TurnKind
    name: str
    since: float
    said: Span | None = None
    cut: CutOff | None = None
    until: float = math.inf

    def agent_speech(self, spans: Sequence[Span]) -> list[Span]:
        """What of the agent's speech belongs to this turn, an interrupted answer left out."""
        return [span for span in spans if self._answers_from < span.began < self.until]

    def answer(self, spans: Sequence[Span]) -> Span | None:
        """The answer, once it has begun."""
        return answer_to(self.said, self.agent_speech(spans)) if self.said else None

    def told(
        self, loudspeaker: Loudspeaker, transcript: Transcript, accounts: TurnAccounts
    ) -> Turn:
        """What has come of it so far."""
        speech = self.agent_speech(loudspeaker.spans)
        answer = self.answer(speech)
        return Turn(
            kind=self.kind,
            said=self.name,
            heard_text=transcript.heard(self.since, self.until),
            answer_text=transcript.answer(self._answers_from, self.until),
            delay_seconds=answer.began - self.said.ended if answer and self.said else None,
            cut_ins=cut_ins(self.said, speech) if self.said else 0,
            barge_in=self.cut.outcome if self.cut else None,
            barge_in_seconds=self._barge_in_seconds(),
            answer_at_seconds=answer.samples.first / SAMPLE_RATE if answer else None,
            heard_audio=_sound(loudspeaker, answer, speech),
            longest_pause_seconds=longest_pause(answer, speech) if answer else None,
            said_until=self.said.ended if self.said else None,
            steps_ms=accounts.steps_ms(self._answers_from, self.until) if answer else {},
        )

    @property
    def _answers_from(self) -> float:
        if self.cut and self.cut.last_heard_at is not None:
            return self.cut.last_heard_at
        return self.since

    def _barge_in_seconds(self) -> float | None:
        if not self.said or not self.cut or self.cut.last_heard_at is None:
            return None
        return self.cut.last_heard_at - self.said.began


def _sound(loudspeaker: Loudspeaker, answer: Span | None, speech: list[Span]) -> Samples:
    if answer is None:
        return np.empty(0, np.int16)
    samples = SampleSpan(answer.samples.first, speech[-1].samples.last)
    return loudspeaker.audio(Span(answer.began, speech[-1].ended, samples))
