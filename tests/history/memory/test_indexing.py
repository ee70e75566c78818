"""What was said before there was a model, over SQLite and PostgreSQL alike."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from repartee.conversation.events import SessionEnded
from repartee.engines.embedding import EmbeddingEngine
from repartee.history.memory import indexing
from repartee.history.memory.indexing import Indexing
from repartee.history.memory.meanings import MeaningRecall
from repartee.history.store import HistoryStore
from tests.history.memory.support import ANNA, BEN, append, held
from tests.support.tiny_models.embedding import make_embedding


@pytest.fixture
async def recall(store: HistoryStore, tmp_path: Path) -> AsyncIterator[MeaningRecall]:
    engine = EmbeddingEngine(make_embedding(tmp_path / "tiny", "tent camping", "car vehicle"))
    await engine.start()
    yield MeaningRecall(store.database, engine, "tiny")
    await engine.close()


async def _over(store: HistoryStore, conversation_id: str, person: str, words: str) -> None:
    await held(store, conversation_id, person, words)
    await append(store, conversation_id, SessionEnded(reason="left", secs=1))


async def test_what_was_said_before_is_found_by_its_meaning(
    store: HistoryStore, recall: MeaningRecall
) -> None:
    await _over(store, "a", ANNA, "The tent is blue.")
    await _over(store, "b", BEN, "My car is red.")
    await _over(store, "stranger", "", "A tent, too.")
    await held(store, "goes on", ANNA, "Camping now.")

    index = Indexing(store.database, recall, "tiny")
    await index.note_all()
    assert (index.done, index.total) == (2, 2)
    found = await recall.find(ANNA, "camping", "", 5)
    assert [each.text for each in found] == ["The tent is blue."]

    await index.note_all()
    assert index.total == 0


async def test_who_stops_it_finds_it_where_it_was(
    store: HistoryStore, recall: MeaningRecall, monkeypatch: pytest.MonkeyPatch
) -> None:
    for each in range(4):
        await _over(store, f"c{each}", ANNA, f"The tent is number {each}.")
    # After the first it rests for longer than a test lasts.
    monkeypatch.setattr(indexing, "_REST", 1e6)
    stopped = Indexing(store.database, recall, "tiny")
    stopped.start()
    async with asyncio.timeout(60):
        while not stopped.done:
            await asyncio.sleep(0.01)
    await stopped.close()
    assert (stopped.done, stopped.total) == (1, 4)

    monkeypatch.setattr(indexing, "_REST", 0)
    again = Indexing(store.database, recall, "tiny")
    await again.note_all()
    assert (again.done, again.total) == (3, 3)
