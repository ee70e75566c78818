"""What a link does to the packets that go over it. Pure: time and chance in, departures out."""

from __future__ import annotations

import heapq
import random
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Weather:
    """How bad a link is, the same in both directions."""

    loss: float = 0.0
    """Which part of the packets is dropped, 0 to 1."""
    delay_secs: float = 0.0
    """How long a packet takes one way."""
    jitter_secs: float = 0.0
    """Standard deviation of that; packets overtake each other."""
    dark: bool = False
    """Whether nothing passes at all."""


FINE = Weather()
DARK = Weather(dark=True)


@dataclass(order=True)
class _Waiting:
    due: float
    number: int
    side: int = field(compare=False)
    packet: bytes = field(compare=False)


class Link:
    """Decides when each packet leaves on the other side, and whether at all."""

    def __init__(self, seed: int = 1) -> None:
        self.weather = FINE
        self.seen = 0
        self.dropped = 0
        self._chance = random.Random(seed)
        self._waiting: list[_Waiting] = []

    def enter(self, side: int, packet: bytes, now: float) -> None:
        """A packet came from one side, 0 or 1."""
        self.seen += 1
        weather = self.weather
        if weather.dark or self._chance.random() < weather.loss:
            self.dropped += 1
            return
        late = max(0.0, self._chance.gauss(weather.delay_secs, weather.jitter_secs))
        heapq.heappush(self._waiting, _Waiting(now + late, self.seen, 1 - side, packet))

    def leave(self, now: float) -> list[tuple[int, bytes]]:
        """The packets that are due, each with the side where it comes out."""
        due: list[tuple[int, bytes]] = []
        while self._waiting and self._waiting[0].due <= now:
            waiting = heapq.heappop(self._waiting)
            due.append((waiting.side, waiting.packet))
        return due

    def next_due(self) -> float | None:
        """When the next packet leaves; None while there is none."""
        return self._waiting[0].due if self._waiting else None
