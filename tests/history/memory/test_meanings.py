"""What was said, found by its meaning, over SQLite and PostgreSQL alike."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from repartee.engines.embedding import EmbeddingEngine
from repartee.history.memory.joint_recall import JointRecall, fused
from repartee.history.memory.meanings import MeaningRecall
from repartee.history.memory.word_recall import WordRecall
from repartee.history.store import HistoryStore
from repartee.tools.memory import Passage
from tests.history.memory.support import ANNA, BEN, held
from tests.support.tiny_models.embedding import make_embedding


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[EmbeddingEngine]:
    engine = EmbeddingEngine(make_embedding(tmp_path / "tiny", "tent camping", "car vehicle"))
    await engine.start()
    yield engine
    await engine.close()


@pytest.fixture
def recall(store: HistoryStore, engine: EmbeddingEngine) -> MeaningRecall:
    return MeaningRecall(store.database, engine, "tiny")


async def _found(
    recall: MeaningRecall, about: str, *, person: str = ANNA, but: str = ""
) -> list[str]:
    return [each.text for each in await recall.find(person, about, but, 5)]


async def test_what_means_the_same_is_found_without_a_word_of_it(
    store: HistoryStore, recall: MeaningRecall
) -> None:
    await held(store, "a", ANNA, "The tent is blue.", "My car is red.")
    await recall.look_back(ANNA, "a")

    assert await _found(recall, "camping") == ["The tent is blue."]
    assert await _found(recall, "weather") == []
    assert await _found(recall, " ") == []


async def test_it_is_found_in_ones_own_other_conversations_alone(
    store: HistoryStore, recall: MeaningRecall
) -> None:
    await held(store, "a", ANNA, "The tent is blue.")
    await recall.look_back(ANNA, "a")

    assert await _found(recall, "camping", person=BEN) == []
    assert await _found(recall, "camping", but="a") == []


async def test_every_turn_is_noted_once_and_new_ones_later(
    store: HistoryStore, recall: MeaningRecall
) -> None:
    await held(store, "a", ANNA, "The tent is blue.")
    await recall.look_back(ANNA, "a")
    await recall.look_back(ANNA, "a")
    await held(store, "a", ANNA, "A vehicle.")
    await recall.look_back(ANNA, "a")

    assert await _found(recall, "tent") == ["The tent is blue."]
    assert await _found(recall, "car") == ["A vehicle."]


async def test_vectors_of_another_model_are_made_anew(
    store: HistoryStore, recall: MeaningRecall, tmp_path: Path
) -> None:
    await held(store, "a", ANNA, "The tent is blue.")
    await recall.look_back(ANNA, "a")
    engine = EmbeddingEngine(make_embedding(tmp_path / "other", "x", "y", "tent camping"))
    await engine.start()
    other = MeaningRecall(store.database, engine, "other")

    assert await _found(other, "camping") == []
    await other.look_back(ANNA, "a")
    assert await _found(other, "camping") == ["The tent is blue."]
    await engine.close()


async def test_without_a_loaded_model_nothing_is_noted_and_nothing_found(
    store: HistoryStore, tmp_path: Path
) -> None:
    await held(store, "a", ANNA, "The tent is blue.")
    recall = MeaningRecall(store.database, EmbeddingEngine(tmp_path), "tiny")
    await recall.look_back(ANNA, "a")

    assert await _found(recall, "camping") == []


async def test_the_meaning_of_what_is_forgotten_is_forgotten(
    store: HistoryStore, recall: MeaningRecall
) -> None:
    await held(store, "a", ANNA, "The tent is blue.")
    await recall.look_back(ANNA, "a")
    await store.forget("a")

    assert await _found(recall, "camping") == []


async def test_words_and_meaning_are_asked_together(
    store: HistoryStore, recall: MeaningRecall
) -> None:
    await held(store, "a", ANNA, "The tent is blue.", "Zelda went camping.")
    await recall.look_back(ANNA, "a")
    both = JointRecall(WordRecall(store.database), recall)

    found = await both.find(ANNA, "Zelda and the tent", "", 5)
    assert {each.text for each in found} == {"Zelda went camping.", "The tent is blue."}


def test_what_several_ways_find_comes_before_what_one_finds() -> None:
    one, two, three = (Passage(datetime.now(UTC), "user", text) for text in ("1", "2", "3"))
    assert fused([[one, two], [two, three]], 2)[0] == two
