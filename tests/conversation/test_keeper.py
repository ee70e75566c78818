"""What cannot be kept is said in the log, and costs nothing else."""

from __future__ import annotations

import pytest
from loguru import logger

from repartee.conversation.keeper import Keeper
from repartee.conversation.parts import Choices
from repartee.conversation.snapshot import EmptyShelf, Snapshot


class FaultyShelf(EmptyShelf):
    """Fails once."""

    def __init__(self, fault: Exception) -> None:
        self.kept = 0
        self._faults = [fault]

    async def keep(self, snapshot: Snapshot) -> None:
        del snapshot
        if self._faults:
            raise self._faults.pop()
        self.kept += 1


@pytest.mark.parametrize(
    "fault", [OSError(28, "No space left on device"), ValueError("it cannot be written")]
)
async def test_a_state_that_cannot_be_kept_is_told_and_the_next_one_is_kept(
    fault: Exception,
) -> None:
    said: list[str] = []
    sink = logger.add(said.append)
    shelf = FaultyShelf(fault)
    keeper = Keeper(shelf, lambda: Snapshot("talk", (), "", (), Choices()))
    keeper.note_change()
    await keeper.finish()
    logger.remove(sink)
    assert "cannot be resumed" in said[0]
    keeper.note_change()
    await keeper.finish()
    assert shelf.kept == 1
