"""A provider that fails in mid-conversation costs the caller nothing but a moment (B6, E6)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conversations.fault_matrix import SOME, Cell, play
from tests.support.speech import needs_flite
from tests.support.stand_ins import StandIns, standing_in

pytestmark = [pytest.mark.audio, needs_flite]


@pytest.fixture(scope="module")
def stand_ins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIns]:
    with standing_in(tmp_path_factory.mktemp("stand-ins")) as running:
        yield running


@pytest.mark.parametrize("cell", SOME, ids=str)
async def test_the_conversation_goes_on(cell: Cell, stand_ins: StandIns, tmp_path: Path) -> None:
    outcome = await play(cell, stand_ins, tmp_path)
    assert outcome.verdict == "recovered", (outcome.talk, outcome.log)
    assert "Traceback" not in outcome.log
