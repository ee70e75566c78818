"""A short run of `kills`, which see."""

from __future__ import annotations

from pathlib import Path

from tests.history.kills import kill_and_look

_TIMES = 10


async def test_who_kills_the_server_loses_no_turn_and_breaks_no_file(
    database_url: str, tmp_path: Path
) -> None:
    for _ in range(_TIMES):
        killed = await kill_and_look(database_url, tmp_path)
        assert killed.turns >= 1
