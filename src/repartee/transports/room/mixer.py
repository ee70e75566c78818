from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import soxr

from repartee.transports.line import HEARD_RATE, LONGEST_LEAD_SECS

Samples = npt.NDArray[np.int16]

TICK_SECS = 0.02
_PRIME_SECS = 0.04
_MOST_SECS = 0.2
# The agent need not hear at the pace of real time: a burst is caught up with, not cut.
_MOST_FOR_AGENT_SECS = 3.0
_CATCH_UP_SECS = 0.08
# 1 % of full scale; less is a breath.
_AUDIBLE = 0.01 * 32_768


class SoundQueue:
    """Sound of one source, taken out at the pace of real time.

    It comes in bursts. So that a late burst is not heard as a gap, some sound waits before the
    first is given; if too much has piled up, the oldest goes.
    """

    def __init__(self, rate: int, *, prime_secs: float = 0.0, most_secs: float = 60.0) -> None:
        """Make an empty queue.

        Args:
            rate: Samples a second.
            prime_secs: How much must be there before any is given.
            most_secs: How much is kept at most.
        """
        self._prime = int(prime_secs * rate)
        self._most = int(most_secs * rate)
        self._sound = np.zeros(0, np.int16)
        self._flowing = False

    def put(self, samples: Samples) -> None:
        """Add sound."""
        self._sound = np.concatenate((self._sound, samples))
        if len(self._sound) > self._most:
            self._sound = self._sound[-max(self._prime, 1) :]

    def take(self, count: int) -> Samples:
        """Take sound; what is missing is silence.

        Args:
            count: How many samples.
        """
        if not self._flowing and len(self._sound) < max(self._prime, 1):
            return np.zeros(count, np.int16)
        taken, self._sound = self._sound[:count], self._sound[count:]
        self._flowing = len(taken) == count
        return np.pad(taken, (0, count - len(taken)))

    def clear(self) -> None:
        """Forget everything."""
        self._sound, self._flowing = np.zeros(0, np.int16), False

    def __len__(self) -> int:
        """How many samples wait; 0 while the first ones still gather."""
        return len(self._sound) if self._flowing else 0

    def skip_silence(self, count: int) -> None:
        """Let go of what comes next, if nobody would hear it.

        Args:
            count: How many samples.
        """
        coming = self._sound[:count].astype(np.float64)
        if len(coming) == count and np.mean(np.square(coming)) < _AUDIBLE**2:
            self._sound = self._sound[count:]

    def rest(self) -> Samples:
        """Take all that is left."""
        rest = self._sound
        self.clear()
        return rest


class _Source:
    """What one guest says: at the ears' rate for the agent, at the voice's for the others."""

    def __init__(self, voice_rate: int) -> None:
        self.for_agent = SoundQueue(
            HEARD_RATE, prime_secs=_PRIME_SECS, most_secs=_MOST_FOR_AGENT_SECS
        )
        self.for_others = SoundQueue(voice_rate, prime_secs=_PRIME_SECS, most_secs=_MOST_SECS)
        # Quality "QQ" holds nothing back; the others hear a telephone's bandwidth either way.
        self._resampler = soxr.ResampleStream(HEARD_RATE, voice_rate, 1, "int16", "QQ")

    def put(self, samples: Samples) -> None:
        self.for_agent.put(samples)
        self.for_others.put(self._resampler.resample_chunk(samples))


@dataclass(frozen=True)
class Mix:
    """What everybody hears for `TICK_SECS`."""

    for_agent: bytes
    """All guests together, at the ears' rate; longer than a tick after a burst."""
    for_guests: dict[str, bytes]
    """The agent and all others but oneself, at the voice's rate; by the guest's id."""
    loudness: dict[str, float] = field(default_factory=dict)
    """Mean square of what each guest said."""


class Mixer:
    """Lets several guests and the agent hear each other, one tick at a time."""

    def __init__(self, voice_rate: int, guests: Iterable[str]) -> None:
        """Begin in silence.

        Args:
            voice_rate: Rate in Hz of the agent's voice, and of what guests get.
            guests: Their ids.
        """
        self._voice_rate = voice_rate
        self._voice_count = int(voice_rate * TICK_SECS)
        self._heard_count = int(HEARD_RATE * TICK_SECS)
        self._agent = SoundQueue(voice_rate)
        # Lines may hold what it said before the mixing began.
        self._agent_quiet_secs = 0.0
        self._sources = {guest: _Source(voice_rate) for guest in guests}

    def keep_only(self, guests: Iterable[str]) -> None:
        """Let these take part, and nobody else.

        Args:
            guests: Ids of everybody who is here; new ones among them begin in silence.
        """
        self._sources = {
            guest: self._sources.get(guest) or _Source(self._voice_rate) for guest in guests
        }

    def heard(self, guest: str, pcm: bytes) -> None:
        """Take in what a guest says; 16-bit mono at `HEARD_RATE`."""
        source = self._sources.get(guest)
        if source is not None:
            source.put(np.frombuffer(pcm, np.int16))

    def said(self, pcm: bytes) -> None:
        """Take in what the agent says; 16-bit mono at the voice's rate."""
        self._agent.put(np.frombuffer(pcm, np.int16))

    def clear(self) -> bool:
        """Forget what the agent said and nobody has heard.

        Returns:
            Whether lines may still hold some of it.
        """
        self._agent.clear()
        return self._agent_quiet_secs < LONGEST_LEAD_SECS

    def rest_of_the_agent(self) -> bytes:
        """What the agent said and nobody has heard."""
        return self._agent.rest().tobytes()

    def tick(self) -> Mix:
        """Mix what comes next."""
        agent = self._agent.take(self._voice_count)
        self._agent_quiet_secs = 0.0 if agent.any() else self._agent_quiet_secs + TICK_SECS
        count = self._catch_up()
        heard = {g: s.for_agent.take(count) for g, s in self._sources.items()}
        relayed = {g: s.for_others.take(self._voice_count) for g, s in self._sources.items()}
        everybody = agent.astype(np.int32)
        for sound in relayed.values():
            everybody = everybody + sound
        return Mix(
            _clipped(np.sum([s.astype(np.int32) for s in heard.values()], axis=0)),
            {guest: _clipped(everybody - own) for guest, own in relayed.items()},
            {g: float(np.mean(np.square(s.astype(np.float64)))) for g, s in heard.items()},
        )

    def _catch_up(self) -> int:
        """How much the agent hears now, so that nobody is heard late for long.

        Where all who speak have more waiting than their bursts explain, it is two ticks. Where
        somebody else's microphone is open, as one usually is, two of theirs are not there yet;
        then the late ones lose their pauses.
        """
        waiting = {guest: len(each.for_agent) for guest, each in self._sources.items()}
        behind = [g for g, count in waiting.items() if count > _CATCH_UP_SECS * HEARD_RATE]
        if len(behind) == sum(map(bool, waiting.values())):
            return self._heard_count * (2 if behind else 1)
        for guest in behind:
            self._sources[guest].for_agent.skip_silence(self._heard_count)
        return self._heard_count


def _clipped(samples: npt.NDArray[np.int32]) -> bytes:
    return np.clip(samples, -32768, 32767).astype(np.int16).tobytes()
