from __future__ import annotations

from repartee.conversation.snapshot import Shelf, Snapshot


class ChosenShelf:
    """Keeps a conversation on the disk, or in memory if its caller wants nothing to be stored."""

    def __init__(self, disk: Shelf, memory: Shelf) -> None:
        """Choose between two shelves.

        Args:
            disk: Survives a restart.
            memory: Does not.
        """
        self._disk = disk
        self._memory = memory

    async def open(self) -> None:
        """Open both."""
        await self._disk.open()
        await self._memory.open()

    async def keep(self, snapshot: Snapshot) -> None:
        """Keep the newest state where its caller wants it, and nowhere else."""
        if snapshot.choices.keep != "nothing":
            await self._disk.keep(snapshot)
            return
        if await self._memory.find(snapshot.conversation_id) is None:
            # The settings may have allowed more when it began.
            await self._disk.forget(snapshot.conversation_id)
        await self._memory.keep(snapshot)

    async def find(self, conversation_id: str) -> Snapshot | None:
        """What is kept of a conversation, None for nothing."""
        kept = await self._memory.find(conversation_id)
        return kept or await self._disk.find(conversation_id)

    async def forget(self, conversation_id: str) -> None:
        """Let go of a conversation."""
        await self._memory.forget(conversation_id)
        await self._disk.forget(conversation_id)

    async def forget_all(self) -> None:
        """Let go of everything."""
        await self._memory.forget_all()
        await self._disk.forget_all()
