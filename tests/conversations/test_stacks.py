"""Every stack holds a conversation, by voice, without a network (A, B, E; and mixes of them)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conversations.rehearsals import STACKS, converse
from tests.support.server_process import serving
from tests.support.speech import needs_flite
from tests.support.stand_ins import StandIns, standing_in

pytestmark = [pytest.mark.audio, needs_flite]


@pytest.fixture(scope="module")
def stand_ins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIns]:
    with standing_in(tmp_path_factory.mktemp("stand-ins")) as running:
        yield running


@pytest.mark.parametrize("name", STACKS)
async def test_three_turns_with_context(name: str, stand_ins: StandIns, tmp_path: Path) -> None:
    stand_ins.calls()
    environment = {**stand_ins.environment, **STACKS[name]}
    with serving(tmp_path, **environment) as url:
        talk = await converse(url)
    log = (tmp_path / "server.log").read_text()
    assert talk.notes == (), log
    assert [turn.answered for turn in talk.turns] == [True, True, True], log
    assert talk.words_heard > 0.8, talk.turns
    assert talk.remembers, talk.turns
