from __future__ import annotations

import asyncio

from pipecat.audio.vad.vad_analyzer import VADAnalyzer, VADParams
from pipecat.turns.user_stop.turn_analyzer_user_turn_stop_strategy import (
    TurnAnalyzerUserTurnStopStrategy,
)
from pipecat.turns.user_turn_strategies import UserTurnStrategies

from repartee.engines.smart_turn import SmartTurnEngine
from repartee.engines.vad import VadEngine
from repartee.settings import Settings


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

    def strategies(self) -> UserTurnStrategies:
        """Make the rules for when the caller's turn begins and ends."""
        analyzer = self._smart_turn.analyzer(self._settings.turn_max_pause_secs)
        return UserTurnStrategies(stop=[TurnAnalyzerUserTurnStopStrategy(turn_analyzer=analyzer)])
