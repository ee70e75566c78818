"""The turn so far as sound, and what the model says to it, without anybody waiting for it."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable

import numpy as np
from pipecat.audio.turn.base_turn_analyzer import BaseTurnAnalyzer, BaseTurnParams, EndOfTurnState
from pipecat.metrics.metrics import MetricsData, TurnMetricsData

from repartee.engines.smart_turn import Audio, SmartTurnEngine
from repartee.turns.endpointing import Endpointing

_LONGEST_SECS = 8.0  # what the model hears
_BEFORE_SPEECH_SECS = 0.5
_BYTES = 2  # a sample's
_OVER = 0.5


class TurnListener(BaseTurnAnalyzer):
    """Keeps the sound of one session's turn, and has it judged while it goes on.

    Pipecat's analyzer is awaited at the detector's pause, for 70 to 150 ms in which all sound and
    all words of the session wait behind it. Here a verdict is asked in the background, from early
    in the pause on, so that it mostly is there when the detector is sure that there is one.
    """

    def __init__(
        self,
        engine: SmartTurnEngine,
        endpointing: Endpointing,
        *,
        vad_stop_secs: float,
        pause_secs: Callable[[], float] | None = None,
    ) -> None:
        """Listen to nothing yet.

        Args:
            engine: The model, shared by all sessions.
            endpointing: Decides.
            vad_stop_secs: Silence after which the detector of speech calls it one.
            pause_secs: For how long the detector has heard none, while it is not sure: 0 while
                somebody speaks. None where it does not tell.
        """
        super().__init__()
        self._engine = engine
        self._endpointing = endpointing
        self._vad_stop_secs = vad_stop_secs
        self._pause_secs = pause_secs or _knows_none
        self._on_verdict: Callable[[], Awaitable[None]] | None = None
        self._vad_start_secs = 0.0
        # The sound
        self._chunks: deque[bytes] = deque()
        self._kept_bytes = 0
        self._speech_bytes: int | None = None
        """How much of it came since somebody began to speak; None before."""
        self._quiet_secs = 0.0
        # The verdicts
        self._looking: asyncio.Task[None] | None = None
        self._verdicts: deque[TurnMetricsData] = deque()

    @property
    def speech_triggered(self) -> bool:
        """Whether somebody has spoken in this turn."""
        return self._speech_bytes is not None

    @property
    def params(self) -> BaseTurnParams:
        """None that anybody could change."""
        return BaseTurnParams()

    @property
    def hears_speech(self) -> bool:
        """Whether somebody speaks right now."""
        return self.speech_triggered and not self._quiet_secs

    @property
    def is_over(self) -> bool:
        """Whether the turn is over by now."""
        return self.speech_triggered and self._endpointing.is_over

    def tell(self, on_verdict: Callable[[], Awaitable[None]]) -> None:
        """Have somebody told of every verdict when it comes."""
        self._on_verdict = on_verdict

    def says(self, words: str) -> None:
        """Ears told words: all of the turn so far."""
        self._endpointing.says(words)

    def take_verdicts(self) -> list[TurnMetricsData]:
        """What the model said since this was last asked."""
        taken = list(self._verdicts)
        self._verdicts.clear()
        return taken

    def update_vad_start_secs(self, vad_start_secs: float) -> None:
        """Speech began that many seconds before it is reported."""
        self._vad_start_secs = vad_start_secs

    def append_audio(self, buffer: bytes, is_speech: bool) -> EndOfTurnState:
        """Take in more sound.

        Args:
            buffer: PCM s16le mono at the sample rate.
            is_speech: Whether the detector of speech says that somebody speaks; it does until it
                is sure that nobody does.

        Returns:
            COMPLETE when the turn is over.
        """
        self._keep(buffer)
        if is_speech:
            self._hear(self._pause_secs())
        elif self.speech_triggered:
            self._quiet_secs = max(self._quiet_secs, self._vad_stop_secs) + self._secs(len(buffer))
            self._wait()
        return EndOfTurnState.COMPLETE if self.is_over else EndOfTurnState.INCOMPLETE

    async def analyze_end_of_turn(self) -> tuple[EndOfTurnState, MetricsData | None]:
        """Tell, without a wait, whether the turn is over as far as is known."""
        if self.speech_triggered and not self._quiet_secs:
            self._quiet_secs = self._vad_stop_secs
            self._wait()
        return (EndOfTurnState.COMPLETE if self.is_over else EndOfTurnState.INCOMPLETE), None

    def clear(self) -> None:
        """The turn is over, whoever ended it."""
        self._endpointing.next_turn()
        self._speech_bytes = None
        self._stop_looking()

    async def cleanup(self) -> None:
        """Ask for nothing more."""
        self._stop_looking()
        await super().cleanup()

    def _hear(self, pause_secs: float) -> None:
        if self._speech_bytes is None:
            self._speech_bytes = 0
        if pause_secs <= 0:
            if self._quiet_secs:
                self._endpointing.speaks()
                self._stop_looking()
            self._quiet_secs = 0.0
        elif pause_secs < self._vad_stop_secs:
            self._quiet_secs = pause_secs
            self._wait()

    def _wait(self) -> None:
        self._endpointing.is_quiet(self._quiet_secs)
        if (
            self._looking is None
            and not self._endpointing.is_over
            and self._endpointing.take_look()
        ):
            self._looking = asyncio.create_task(self._look())

    async def _look(self) -> None:
        asked_at = time.perf_counter()
        likely = await self._engine.probability(self._segment())
        self._looking = None
        if likely is None:
            return
        self._endpointing.judged(likely)
        took_ms = (time.perf_counter() - asked_at) * 1000
        self._verdicts.append(
            TurnMetricsData(
                processor=type(self).__name__,
                is_complete=likely >= _OVER,
                probability=likely,
                e2e_processing_time_ms=took_ms,
            )
        )
        if self._on_verdict is not None:
            await self._on_verdict()

    def _stop_looking(self) -> None:
        looking, self._looking = self._looking, None
        # Whoever is told of a verdict may end the turn, and so come here in the look itself.
        if looking is not None and looking is not asyncio.current_task():
            looking.cancel()

    def _keep(self, buffer: bytes) -> None:
        self._chunks.append(buffer)
        self._kept_bytes += len(buffer)
        if self._speech_bytes is not None:
            self._speech_bytes += len(buffer)
        longest = self._size(_LONGEST_SECS)
        while self._kept_bytes - len(self._chunks[0]) >= longest:
            self._kept_bytes -= len(self._chunks.popleft())

    def _segment(self) -> Audio:
        before = self._size(_BEFORE_SPEECH_SECS + self._vad_start_secs)
        wanted = min((self._speech_bytes or 0) + before, self._size(_LONGEST_SECS))
        sound = b"".join(self._chunks)[-wanted:]
        return np.frombuffer(sound, np.int16).astype(np.float32) / np.float32(32768)

    def _size(self, secs: float) -> int:
        return round(secs * self.sample_rate) * _BYTES

    def _secs(self, size: int) -> float:
        return size / _BYTES / self.sample_rate


def _knows_none() -> float:
    return 0.0
