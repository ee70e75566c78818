"""Plays what comes over a socket, in time, to a loudspeaker that measures."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from repartee.caller.audio_format import SAMPLE_RATE, Samples
from repartee.caller.gaps import Gap
from repartee.caller.loudspeaker import Loudspeaker
from repartee.caller.pcm import Upsampler

_PIECE_SAMPLES = SAMPLE_RATE // 100


@dataclass(frozen=True, slots=True)
class _Piece:
    due: float
    position: int
    samples: Samples


class Player:
    """Plays each piece when the one before it ends, or at once if that has ended.

    What comes over a socket comes ahead of time, so a sample is *heard* when a player without any
    buffer of its own would play it; what is cleared before then is never heard. Nothing runs in
    here: whoever owns it calls `advance` every few milliseconds.

    Args:
        loudspeaker: What hears the sound, and keeps when it was heard.
        clock: Monotonic seconds.
    """

    def __init__(
        self, loudspeaker: Loudspeaker, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.gaps: list[Gap] = []
        """Where nothing was there to be played."""
        self._loudspeaker = loudspeaker
        self._clock = clock
        self._upsampler = Upsampler()
        self._queue: deque[_Piece] = deque()
        self._marks: deque[tuple[int, Callable[[], None]]] = deque()
        # When and where the sound that is there ends
        self._end_at = 0.0
        self._end = 0

    def add(self, samples: Samples, rate: int) -> None:
        """Take in sound that is to be played after all that is there.

        Args:
            samples: Mono samples.
            rate: Their rate in Hz.
        """
        self._wait_for_sound()
        sound = self._upsampler.feed(samples, rate)
        for start in range(0, len(sound), _PIECE_SAMPLES):
            piece = sound[start : start + _PIECE_SAMPLES]
            self._queue.append(_Piece(self._end_at, self._end, piece))
            self._end += len(piece)
            self._end_at += len(piece) / SAMPLE_RATE
        self.advance()

    def clear(self) -> None:
        """Forget what has not been played yet."""
        self.advance()
        if self._queue:
            self._end, self._end_at = self._queue[0].position, self._queue[0].due
            self._queue.clear()
            self._upsampler = Upsampler()
        while self._marks:
            self._marks.popleft()[1]()

    def when_played(self, tell: Callable[[], None]) -> None:
        """Call this once all sound taken in so far has been played, or cleared."""
        self._marks.append((self._end, tell))
        self.advance()

    def advance(self) -> None:
        """Play what is due."""
        now = self._clock()
        while self._queue and self._queue[0].due <= now:
            piece = self._queue.popleft()
            self._loudspeaker.arrivals.note(piece.position, piece.due)
            self._loudspeaker.hear(piece.position, piece.samples)
        self._tell_marks(self._queue[0].position if self._queue else self._end)

    def _tell_marks(self, played: int) -> None:
        while self._marks and self._marks[0][0] <= played:
            self._marks.popleft()[1]()

    def _wait_for_sound(self) -> None:
        """Pass over the time for which there was nothing to play."""
        now = self._clock()
        if not self._end_at:
            self._end_at = now
        elif now > self._end_at:
            missing = round((now - self._end_at) * SAMPLE_RATE)
            self.gaps.append(Gap(self._end, missing))
            self._end += missing
            self._upsampler = Upsampler()
            self._end_at = now
