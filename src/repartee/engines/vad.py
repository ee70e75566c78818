from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from copy import copy

from pipecat.audio.vad.silero import SileroVADAnalyzer
from pipecat.audio.vad.vad_analyzer import VADParams

from repartee.engines.threads import prestarted_executor


class VadEngine:
    """One loaded Silero model for all sessions.

    Stock Pipecat loads the ONNX model for each session on the event loop: 30–100 ms during which
    every other caller freezes, and 10 MB a session. The network itself is stateless between calls;
    the recurrent state lives beside it, so sessions share the network and own their state.
    """

    def __init__(self) -> None:
        self._template: SileroVADAnalyzer | None = None
        self._executor: ThreadPoolExecutor | None = None

    async def start(self) -> None:
        """Load the model off the event loop."""
        self._executor = prestarted_executor(2, "vad")
        loop = asyncio.get_running_loop()
        self._template = await loop.run_in_executor(self._executor, SileroVADAnalyzer)
        # The template never analyses, so it needs no thread of its own.
        await self._template.cleanup()

    async def close(self) -> None:
        """Let the model and its threads go."""
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)
        self._template = self._executor = None

    def analyzer(self, params: VADParams) -> SharedVADAnalyzer:
        """Make one session's analyzer.

        Args:
            params: Thresholds and times of this session.

        Returns:
            An analyzer with its own state over the shared network.

        Raises:
            RuntimeError: If the engine is not started.
        """
        if self._template is None or self._executor is None:
            raise RuntimeError("the VAD engine is not started")
        return SharedVADAnalyzer(self._template, self._executor, params)


class SharedVADAnalyzer(SileroVADAnalyzer):
    """Pipecat's Silero analyzer over a network and threads that belong to the engine."""

    def __init__(
        self, template: SileroVADAnalyzer, executor: ThreadPoolExecutor, params: VADParams
    ) -> None:
        # The base class's constructor loads the model anew, so its state is copied instead.
        self.__dict__.update(template.__dict__)
        self._model = copy(template._model)
        self._model.reset_states()
        self._volume_tracker = type(template._volume_tracker)()
        self._vad_buffer = b""
        self._prev_volume = 0.0
        self._windows_since_reset = 0
        self._low_confidence_windows = 0
        self._params = params
        self._executor = executor

    async def cleanup(self) -> None:
        """Leave the shared threads running; only the engine ends them."""
