from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Protocol

from repartee.transports.room.handed_out import HandedOut
from repartee.transports.room.pace import Pace

# Whoever holds the voice says within 2.5 s what becomes of it. Pipecat gives a transport up that
# takes no sound for 10 s.
_MOST_HELD_SECS = 5.0
_PIECE_SECS = 0.02


class Listeners(Protocol):
    """Who hears the agent, and can be made to forget what they have not heard."""

    @property
    def lead_secs(self) -> float:
        """How much sound they may be given ahead of time."""
        ...

    def play(self, pcm: bytes, in_secs: float) -> None:
        """Let them hear the agent, so many seconds from now."""
        ...

    def take_back(self) -> bool:
        """Let them forget what they have not heard yet, as it is going to come again.

        Returns:
            Whether they do; where not, they hear it now.
        """
        ...


class HeldVoice:
    """Hands out sound at its pace, and can be held: nothing is lost by that, nor heard twice.

    handed out   ▅▇▆▅▂▃│▅▆          │▅▆▇▅▂
                  heard│ taken back │ again
                       held         freed
    """

    def __init__(
        self, listeners: Listeners, sample_rate: Callable[[], int], clock: Callable[[], float]
    ) -> None:
        """Begin free and with nothing to play.

        Args:
            listeners: Who hears it.
            sample_rate: The rate in Hz of what is handed out.
            clock: The time in seconds.
        """
        self._listeners = listeners
        self._sample_rate = sample_rate
        self._clock = clock
        self._pace = Pace()
        self._handed_out = HandedOut()
        self._kept = b""
        self._awaited_secs = 0.0
        """Counted by the pace, and not handed out yet."""
        self._free = asyncio.Event()
        self._free.set()

    @property
    def unheard_secs(self) -> float:
        """How long what was handed out goes on to be played, or would if it were not held."""
        return self._pace.ahead(self._clock()) + self._secs(self._kept)

    @property
    def keeps_sound(self) -> bool:
        """Whether it is held, and sound was taken back that is to be heard later."""
        return bool(self._kept) and not self._free.is_set()

    async def until_due(self, secs: float, *, at_any_rate: bool) -> None:
        """Wait until the next piece of sound is to be handed out.

        Args:
            secs: How long it is.
            at_any_rate: Whether it is played while the voice is held.
        """
        while True:
            if not at_any_rate:
                await self._freed()
            wait = self._pace.take(self._clock(), secs, self._listeners.lead_secs)
            if wait > 0:
                self._awaited_secs = secs
                await asyncio.sleep(wait)
                self._awaited_secs = 0.0
            if at_any_rate or self._free.is_set():
                return

    def hand_out(self, pcm: bytes) -> float:
        """Let a piece of sound be heard that was waited for.

        Args:
            pcm: 16-bit mono samples.

        Returns:
            In how many seconds it is heard.
        """
        in_secs = max(0.0, self._pace.ahead(self._clock()) - self._secs(pcm))
        self._handed_out.put(pcm, self._sample_rate())
        self._listeners.play(pcm, in_secs)
        return in_secs

    def hold(self) -> None:
        """Be silent, and keep what was not heard."""
        if not self._free.is_set():
            return
        self._free.clear()
        unheard = max(0.0, self._pace.ahead(self._clock()) - self._awaited_secs)
        if unheard and self._listeners.take_back():
            self._kept = self._handed_out.take_back(unheard)
            self._pace.reset()

    def go_on(self) -> None:
        """Let what was kept be heard, and what comes behind it."""
        kept, self._kept = self._kept, b""
        self._free.set()
        for piece in self._pieces(kept):
            self._pace.take(self._clock(), self._secs(piece), self._listeners.lead_secs)
            self.hand_out(piece)

    def drop(self) -> None:
        """Nothing of what was handed out or kept is going to be heard; stay silent until `free`."""
        self._kept = b""
        self._handed_out.forget()
        self._pace.reset()
        self._free.clear()

    def free(self) -> None:
        """What comes next is heard."""
        self._free.set()

    async def _freed(self) -> None:
        try:
            async with asyncio.timeout(_MOST_HELD_SECS):
                await self._free.wait()
        except TimeoutError:
            self.go_on()

    def _pieces(self, pcm: bytes) -> Iterator[bytes]:
        size = 2 * int(_PIECE_SECS * self._sample_rate())
        return (pcm[at : at + size] for at in range(0, len(pcm), size))

    def _secs(self, pcm: bytes) -> float:
        rate = self._sample_rate()
        return len(pcm) / (2 * rate) if rate else 0.0
