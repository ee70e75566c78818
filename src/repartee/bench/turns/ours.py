"""Repartee's own way, with the model in this process: its clock is no other process's."""

from __future__ import annotations

import asyncio
import time

from pipecat.audio.turn.smart_turn.local_smart_turn_v3 import LocalSmartTurnAnalyzerV3
from pipecat.audio.vad.vad_analyzer import VADAnalyzer, VADParams
from pipecat.turns.user_turn_strategies import UserTurnStrategies

from repartee.bench.turns.recordings import SAMPLE_RATE
from repartee.bench.turns.subject import VadThresholds
from repartee.engines.smart_turn import Audio, SmartTurnEngine
from repartee.engines.vad import VadEngine
from repartee.turns.early_pause import EarlyPause
from repartee.turns.endpointing import Endpointing, EndpointingRules
from repartee.turns.listener import TurnListener
from repartee.turns.pause_begins import TellsOfPauses
from repartee.turns.turn_end import TurnEndStrategy


class _VerdictsHere(SmartTurnEngine):
    """The shared engine's model; a verdict takes as long as it is told to."""

    def __init__(self, verdict_secs: float) -> None:
        super().__init__()
        self._verdict_secs = verdict_secs
        self._model = LocalSmartTurnAnalyzerV3(sample_rate=SAMPLE_RATE)
        self._model.set_sample_rate(SAMPLE_RATE)

    async def probability(self, audio: Audio) -> float | None:
        verdict = self._model._predict_endpoint(audio)
        await asyncio.sleep(self._verdict_secs)
        return float(verdict["probability"])


class OurTurns:
    """What all sessions of a process share.

    Args:
        verdict_secs: How long the model takes.
    """

    def __init__(self, verdict_secs: float) -> None:
        self._vad = VadEngine()
        self._smart_turn = _VerdictsHere(verdict_secs)
        self._started = False

    async def made(
        self, thresholds: VadThresholds, rules: EndpointingRules
    ) -> tuple[VADAnalyzer, UserTurnStrategies]:
        """Make one session's, as the server does.

        Args:
            thresholds: When sound is speech.
            rules: What is waited for.
        """
        if not self._started:
            await self._vad.start()
            self._started = True
        vad = self._vad.analyzer(
            VADParams(
                confidence=thresholds.confidence,
                start_secs=thresholds.start_secs,
                stop_secs=thresholds.stop_secs,
                min_volume=thresholds.min_volume,
            )
        )
        listener = TurnListener(
            self._smart_turn,
            Endpointing(rules),
            vad_stop_secs=thresholds.stop_secs,
            pause_secs=lambda: vad.pause_secs,
        )
        pause = EarlyPause(time.monotonic)
        stop = _Stop(listener=listener, pause_begins=lambda: pause.sound(vad.pause_secs))
        return vad, UserTurnStrategies(stop=[stop])


class _Stop(TellsOfPauses, TurnEndStrategy):  # type: ignore[no-untyped-call]
    """As the server's, but for answers that begin early: they change no turn's end."""
