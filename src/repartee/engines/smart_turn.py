from __future__ import annotations

import asyncio
import os

import numpy as np
import numpy.typing as npt
from loguru import logger
from pipecat.audio.turn.smart_turn.local_smart_turn_v3 import LocalSmartTurnAnalyzerV3

from repartee.engines.inference_process import InferenceProcess, InferenceUnavailableError

Audio = npt.NDArray[np.float32]

_SAMPLE_RATE = 16_000
# Inference takes 70 ms of CPU; past this the machine is drowning and waiting helps nobody.
_VERDICT_TIMEOUT_SECS = 1.0
# On one core the model and the loop take turns. A verdict is asked for 0.2 s or more before a turn
# can end by it; what the loop does is heard. Where there are more cores it is local models that
# take them, and behind those a verdict must not wait.
_ON_ONE_CORE = 10

_model: LocalSmartTurnAnalyzerV3 | None = None


def _load() -> None:
    global _model
    _model = LocalSmartTurnAnalyzerV3(sample_rate=_SAMPLE_RATE)
    _model.set_sample_rate(_SAMPLE_RATE)
    _infer(np.zeros(_SAMPLE_RATE, dtype=np.float32))


def _niceness() -> int:
    alone = hasattr(os, "sched_getaffinity") and len(os.sched_getaffinity(0)) == 1
    return _ON_ONE_CORE if alone else 0


def _infer(audio: Audio) -> float:
    if _model is None:
        raise RuntimeError("the smart turn model is not loaded")
    return float(_model._predict_endpoint(audio)["probability"])


class SmartTurnEngine:
    """The smart turn model in one process of its own, shared by all sessions.

    Inside a busy server process its 70 ms of CPU a turn doubles voice-to-voice long before audio
    suffers: 4–5 sessions a core, against 14 with the model next door (measured on stock parts).
    """

    def __init__(self) -> None:
        self._process = InferenceProcess("smart turn", _load, niceness=_niceness())

    async def start(self) -> None:
        """Start the process and load the model in it."""
        await self._process.start()

    async def close(self) -> None:
        """End the process."""
        await self._process.close()

    async def probability(self, audio: Audio) -> float | None:
        """How likely it is that the speaker has finished.

        Args:
            audio: The turn so far, `(n_samples,)` float32 in -1 … 1 at 16 kHz; the last 8 s count.

        Returns:
            Probability from 0 to 1, or None if no verdict could be had in time.
        """
        try:
            async with asyncio.timeout(_VERDICT_TIMEOUT_SECS):
                return await self._process.call(_infer, audio)
        except (TimeoutError, InferenceUnavailableError) as error:
            logger.warning("No smart turn verdict, silence alone decides: {!r}", error)
            return None
