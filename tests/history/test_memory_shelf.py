"""What may be on no disk can be taken up again all the same, until the server ends."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from repartee.conversation.guest_book import GuestBook
from repartee.conversation.keep import Kept
from repartee.conversation.parts import Choices
from repartee.conversation.snapshot import Snapshot
from repartee.history.chosen_shelf import ChosenShelf
from repartee.history.memory_shelf import MemoryShelf
from repartee.history.shelf import FileShelf


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def snapshot(conversation_id: str = "talk", keep: Kept = "text", said: str = "Hello") -> Snapshot:
    book = GuestBook()
    message = {"role": "user", "content": said}
    choices = Choices(keep=keep)
    return Snapshot(conversation_id, book.entries, book.invite_token, (message,), choices)


def files_in(directory: Path) -> list[Path]:
    return list(directory.iterdir())


async def test_a_conversation_is_found_until_its_time_is_over() -> None:
    clock = Clock()
    shelf = MemoryShelf(60, clock)
    kept = snapshot()
    await shelf.keep(kept)
    clock.now = 59
    assert await shelf.find("talk") is kept
    clock.now = 61
    assert await shelf.find("talk") is None


async def test_a_new_word_makes_its_time_begin_anew() -> None:
    clock = Clock()
    shelf = MemoryShelf(60, clock)
    for clock.now in (0, 50, 100):
        await shelf.keep(snapshot())
    assert await shelf.find("talk") is not None


async def test_there_is_a_bound_to_what_is_kept_in_memory() -> None:
    shelf = MemoryShelf(60, Clock())
    for number in range(300):
        await shelf.keep(snapshot(str(number)))
    found = [str(number) for number in range(300) if await shelf.find(str(number))]
    assert len(found) == 200
    assert found[-1] == "299"


@pytest.mark.parametrize(("keep", "on_disk"), [("nothing", 0), ("text", 1), ("audio", 1)])
async def test_only_what_its_caller_lets_be_stored_is_on_the_disk(
    tmp_path: Path, keep: Kept, on_disk: int
) -> None:
    shelf = ChosenShelf(FileShelf(tmp_path, 60), MemoryShelf(60))
    kept = snapshot(keep=keep)
    await shelf.keep(kept)
    assert await shelf.find("talk") == kept
    assert len(files_in(tmp_path)) == on_disk


async def test_who_wants_nothing_stored_any_more_leaves_nothing_on_the_disk(tmp_path: Path) -> None:
    shelf = ChosenShelf(FileShelf(tmp_path, 60), MemoryShelf(60))
    kept = snapshot()
    await shelf.keep(kept)
    await shelf.keep(replace(kept, choices=Choices(keep="nothing")))
    assert files_in(tmp_path) == []
    assert await shelf.find("talk") is not None


async def test_what_is_forgotten_is_on_neither_shelf(tmp_path: Path) -> None:
    shelf = ChosenShelf(FileShelf(tmp_path, 60), MemoryShelf(60))
    for name, keep in (("a", "text"), ("b", "nothing"), ("c", "text"), ("d", "nothing")):
        await shelf.keep(snapshot(name, "nothing" if keep == "nothing" else "text"))
    for name in ("a", "b", "never heard of"):
        await shelf.forget(name)
    assert [name for name in "abcd" if await shelf.find(name)] == ["c", "d"]
    await shelf.forget_all()
    assert [name for name in "abcd" if await shelf.find(name)] == []
    assert files_in(tmp_path) == []
