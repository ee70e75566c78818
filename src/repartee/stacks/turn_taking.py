from __future__ import annotations

import asyncio
import time

from pipecat.audio.vad.vad_analyzer import VADAnalyzer, VADParams
from pipecat.turns.user_start.base_user_turn_start_strategy import BaseUserTurnStartStrategy
from pipecat.turns.user_turn_strategies import UserTurnStrategies

from repartee.engines.smart_turn import SmartTurnEngine
from repartee.engines.vad import SharedVADAnalyzer, VadEngine
from repartee.settings import Settings
from repartee.turns.barge_in_start import BargeInStart
from repartee.turns.early_answer import EarlyAnswer, EarlyAnswerRules
from repartee.turns.early_pause import EarlyPause
from repartee.turns.early_turn_stop import AnswersEarly
from repartee.turns.endpointing import FREE_PAUSE_SECS, Endpointing, EndpointingRules
from repartee.turns.listener import TurnListener
from repartee.turns.pause_begins import TellsOfPauses
from repartee.turns.turn_end import TurnEndStrategy


class TurnTaking:
    """The models that tell whose turn it is, shared by all sessions."""

    def __init__(self, settings: Settings) -> None:
        """Describe the models.

        Args:
            settings: Their thresholds.
        """
        self._settings = settings
        self._vad = VadEngine()
        self._smart_turn = SmartTurnEngine()

    async def start(self) -> None:
        """Load both."""
        await asyncio.gather(self._vad.start(), self._smart_turn.start())

    async def close(self) -> None:
        """Let both go."""
        await asyncio.gather(self._vad.close(), self._smart_turn.close(), return_exceptions=True)

    def vad_analyzer(self) -> VADAnalyzer:
        """Make the detector of speech."""
        settings = self._settings
        return self._vad.analyzer(
            VADParams(
                confidence=settings.vad_confidence,
                start_secs=settings.vad_start_secs,
                stop_secs=settings.vad_stop_secs,
                min_volume=settings.vad_min_volume,
            )
        )

    def strategies(self, vad: VADAnalyzer | None, *, answers_early: bool) -> UserTurnStrategies:
        """Make the rules for when the caller's turn begins and ends.

        Args:
            vad: The conversation's detector of speech.
            answers_early: Whether the brain gains by beginning before the turn has ended.
        """
        shared = vad if isinstance(vad, SharedVADAnalyzer) else None
        begins_early = shared is not None and answers_early and self._settings.early_answers
        listener = self._listener(shared, FREE_PAUSE_SECS if begins_early else 0.0)
        if shared is None or not self._settings.early_answers:
            stop = TurnEndStrategy(listener=listener)
            return UserTurnStrategies(start=self._start(), stop=[stop])

        pause = EarlyPause(time.monotonic)

        def pause_begins() -> bool:
            return pause.sound(shared.pause_secs)

        if not answers_early:
            stop = _TurnStop(listener=listener, pause_begins=pause_begins)
            return UserTurnStrategies(start=self._start(), stop=[stop])
        rules = EarlyAnswerRules(wasted_per_minute=self._settings.early_answers_per_minute)
        early = EarlyAnswer(rules, time.monotonic)
        early_stop = _EarlyTurnStop(
            listener=listener,
            pause_begins=pause_begins,
            early=early,
            pause_secs=lambda: shared.pause_secs,
        )
        return UserTurnStrategies(start=self._start(), stop=[early_stop])

    def _start(self) -> list[BaseUserTurnStartStrategy] | None:
        # Pipecat's own rules, where there are none here, interrupt at any sound.
        return [BargeInStart()] if self._settings.barge_in == "judged" else None

    def _listener(self, vad: SharedVADAnalyzer | None, least_pause_secs: float) -> TurnListener:
        settings = self._settings
        rules = EndpointingRules(
            max_pause_secs=settings.turn_max_pause_secs,
            least_pause_secs=min(least_pause_secs, settings.turn_max_pause_secs),
        )
        return TurnListener(
            self._smart_turn,
            Endpointing(rules),
            vad_stop_secs=settings.vad_stop_secs,
            pause_secs=None if vad is None else lambda: vad.pause_secs,
        )


class _TurnStop(TellsOfPauses, TurnEndStrategy):
    """Sound and words end turns; ears are told early of a pause."""


class _EarlyTurnStop(TellsOfPauses, AnswersEarly, TurnEndStrategy):
    """The same, and a turn may find its answer begun."""
