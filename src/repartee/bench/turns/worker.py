"""A process in which time is a number, and recordings are played one after another."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from repartee.bench.turns.clock import VirtualLoop, take_over_time
from repartee.bench.turns.ears import EarsPace
from repartee.bench.turns.recordings import TurnRecording
from repartee.bench.turns.subject import TurnSubject

if TYPE_CHECKING:
    from pipecat.audio.vad.vad_analyzer import VADAnalyzer
    from pipecat.turns.user_turn_strategies import UserTurnStrategies

    from repartee.bench.turns.ours import OurTurns
    from repartee.bench.turns.replay import Heard

# What a verdict takes on a machine that does something else as well, for whoever asks.
_VERDICT_SECS = 0.07
_STOCK_VERDICT = "_process_speech_segment"

_loop: VirtualLoop | None = None
_ours: OurTurns | None = None


def begin() -> None:
    """Make this process one of those; the first thing it does."""
    global _loop
    _loop = VirtualLoop({_STOCK_VERDICT: _VERDICT_SECS})
    take_over_time(_loop)
    asyncio.set_event_loop(_loop)
    from loguru import logger

    logger.remove()


def play(subject: TurnSubject, recording: TurnRecording, pace: EarsPace) -> Heard:
    """Have one subject hear one recording.

    Args:
        subject: Who.
        recording: What.
        pace: When words come.

    Raises:
        RuntimeError: The process was not begun.
    """
    if _loop is None:
        raise RuntimeError("time is not taken over")
    return _loop.run_until_complete(_played(subject, recording, pace))


async def _played(subject: TurnSubject, recording: TurnRecording, pace: EarsPace) -> Heard:
    from repartee.bench.turns.replay import replay

    vad, strategies = await _made(subject)
    return await replay(recording, vad, strategies, pace)


async def _made(subject: TurnSubject) -> tuple[VADAnalyzer, UserTurnStrategies]:
    from pipecat.audio.vad.silero import SileroVADAnalyzer
    from pipecat.turns.user_turn_strategies import UserTurnStrategies

    if subject.vad is None or subject.rules is None:
        return SileroVADAnalyzer(), UserTurnStrategies()
    return await _our_turns().made(subject.vad, subject.rules)


def _our_turns() -> OurTurns:
    global _ours
    from repartee.bench.turns.ours import OurTurns

    if _ours is None:
        _ours = OurTurns(_VERDICT_SECS)
    return _ours
