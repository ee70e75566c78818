from __future__ import annotations

from repartee.tools.mcp.progress import Progress, ProgressTeller
from tests.tools.scripted_host import ScriptedHost


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_pages_are_told_how_far_a_call_is() -> None:
    host = ScriptedHost()
    ProgressTeller(host, "files_search", "c1", Clock())(Progress(3, 10, "notes.txt"))
    assert host.told == [
        {
            "type": "tool-progress",
            "tool": "files_search",
            "call_id": "c1",
            "done": 3,
            "total": 10,
            "note": "notes.txt",
        }
    ]


def test_a_server_that_tells_of_everything_floods_nobody() -> None:
    host, clock = ScriptedHost(), Clock()
    tell = ProgressTeller(host, "files_search", "c1", clock)
    for file in range(1000):
        tell(Progress(file))
        clock.now += 0.001
    assert [each["done"] for each in host.told] == [0, 500]


def test_a_note_without_an_end_is_cut() -> None:
    host = ScriptedHost()
    ProgressTeller(host, "files_search", "c1", Clock())(Progress(1, None, "x" * 5000))
    assert len(str(host.told[0]["note"])) == 200
