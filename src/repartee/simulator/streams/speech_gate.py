"""Where speech begins and pauses in a stream of audio, by its loudness alone."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import Enum
from itertools import groupby

import numpy as np

from repartee.simulator.streams.sample_formats import HEARING_RATE

BLOCK_SECS = 0.01
_BLOCK_BYTES = int(HEARING_RATE * BLOCK_SECS) * 2
_PRE_ROLL_BLOCKS = 30  # a first consonant is softer than what tells of speech
_TAIL_BLOCKS = 100  # less, and telephone speech is misheard; of 4 s, ears make words
_WINDOW_BLOCKS = 10
_LOUD_BLOCKS = 6
_LOUDEST_SILENCE = 150.0  # of 32,768: -47 dBFS; flite's speech is at 2,000 and more
_ABOVE_FLOOR = 3.0
_FLOOR_RISE = 1.002  # a block; the floor doubles in 3.5 s, so noise that stays becomes silence
_LEAST_FLOOR = 10.0


class GateState(Enum):
    """Whether somebody speaks."""

    WAITING = "waiting"
    SPEAKING = "speaking"


@dataclass(frozen=True, slots=True)
class Began:
    """Speech begins."""

    at: float
    """Where in the stream, in seconds."""


@dataclass(frozen=True, slots=True)
class Sound:
    """Audio to be heard, silences inside speech included."""

    audio: bytes
    """PCM s16le mono at 16 kHz; of a long pause, its two ends."""


@dataclass(frozen=True, slots=True)
class Paused:
    """Nobody has spoken for as long as was asked; told once a pause."""

    at: float
    """Where speech ended, in seconds."""


GateEvent = Began | Sound | Paused


class SpeechGate:
    """Lets speech through and keeps silence out: before it, after it, and in long pauses.

        .......|##########|..........
               Began      |--pause--|Paused

    A recogniser that is fed silence takes CPU and hears words in it: of "yes" and the 4 s after
    which a turn is over that does not sound done, PocketSphinx made "yes in".
    """

    def __init__(self, pause_secs: float | None = None) -> None:
        """Start in silence.

        Args:
            pause_secs: The silence after which `Paused` is told; None for never.
        """
        self._pause_blocks = None if pause_secs is None else max(1, round(pause_secs / BLOCK_SECS))
        self._state = GateState.WAITING
        self._floor = _LEAST_FLOOR
        self._rest = b""
        self._blocks = 0
        self._quiet_blocks = 0
        self._before: deque[bytes] = deque(maxlen=_PRE_ROLL_BLOCKS)
        self._recent: deque[bool] = deque(maxlen=_WINDOW_BLOCKS)

    @property
    def state(self) -> GateState:
        """Whether somebody speaks."""
        return self._state

    @property
    def secs(self) -> float:
        """How much audio has come."""
        return self._blocks * BLOCK_SECS

    @property
    def quiet_secs(self) -> float:
        """How long it has been silent."""
        return self._quiet_blocks * BLOCK_SECS

    @property
    def speech_end(self) -> float:
        """Where the last sound of speech was, in seconds."""
        return self.secs - self.quiet_secs

    def take(self, audio: bytes) -> list[GateEvent]:
        """Listen to more.

        Args:
            audio: PCM s16le mono at 16 kHz, any length.
        """
        audio = self._rest + audio
        whole = len(audio) // _BLOCK_BYTES * _BLOCK_BYTES
        self._rest = audio[whole:]
        events: list[GateEvent] = []
        for at in range(0, whole, _BLOCK_BYTES):
            events += self._block(audio[at : at + _BLOCK_BYTES])
        return _joined(events)

    def reset(self) -> None:
        """Take speech for over; the next sound begins another stretch."""
        self._state = GateState.WAITING
        self._before.clear()
        self._recent.clear()

    def _block(self, block: bytes) -> list[GateEvent]:
        self._blocks += 1
        loud = self._is_loud(block)
        self._quiet_blocks = 0 if loud else self._quiet_blocks + 1
        if self._state is GateState.SPEAKING:
            events: list[GateEvent] = self._let_through(block)
            if self._quiet_blocks == self._pause_blocks:
                events.append(Paused(self.speech_end))
            return events
        self._before.append(block)
        self._recent.append(loud)
        return self._begin() if sum(self._recent) >= _LOUD_BLOCKS else []

    def _let_through(self, block: bytes) -> list[GateEvent]:
        if self._quiet_blocks > _TAIL_BLOCKS:
            self._before.append(block)
            return []
        sound = b"".join([*self._before, block])
        self._before.clear()
        return [Sound(sound)]

    def _begin(self) -> list[GateEvent]:
        self._state = GateState.SPEAKING
        sound = b"".join(self._before)
        began = self.secs - len(self._recent) * BLOCK_SECS
        self._before.clear()
        self._recent.clear()
        return [Began(max(0.0, round(began, 3))), Sound(sound)]

    def _is_loud(self, block: bytes) -> bool:
        samples = np.frombuffer(block, np.int16).astype(np.float64)
        level = float(np.sqrt(np.mean(samples**2)))
        self._floor = max(_LEAST_FLOOR, min(level, self._floor * _FLOOR_RISE))
        return level > max(_LOUDEST_SILENCE, self._floor * _ABOVE_FLOOR)


def _joined(events: list[GateEvent]) -> list[GateEvent]:
    """The same with neighbouring sounds in one piece."""
    joined: list[GateEvent] = []
    for is_sound, group in groupby(events, key=lambda event: isinstance(event, Sound)):
        if is_sound:
            sounds = [event.audio for event in group if isinstance(event, Sound)]
            joined.append(Sound(b"".join(sounds)))
        else:
            joined += group
    return joined
