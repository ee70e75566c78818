from __future__ import annotations

import asyncio
from collections.abc import Callable

from repartee.transports.room.mixer import TICK_SECS, Mix, Mixer

# After a longer stall the lines have run dry, and catching up would only add delay.
_MOST_LATE_SECS = 0.3


class Conference:
    """Runs a mixer at the pace of real time while there are several guests."""

    def __init__(self, mixer: Mixer, deliver: Callable[[Mix], None]) -> None:
        """Begin to mix.

        Args:
            mixer: Who is in it.
            deliver: Given what everybody hears, every `TICK_SECS`.
        """
        self.mixer = mixer
        self._deliver = deliver
        self._ticking = asyncio.create_task(self._tick(), name="conference")

    def close(self) -> bytes:
        """Stop mixing.

        Returns:
            What the agent said and nobody has heard.
        """
        self._ticking.cancel()
        return self.mixer.rest_of_the_agent()

    async def _tick(self) -> None:
        clock = asyncio.get_running_loop().time
        due = clock()
        while True:
            due = max(due + TICK_SECS, clock() - _MOST_LATE_SECS)
            await asyncio.sleep(due - clock())
            self._deliver(self.mixer.tick())
