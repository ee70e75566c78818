"""What happened when, put together into the figures of a turn. Pure: times in, figures out.

```
caller  ──████████──────────────────████──────────────
agent   ────────────────██████████████▄▄───────████───
                 ├ delay ┤          ├ barge-in ┤
            said.ended   │     said.began      │
                    answer.began           cut off
```

All times are monotonic seconds: a sent sample's is when the packet that carries it was written to
the socket, a heard sample's is when the packet came that carries it. A delay so taken includes the
network both ways and all that the server does; it leaves out sound cards, the up to 20 ms that a
packet takes to fill and to play, and whatever jitter buffer the listener's browser would add.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from repartee.caller.speech_edges import SampleSpan

TALKED_OVER_SECONDS = 0.5
"""Agent speech that goes on for longer than this after the caller's is the answer, come early;
shorter, it is an old answer being broken off."""

CUT_OFF_SECONDS = 1.0
"""Silence this long after an interruption means the agent fell silent, whatever it reports.
A shorter one might be a pause between two sentences, unless the agent says it stopped."""

CONFIRMED_CUT_OFF_SECONDS = 0.25
"""Silence that is enough where the agent did say it stopped."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of speech in time.

    Attributes:
        began: When its first sample was sent or came, monotonic seconds.
        ended: The same of its last sample.
        samples: Where it lies in the sound.
    """

    began: float
    ended: float
    samples: SampleSpan


class BargeIn(Enum):
    """How an interruption fared."""

    UNDECIDED = "undecided"
    ALREADY_SILENT = "already silent"
    CUT_OFF = "cut off"


@dataclass(frozen=True, slots=True)
class CutOff:
    """How an interruption fared, and when the last audible agent sample came."""

    outcome: BargeIn
    last_heard_at: float | None = None


def answer_to(said: Span, agent: Sequence[Span]) -> Span | None:
    """Find the agent's answer to what was said.

    Args:
        said: What the caller said.
        agent: The agent's speech from then on, in order of time.

    Returns:
        The first speech that began after the caller's last sample; or, where the agent talked into
        the caller's end and went on, that speech. None while there is none.
    """
    for span in agent:
        talked_over = span.began > said.began and span.ended > said.ended + TALKED_OVER_SECONDS
        if span.began > said.ended or talked_over:
            return span
    return None


def first_heard(since: float, agent: Sequence[Span]) -> float | None:
    """How long it took until the agent was heard at all, in seconds; None while it was not.

    A server that greets whoever is connected may do so before the caller could say that it is
    ready: that is a greeting, too, if none that answers anything.

    Args:
        since: From when on.
        agent: The agent's speech, in order of time.
    """
    return agent[0].began - since if agent else None


def longest_pause(answer: Span, agent: Sequence[Span]) -> float:
    """The longest silence between two stretches of an answer, in seconds; 0 within one.

    Args:
        answer: Where it begins.
        agent: The agent's speech, in order of time.
    """
    heard = [span for span in agent if span.began >= answer.began]
    return max((later.began - span.ended for span, later in pairwise(heard)), default=0.0)


def cut_ins(said: Span, agent: Sequence[Span]) -> int:
    """How often the agent began to talk while the caller was still talking."""
    return sum(said.began < span.began <= said.ended for span in agent)


def cut_off(
    interrupted_at: float, agent: Sequence[Span], stops: Sequence[float], now: float
) -> CutOff:
    """Find when the agent fell silent after it was interrupted.

    Args:
        interrupted_at: When the interruption's first speech sample was sent.
        agent: The agent's speech, in order of time.
        stops: When the agent reported that it stopped speaking.
        now: Until when is known; sound that would have come later is not.
    """
    last = _audible_at(interrupted_at, agent)
    if last is None:
        return CutOff(BargeIn.ALREADY_SILENT)
    for span in (span for span in agent if span.began > last.ended):
        if _fell_silent(last.ended, span.began, interrupted_at, stops):
            break
        last = span
    else:
        if not _fell_silent(last.ended, now, interrupted_at, stops):
            return CutOff(BargeIn.UNDECIDED)
    if last.ended <= interrupted_at:
        return CutOff(BargeIn.ALREADY_SILENT)
    return CutOff(BargeIn.CUT_OFF, last.ended)


def _audible_at(at: float, agent: Sequence[Span]) -> Span | None:
    """The speech that is heard at this time, a pause between two sentences included."""
    begun = [span for span in agent if span.began <= at]
    if begun and begun[-1].ended + CUT_OFF_SECONDS > at:
        return begun[-1]
    return None


def _fell_silent(
    quiet_from: float, until: float, interrupted_at: float, stops: Sequence[float]
) -> bool:
    reported = any(interrupted_at < stop <= until for stop in stops)
    needed = CONFIRMED_CUT_OFF_SECONDS if reported else CUT_OFF_SECONDS
    return until - quiet_from >= needed
