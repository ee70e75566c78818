from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Full, Queue

import numpy as np
from loguru import logger

from repartee.audio.any_rates import AnyRates
from repartee.history.recording.encoder import RATE, Encoder, RecordingFormat
from repartee.history.recording.timeline import Samples, Timeline
from repartee.transports.line import HEARD_RATE, LONGEST_LEAD_SECS

# With the encoder's and the page's share, less than a second is lost with the process.
_DELAY_SECS = LONGEST_LEAD_SECS + 0.05
_ROUND_SECS = 0.05
# Two pieces every 20 ms; a disk that stands still for longer loses sound, and memory stays bounded.
_MOST_PIECES = 3000
_CLOSE_SECS = 10.0

Clock = Callable[[], float]


@dataclass(frozen=True)
class _Heard:
    pcm: bytes
    now: float


@dataclass(frozen=True)
class _Played:
    pcm: bytes
    rate: int
    at: float


@dataclass(frozen=True)
class _Cleared:
    now: float


class FileTape:
    """Records one sitting to a file, on a thread of its own (`Tape`).

    What is heard is queued with its time; the thread puts it on two timelines, and encodes what
    nothing can change any more.
    """

    def __init__(self, path: Path, kind: RecordingFormat, clock: Clock) -> None:
        """Prepare to record; nothing is written before `begin`.

        Args:
            path: Where to; its directory is made.
            kind: How the sound is written.
            clock: Seconds since the sitting began; the file's first sample is its zero.
        """
        self.path = path
        self._kind: RecordingFormat = kind
        self._clock = clock
        self._queue: Queue[_Heard | _Played | _Cleared] = Queue(_MOST_PIECES)
        self._ending = threading.Event()
        self._ended = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._record, name="recording", daemon=True)
        self._callers, self._agent = Timeline(RATE), Timeline(RATE)
        self._callers_rate, self._agent_rate = AnyRates(), AnyRates()
        self._has_lost = False
        self._secs = 0.0
        self._on_failure: Callable[[], object] = lambda: None

    @property
    def is_finished(self) -> bool:
        """Whether nothing more is written to its file."""
        return self._ended.is_set()

    def begin(self, on_failure: Callable[[], object]) -> None:
        """Begin to record.

        Args:
            on_failure: Told, on the event loop, if it cannot go on.
        """
        self._on_failure = on_failure
        self._thread.start()

    async def close(self) -> float:
        """Write the rest, within bounds.

        Returns:
            How long the recording is, in seconds.
        """
        self._ending.set()
        try:
            async with asyncio.timeout(_CLOSE_SECS):
                await self._ended.wait()
        except TimeoutError:
            logger.error("A recording was not finished within {} s", _CLOSE_SECS)
        return self._secs

    # What is heard

    def heard(self, pcm: bytes) -> None:
        """Take in what callers have just said; 16-bit mono at `HEARD_RATE`."""
        self._put(_Heard(pcm, self._clock()))

    def played(self, pcm: bytes, sample_rate: int, in_secs: float) -> None:
        """Take in what the agent says.

        Args:
            pcm: 16-bit mono samples.
            sample_rate: Their rate in Hz.
            in_secs: How soon it is heard.
        """
        self._put(_Played(pcm, sample_rate, self._clock() + in_secs))

    def cleared(self) -> None:
        """What is not heard yet of the agent is not going to be."""
        self._put(_Cleared(self._clock()))

    def _put(self, piece: _Heard | _Played | _Cleared) -> None:
        try:
            self._queue.put_nowait(piece)
        except Full:
            if not self._has_lost:
                self._has_lost = True
                logger.error("A recording loses sound: its disk takes nothing. The talk goes on.")

    # On its thread

    def _record(self) -> None:
        try:
            self._write_all()
        except Exception as error:  # noqa: BLE001 - the talk goes on, whatever a codec raises
            logger.error(
                "A recording ends early, as it cannot be written: {}: {}. Look whether there is "
                "room where recordings are kept.",
                type(error).__name__,
                error,
            )
            self._tell(self._on_failure)
        finally:
            self._tell(self._ended.set)

    def _write_all(self) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Nobody else may read it from the start.
        self.path.touch(mode=0o600)
        encoder = Encoder(self.path, self._kind)
        try:
            while not self._ending.wait(_ROUND_SECS):
                self._take_in()
                self._write(encoder, self._clock() - _DELAY_SECS)
            now = self._clock()
            self._take_in()
            self._write(encoder, now)
        finally:
            encoder.close()

    def _write(self, encoder: Encoder, until: float) -> None:
        encoder.write(self._callers.take(until), self._agent.take(until))
        self._secs = encoder.secs

    def _take_in(self) -> None:
        # No more than there are now: what comes meanwhile can wait.
        for _ in range(self._queue.qsize()):
            try:
                piece = self._queue.get_nowait()
            except Empty:
                return
            self._put_down(piece)

    def _put_down(self, piece: _Heard | _Played | _Cleared) -> None:
        match piece:
            case _Heard(pcm, now):
                pcm = self._callers_rate.resample(pcm, HEARD_RATE, RATE)
                self._callers.came(_samples(pcm), now)
            case _Played(pcm, rate, at):
                pcm = self._agent_rate.resample(pcm, rate, RATE)
                self._agent.planned(_samples(pcm), at)
            case _Cleared(now):
                self._agent_rate.reset()
                self._agent.cut(now)

    def _tell(self, tell: Callable[[], object]) -> None:
        try:
            self._loop.call_soon_threadsafe(tell)
        except RuntimeError:
            # The server stops without waiting for recordings.
            return


def _samples(pcm: bytes) -> Samples:
    return np.frombuffer(pcm, "<i2")
