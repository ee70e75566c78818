from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from repartee.tools.answer import Refusal
from repartee.tools.memory import BriefMemory, ForgetfulError, Passage
from repartee.tools.recollection import Recollection
from tests.tools.scripted_host import ScriptedHost


class Full(BriefMemory):
    """Has earlier conversations."""

    def __init__(self, *passages: Passage) -> None:
        super().__init__()
        self.passages = passages
        self.asked: list[str] = []

    async def recall(self, about: str) -> Sequence[Passage]:
        self.asked.append(about)
        return self.passages


def _looking_into(memory: BriefMemory) -> Recollection:
    host = ScriptedHost()
    host.memory = memory
    return Recollection(host)


async def test_what_was_said_is_told_with_who_and_when() -> None:
    memory = Full(Passage(datetime(2025, 11, 4, 2, 0, tzinfo=UTC), "user", "The tent is blue."))
    told = await _looking_into(memory).recall_conversations("tent")
    # In the caller's own time zone it was still the third.
    assert told["say"] == "On Monday, November 3rd, 2025, you said: The tent is blue."
    assert memory.asked == ["tent"]


async def test_two_passages_are_said_and_more_are_told_to_the_brain() -> None:
    said = [Passage(datetime(2025, 11, n, tzinfo=UTC), "assistant", f"No {n}.") for n in (1, 2, 3)]
    told = await _looking_into(Full(*said)).recall_conversations("numbers")
    assert str(told["say"]).count("I said") == 2
    passages = told["passages"]
    assert isinstance(passages, list)
    assert len(passages) == 3


async def test_nothing_found_is_said() -> None:
    with pytest.raises(Refusal, match="anything about your tent"):
        await _looking_into(Full()).recall_conversations("my tent")
    with pytest.raises(Refusal, match="What shall I look for"):
        await _looking_into(Full()).recall_conversations("")


class _Away(BriefMemory):
    async def recall(self, about: str) -> Sequence[Passage]:
        raise ForgetfulError("Not now.")


async def test_history_that_is_away_is_said() -> None:
    with pytest.raises(Refusal, match="Not now"):
        await _looking_into(_Away()).recall_conversations("tent")
