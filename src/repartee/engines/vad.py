from __future__ import annotations

import asyncio
import math
from collections import deque
from copy import copy

from pipecat.audio.vad.silero import SileroVADAnalyzer
from pipecat.audio.vad.vad_analyzer import VADParams, VADState


class VadEngine:
    """One loaded Silero model for all sessions.

    Stock Pipecat loads the ONNX model for each session on the event loop: 30–100 ms during which
    every other caller freezes, and 10 MB a session. The network itself is stateless between calls;
    the recurrent state lives beside it, so sessions share the network and own their state.
    """

    def __init__(self) -> None:
        self._template: SileroVADAnalyzer | None = None

    async def start(self) -> None:
        """Load the model off the event loop."""
        self._template = await asyncio.to_thread(SileroVADAnalyzer)
        # The template never analyses, so it needs no thread of its own.
        await self._template.cleanup()

    async def close(self) -> None:
        """Let the model go."""
        self._template = None

    def analyzer(self, params: VADParams) -> SharedVADAnalyzer:
        """Make one session's analyzer.

        Args:
            params: Thresholds and times of this session.

        Returns:
            An analyzer with its own state over the shared network.

        Raises:
            RuntimeError: If the engine is not started.
        """
        if self._template is None:
            raise RuntimeError("the VAD engine is not started")
        return SharedVADAnalyzer(self._template, params)


# Half a second: what the network is told of a silence when sound comes after it.
_RECALLED_WINDOWS = 16


class SharedVADAnalyzer(SileroVADAnalyzer):
    """Pipecat's Silero analyzer over a network that belongs to the engine.

    It runs where it is called. A window of 32 ms takes 0.15 ms; to have a thread do that costs
    0.05 ms more, 50 times a second and session, and the wait for a thread (measured on one core).

    What is too quiet to count as speech is not asked about. When it gets louder, the network is
    told of the half second before, so that it does not begin in the middle.
    """

    def __init__(self, template: SileroVADAnalyzer, params: VADParams) -> None:
        # The base class's constructor loads the model anew, so its state is copied instead.
        self.__dict__.update(template.__dict__)
        self._model = copy(template._model)
        self._model.reset_states()
        self._unheard: deque[bytes] = deque(maxlen=_RECALLED_WINDOWS)
        self._volume = 0.0
        self._volume_tracker = type(template._volume_tracker)()
        self._vad_buffer = b""
        self._prev_volume = 0.0
        self._windows_since_reset = 0
        self._low_confidence_windows = 0
        self._params = params

    async def analyze_audio(self, buffer: bytes) -> VADState:
        """Tell whether somebody speaks.

        Args:
            buffer: PCM s16le mono; any length.

        Returns:
            The state after it.
        """
        return self._run_analyzer(buffer)

    def voice_confidence(self, buffer: bytes) -> float:
        """How likely it is that somebody speaks; 0 where it is too quiet to matter.

        Args:
            buffer: One window.
        """
        self._volume = super()._get_smoothed_volume(buffer)
        if self._volume < self._params.min_volume and self._vad_state is VADState.QUIET:
            self._unheard.append(buffer)
            return 0.0
        if self._unheard:
            self._recall()
        return super().voice_confidence(buffer)

    def _recall(self) -> None:
        self._model.reset_states()
        while self._unheard:
            super().voice_confidence(self._unheard.popleft())

    def _get_smoothed_volume(self, audio: bytes) -> float:  # noqa: ARG002
        # Stock asks for it after the confidence, which needs it here.
        return self._volume

    @property
    def pause_secs(self) -> float:
        """For how long it has been silent: 0 while somebody speaks, infinite past `stop_secs`."""
        match self._vad_state:
            case VADState.SPEAKING:
                return 0.0
            case VADState.STOPPING:
                return float(self._vad_stopping_count * self._vad_frames / self.sample_rate)
            case _:
                return math.inf

    async def cleanup(self) -> None:
        """Let nothing go: the network is the engine's."""
