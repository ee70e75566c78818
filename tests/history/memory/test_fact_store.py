"""Facts about people, over SQLite and PostgreSQL alike."""

from __future__ import annotations

import asyncio

import pytest

from repartee.history.memory.fact_store import FactStore
from repartee.history.store import HistoryStore
from repartee.tools.fact import Fact
from repartee.tools.memory import MOST_FACTS, TooManyFactsError
from tests.history.memory.support import ANNA, BEN, held


async def _known(facts: FactStore, person: str) -> list[tuple[str, str]]:
    return [(each.fact.subject, each.fact.value) for each in await facts.of(person)]


async def test_facts_are_each_persons_own(store: HistoryStore) -> None:
    facts = FactStore(store.database)
    await facts.remember(ANNA, Fact("dog", "Rex"))
    await facts.remember(BEN, Fact("dog", "Bello"))

    assert await _known(facts, ANNA) == [("dog", "Rex")]
    assert await _known(facts, BEN) == [("dog", "Bello")]

    await facts.forget_all(BEN)
    assert await _known(facts, ANNA) == [("dog", "Rex")]
    assert await _known(facts, BEN) == []


async def test_nobody_changes_or_removes_another_persons_fact_by_its_id(
    store: HistoryStore,
) -> None:
    facts = FactStore(store.database)
    its_id = await facts.remember(ANNA, Fact("dog", "Rex"))

    assert not await facts.change(BEN, its_id, Fact("dog", "Bello"))
    assert not await facts.forget(BEN, its_id)
    assert await _known(facts, ANNA) == [("dog", "Rex")]


async def test_a_new_value_takes_the_place_of_the_old(store: HistoryStore) -> None:
    facts = FactStore(store.database)
    first = await facts.remember(ANNA, Fact("my favorite color", "blue"))
    second = await facts.remember(ANNA, Fact("favourite colour", "green"))

    assert first == second
    assert await _known(facts, ANNA) == [("favourite colour", "green")]


async def test_a_fact_is_put_right_in_place_of_another_of_that_subject(
    store: HistoryStore,
) -> None:
    facts = FactStore(store.database)
    await facts.remember(ANNA, Fact("dog", "Rex"))
    its_id = await facts.remember(ANNA, Fact("cat", "Bello"))

    assert await facts.change(ANNA, its_id, Fact("dog", "Bello"))
    assert await _known(facts, ANNA) == [("dog", "Bello")]


async def test_a_subject_is_forgotten_and_told(store: HistoryStore) -> None:
    facts = FactStore(store.database)
    await facts.remember(ANNA, Fact("dog", "Rex"))

    assert await facts.forget_subject(ANNA, "dog") == Fact("dog", "Rex")
    assert await facts.forget_subject(ANNA, "dog") is None


async def test_there_is_room_for_so_many(store: HistoryStore) -> None:
    facts = FactStore(store.database)
    for number in range(MOST_FACTS):
        await facts.remember(ANNA, Fact(f"thing {number}", "here"))

    with pytest.raises(TooManyFactsError):
        await facts.remember(ANNA, Fact("one more", "there"))
    await facts.remember(ANNA, Fact("thing 1", "there"))
    await facts.remember(BEN, Fact("one", "here"))


async def test_what_was_noticed_never_replaces_what_was_asked_for(store: HistoryStore) -> None:
    await held(store, "a", ANNA, "My dog is Rex.")
    facts = FactStore(store.database)
    await facts.remember(ANNA, Fact("dog", "Rex"))
    await facts.notice(ANNA, [Fact("dog", "Tex"), Fact("home town", "Oslo")], "a")

    assert await _known(facts, ANNA) == [("dog", "Rex"), ("home town", "Oslo")]
    assert [each.noticed for each in await facts.of(ANNA)] == [False, True]


async def test_what_was_noticed_goes_with_its_conversation(store: HistoryStore) -> None:
    await held(store, "a", ANNA, "I live in Oslo.")
    facts = FactStore(store.database)
    await facts.notice(ANNA, [Fact("home town", "Oslo"), Fact("job", "baker")], "a")
    job = next(each for each in await facts.of(ANNA) if each.fact.subject == "job")
    # Whoever puts it right wants it kept.
    await facts.change(ANNA, job.id, Fact("job", "carpenter"))
    await facts.remember(ANNA, Fact("dog", "Rex"))

    await store.forget("a")
    assert sorted(await _known(facts, ANNA)) == [("dog", "Rex"), ("job", "carpenter")]


async def test_what_must_not_be_stored_is_taken_out_first(store: HistoryStore) -> None:
    facts = FactStore(store.database, lambda text: text.replace("4111", "[card]"))
    await facts.remember(ANNA, Fact("card 4111", "4111"))
    await facts.remember(ANNA, Fact("card 4111", "it is 4111"))

    assert await _known(facts, ANNA) == [("card [card]", "it is [card]")]


async def test_what_is_told_twice_at_once_is_known_once(store: HistoryStore) -> None:
    facts = FactStore(store.database)
    told = [facts.remember(ANNA, Fact("dog", name)) for name in ("Rex", "Bello", "Waldi", "Hasso")]
    assert len(set(await asyncio.gather(*told))) == 1
    assert len(await _known(facts, ANNA)) == 1


async def test_no_more_than_there_is_room_for_is_known_however_it_comes(
    store: HistoryStore,
) -> None:
    facts = FactStore(store.database)
    for number in range(MOST_FACTS - 1):
        await facts.remember(ANNA, Fact(f"thing {number}", "there"))
    last = [facts.remember(ANNA, Fact(subject, "there")) for subject in ("one", "two", "three")]
    told = await asyncio.gather(*last, return_exceptions=True)
    assert [isinstance(each, TooManyFactsError) for each in told].count(True) == 2
    assert len(await _known(facts, ANNA)) == MOST_FACTS
