"""What was said, found by its words, over SQLite and PostgreSQL alike."""

from __future__ import annotations

from repartee.history.memory.word_recall import WordRecall
from repartee.history.store import HistoryStore
from tests.history.memory.support import ANNA, BEN, held


async def _found(
    store: HistoryStore, about: str, *, person: str = ANNA, but: str = ""
) -> list[str]:
    passages = await WordRecall(store.database).find(person, about, but, 5)
    return [each.text for each in passages]


async def test_what_has_most_of_the_words_comes_first(store: HistoryStore) -> None:
    await held(store, "a", ANNA, "We walked in Norway.", "The holiday in Norway was wet.")
    await held(store, "b", ANNA, "A holiday in Spain.", day=1)

    assert await _found(store, "the holiday in Norway") == [
        "The holiday in Norway was wet.",
        "A holiday in Spain.",
        "We walked in Norway.",
    ]


async def test_nobody_is_told_what_others_said(store: HistoryStore) -> None:
    await held(store, "a", ANNA, "My code is swordfish.")
    await held(store, "b", "", "Whose code is tuna?")

    assert await _found(store, "code", person=BEN) == []
    assert await _found(store, "code") == ["My code is swordfish."]


async def test_the_conversation_that_goes_on_is_left_out(store: HistoryStore) -> None:
    await held(store, "a", ANNA, "The tent is blue.")
    await held(store, "b", ANNA, "What did we say about the tent?")

    assert await _found(store, "tent", but="b") == ["The tent is blue."]


async def test_words_that_say_nothing_find_nothing_by_themselves(store: HistoryStore) -> None:
    await held(store, "a", ANNA, "It was in the car.")

    assert await _found(store, "the tent") == []
    assert await _found(store, "what was it") == ["It was in the car."]
    assert await _found(store, "?!") == []


async def test_who_and_when_is_told(store: HistoryStore) -> None:
    await held(store, "a", ANNA, "The tent is blue.", day=3)

    (passage,) = await WordRecall(store.database).find(ANNA, "tent", "", 5)
    assert (passage.role, passage.at.day, passage.conversation_id) == ("user", 4, "a")


async def test_a_forgotten_conversation_is_not_recalled(store: HistoryStore) -> None:
    await held(store, "a", ANNA, "The tent is blue.")
    await store.forget("a")

    assert await _found(store, "tent") == []
