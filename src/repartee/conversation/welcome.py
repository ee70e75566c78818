from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

# A client that speaks RTVI says it is ready within this time; one that does not is greeted too.
_READY_TIMEOUT_SECS = 1.0


class Welcome:
    """Says the first words to whoever came, once: when they are ready, or after a moment."""

    def __init__(self, say: Callable[[str], Awaitable[None]]) -> None:
        """Begin with nobody to greet.

        Args:
            say: Speaks.
        """
        self._say = say
        self._words = ""

    async def expect(self, words: str) -> None:
        """Greet somebody who has just come, and who may never say that they are ready.

        Args:
            words: What to say; empty for silence.
        """
        self._words = words
        await asyncio.sleep(_READY_TIMEOUT_SECS)
        await self.greet()

    async def greet(self) -> None:
        """Greet whoever is ready now, unless that was done."""
        words, self._words = self._words, ""
        if words:
            await self._say(words)

    def forget(self) -> None:
        """There is nobody to greet any more."""
        self._words = ""
