"""Where speech begins and ends in PCM, by energy with hysteresis above an adaptive noise floor.

```
level   ▁▁▁▁▂▅▇█▇▅▂▁▁▅▇█▅▁▁▁▁▁▁▁▁▁
onset   ────────────────────────────  floor + 10 dB, held for 20 ms: speech has begun
release ────────────────────────────  floor + 6 dB: speech goes on down to here
             └─────── one span ──┘└─ 200 ms ─┘ quiet this long ends the span
```

Speech is looked at in windows of 10 ms. The floor is the quietest window of the last three
seconds: running speech dips between syllables, noise does not. It is held between -70 and -42 dBFS,
so that digital silence (which voices write between words) does not make every faint tail speech,
and a loud start does not pass for noise. Edges are exact to the sample that crosses the threshold,
which in noise lies within some 20 ms of what a person would mark.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field, replace

import numpy as np

from repartee.caller.audio_format import SAMPLE_RATE, Samples

WINDOW_SAMPLES = SAMPLE_RATE // 100
"""10 ms: short beside a syllable, long enough for one period of a low voice."""

ONSET_DB = 10.0
RELEASE_DB = 6.0
"""How far above the floor speech begins, and down to where it goes on."""

LOWEST_FLOOR_DBFS = -70.0
HIGHEST_FLOOR_DBFS = -42.0

CONFIRM_WINDOWS = 2
"""Loud windows in a row that make speech: one alone is a click."""

QUIET_WINDOWS = 20
"""Quiet windows in a row that end a span; a stop consonant is quiet for up to 12."""

_LOOK_BACK_WINDOWS = 10
_FLOOR_BLOCK_WINDOWS = 50
_FLOOR_BLOCKS = 6
_SILENCE_DBFS = -120.0
_SPEECH_OVER_FLOOR_DB = 25.0


@dataclass(frozen=True, slots=True)
class SampleSpan:
    """A stretch of speech: its first and its last sample, counted from the start."""

    first: int
    last: int


@dataclass(slots=True)
class NoiseFloor:
    """The quietest 10 ms of the last three seconds, in dBFS."""

    assumed_dbfs: float = LOWEST_FLOOR_DBFS
    _blocks: deque[float] = field(init=False)
    _block: float = field(init=False, default=math.inf)
    _windows: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self._blocks = deque([self.assumed_dbfs], maxlen=_FLOOR_BLOCKS)

    def hear(self, level_dbfs: float) -> float:
        """Take in one window's level and return the floor, held between its bounds."""
        self._block = min(self._block, level_dbfs)
        self._windows += 1
        floor = min(self._block, *self._blocks)
        if self._windows == _FLOOR_BLOCK_WINDOWS:
            self._blocks.append(self._block)
            self._block, self._windows = math.inf, 0
        return _bounded(floor)


class SpeechDetector:
    """Finds speech in a stream of samples that comes in pieces of any length.

    Args:
        floor_dbfs: The noise floor where it is known; None lets it adapt.
    """

    def __init__(self, floor_dbfs: float | None = None) -> None:
        self.spans: list[SampleSpan] = []
        """Speech so far. The last span still grows while `speaking`."""
        self.position = 0
        """Samples looked at so far; up to one window less than were fed."""
        self._fixed_floor = floor_dbfs
        self._floor = NoiseFloor()
        self._pending: Samples = np.empty(0, np.int16)
        self._recent: deque[_Window] = deque(maxlen=_LOOK_BACK_WINDOWS + CONFIRM_WINDOWS)
        self._loud_windows = 0
        self._quiet_windows = QUIET_WINDOWS

    @property
    def speaking(self) -> bool:
        """Whether the last span may still grow."""
        return self._quiet_windows < QUIET_WINDOWS

    def feed(self, samples: Samples) -> None:
        """Look at the samples that come next."""
        pending = np.concatenate((self._pending, samples))
        whole = len(pending) // WINDOW_SAMPLES * WINDOW_SAMPLES
        for window in pending[:whole].reshape(-1, WINDOW_SAMPLES):
            self._look_at(window)
        self._pending = pending[whole:]

    def skip(self, count: int) -> None:
        """Take ``count`` samples as missing: silence that tells nothing about the noise floor."""
        # One window more than ends a span: the first may begin with the sound before it.
        silence = np.zeros(min(count, (QUIET_WINDOWS + 1) * WINDOW_SAMPLES), np.int16)
        floor, self._fixed_floor = self._fixed_floor, HIGHEST_FLOOR_DBFS
        self.feed(silence)
        self._fixed_floor = floor
        self.position += count - len(silence)

    def _look_at(self, samples: Samples) -> None:
        level = level_dbfs(samples)
        floor = self._floor.hear(level) if self._fixed_floor is None else self._fixed_floor
        window = _Window.measure(samples, self.position, level, floor)
        self.position += WINDOW_SAMPLES
        self._recent.append(window)
        if self.speaking:
            self._go_on(window)
        else:
            self._listen_for_onset(window)

    def _go_on(self, window: _Window) -> None:
        if window.audible is None:
            self._quiet_windows += 1
            return
        self._quiet_windows = 0
        self.spans[-1] = replace(self.spans[-1], last=window.audible.last)

    def _listen_for_onset(self, window: _Window) -> None:
        self._loud_windows = self._loud_windows + 1 if window.loud else 0
        if self._loud_windows < CONFIRM_WINDOWS:
            return
        self._loud_windows = self._quiet_windows = 0
        self.spans.append(SampleSpan(self._first_audible(), _last(window)))
        self._recent.clear()

    def _first_audible(self) -> int:
        first = self._recent[-1].start
        for window in reversed(self._recent):
            if window.audible is None:
                break
            first = window.audible.first
        return first


def find_speech(samples: Samples) -> SampleSpan | None:
    """Find the first and the last sample of speech in a whole recording.

    Unlike the stream's, the floor here is known beforehand: the level below which a tenth of the
    recording lies, at least 25 dB under its loud parts.

    Returns:
        The stretch from the first speech to the last, pauses included; None where there is none.
    """
    detector = SpeechDetector(_floor_of(samples))
    detector.feed(samples)
    detector.feed(np.zeros(WINDOW_SAMPLES, np.int16))
    if not detector.spans:
        return None
    return SampleSpan(detector.spans[0].first, detector.spans[-1].last)


def level_dbfs(samples: Samples) -> float:
    """Root mean square of the samples in dB below full scale, -120 for digital silence."""
    # As a product of vectors: callers in their dozens take it 100 times a second.
    wide = samples.astype(np.float32)
    power = float(wide @ wide) / len(samples)
    return 10 * math.log10(power / 32768**2) if power > 0 else _SILENCE_DBFS


@dataclass(frozen=True, slots=True)
class _Window:
    start: int
    loud: bool
    audible: SampleSpan | None

    @classmethod
    def measure(cls, samples: Samples, start: int, level: float, floor: float) -> _Window:
        audible = _over(samples, start, floor + RELEASE_DB) if level >= floor + RELEASE_DB else None
        return cls(start, level >= floor + ONSET_DB, audible)


def _over(samples: Samples, start: int, threshold_dbfs: float) -> SampleSpan:
    """The samples that reach the threshold: some do, for their root mean square does."""
    amplitude = 32768 * 10 ** (threshold_dbfs / 20)
    over = np.flatnonzero(np.abs(samples.astype(np.int32)) >= math.floor(amplitude))
    return SampleSpan(start + int(over[0]), start + int(over[-1]))


def _last(window: _Window) -> int:
    return window.audible.last if window.audible else window.start


def _floor_of(samples: Samples) -> float:
    whole = len(samples) // WINDOW_SAMPLES * WINDOW_SAMPLES
    if whole == 0:
        return LOWEST_FLOOR_DBFS
    levels = [level_dbfs(window) for window in samples[:whole].reshape(-1, WINDOW_SAMPLES)]
    quiet, loud = np.percentile(levels, (10, 95))
    return _bounded(min(float(quiet), float(loud) - _SPEECH_OVER_FLOOR_DB))


def _bounded(floor_dbfs: float) -> float:
    return min(max(floor_dbfs, LOWEST_FLOOR_DBFS), HIGHEST_FLOOR_DBFS)
