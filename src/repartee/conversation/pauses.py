from __future__ import annotations

import asyncio


class Pauses:
    """When the agent may speak unasked: somebody is here, and they are not speaking."""

    def __init__(self) -> None:
        """Begin with nobody here, so that nobody speaks."""
        self._somebody_here = asyncio.Event()
        self._user_quiet = asyncio.Event()
        self._user_quiet.set()

    def somebody_is_here(self) -> None:
        """A caller is on a line."""
        self._somebody_here.set()

    def nobody_is_here(self) -> None:
        """The last caller went."""
        self._somebody_here.clear()

    def user_began(self) -> None:
        """A caller speaks."""
        self._user_quiet.clear()

    def user_finished(self) -> None:
        """A caller has said what they wanted to."""
        self._user_quiet.set()

    async def next(self) -> None:
        """Wait for the next pause; returns at once within one."""
        await self._somebody_here.wait()
        await self._user_quiet.wait()
