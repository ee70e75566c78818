"""Notes, lists and facts: what one conversation remembers."""

from __future__ import annotations

import pytest

from repartee.tools.answer import Refusal
from repartee.tools.fact import Fact
from repartee.tools.facts import Facts
from repartee.tools.lists import MOST_ITEMS, MOST_LISTS, Lists
from repartee.tools.memory import MOST_FACTS, BriefMemory, ForgetfulError
from repartee.tools.notes import MOST_NOTES, Notes


async def test_notes_are_read_back_in_order_and_in_the_second_person() -> None:
    notes = Notes()
    await notes.take_note("buy my wife flowers")
    await notes.take_note("call Sam")
    assert (await notes.read_notes())["say"] == (
        "You have 2 notes. One: buy your wife flowers. Two: call Sam."
    )


async def test_forgotten_notes_are_gone() -> None:
    notes = Notes()
    await notes.take_note("anything")
    assert (await notes.forget_notes())["say"] == "I have forgotten 1 note."
    assert "no notes yet" in str((await notes.read_notes())["say"])
    assert (await notes.forget_notes())["say"] == "There are no notes to forget."


async def test_notes_are_bounded() -> None:
    notes = Notes()
    with pytest.raises(Refusal, match="What should I write down"):
        await notes.take_note("")
    with pytest.raises(Refusal, match="too long"):
        await notes.take_note("word " * 200)
    for number in range(MOST_NOTES):
        await notes.take_note(f"note {number}")
    with pytest.raises(Refusal, match="50 notes"):
        await notes.take_note("one more")


async def test_several_items_are_several_items_unless_they_belong_together() -> None:
    lists = Lists()
    await lists.add_to_list("milk and eggs")
    answer = await lists.add_to_list("some bread, and mac and cheese")
    assert answer["items"] == ["milk", "eggs", "bread", "mac and cheese"]


async def test_a_task_with_an_and_is_one_task() -> None:
    answer = await Lists().add_to_list("call mum and dad", "to-do")
    assert answer["say"] == "I've added call mum and dad to your to do list."


async def test_an_item_is_on_a_list_once_and_comes_off_in_either_number() -> None:
    lists = Lists()
    await lists.add_to_list("eggs")
    assert (await lists.add_to_list("Eggs"))["say"] == (
        "You already have Eggs on your shopping list."
    )
    assert (await lists.remove_from_list("the egg"))["items"] == []
    with pytest.raises(Refusal, match="can't find egg"):
        await lists.remove_from_list("egg")


async def test_several_items_come_off_at_once() -> None:
    lists = Lists()
    await lists.add_to_list("milk, eggs and bread")
    assert (await lists.remove_from_list("milk and bread"))["items"] == ["eggs"]


async def test_lists_are_apart_and_can_be_cleared() -> None:
    lists = Lists()
    await lists.add_to_list("milk")
    await lists.add_to_list("tent", "packing")
    assert (await lists.clear_list())["say"] == "Your shopping list is empty now."
    assert (await lists.clear_list())["say"] == "Your shopping list is empty already."
    assert (await lists.read_list("packing"))[
        "say"
    ] == "There is 1 item on your packing list: tent."


async def test_lists_are_bounded() -> None:
    lists = Lists()
    with pytest.raises(Refusal, match="What should I add"):
        await lists.add_to_list(" , ")
    with pytest.raises(Refusal, match="is full"):
        await lists.add_to_list(",".join(map(str, range(MOST_ITEMS + 1))))
    for number in range(MOST_LISTS):
        await lists.add_to_list("thing", f"list number {number}")
    with pytest.raises(Refusal, match="20 lists at most"):
        await lists.add_to_list("thing", "another")


@pytest.mark.parametrize(
    ("subject", "value", "asked", "said"),
    [
        ("my favourite colour", "blue", "favorite color", "Your favourite colour is blue."),
        ("my car", "on level three", "my car", "Your car is on level three."),
        ("keys", "in my coat", "my keys", "Your keys are in your coat."),
        ("the meeting", "at three", "meeting", "The meeting is at three."),
        ("name", "Sam", "my name", "Your name is Sam."),
        ("wife's name", "Anna", "my wife", "Your wife's name is Anna."),
    ],
)
async def test_a_fact_is_found_however_it_is_asked_for(
    subject: str, value: str, asked: str, said: str
) -> None:
    facts = Facts(BriefMemory())
    await facts.remember_fact(subject, value)
    assert (await facts.recall_fact(asked))["say"] == said


async def test_a_new_value_replaces_the_old_and_forgetting_forgets() -> None:
    facts = Facts(BriefMemory())
    await facts.remember_fact("car", "on level three")
    await facts.remember_fact("my car", "on level four")
    assert (await facts.recall_fact("car"))["value"] == "on level four"
    await facts.forget_fact("my car")
    with pytest.raises(Refusal, match="You haven't told me about your car yet"):
        await facts.recall_fact("car")


async def test_everything_can_be_recalled_and_forgotten() -> None:
    facts = Facts(BriefMemory())
    await facts.remember_fact("name", "Sam")
    await facts.remember_fact("keys", "here")
    assert (await facts.recall_fact("everything"))["say"] == "Your name is Sam. Your keys are here."
    await facts.forget_fact("everything")
    with pytest.raises(Refusal, match="anything to remember"):
        await facts.recall_fact("everything")


async def test_what_was_remembered_last_is_forgotten_as_that() -> None:
    facts = Facts(BriefMemory())
    await facts.remember_fact("name", "Sam")
    await facts.remember_fact("car", "on level three")
    assert (await facts.forget_fact("that"))["say"] == "I've forgotten about your car."
    assert (await facts.recall_fact("everything"))["say"] == "Your name is Sam."


async def test_forget_that_is_never_mind_where_nothing_was_remembered() -> None:
    assert (await Facts(BriefMemory()).forget_fact("that"))["say"] == "All right, never mind."


class _Away(BriefMemory):
    async def facts(self) -> list[Fact]:
        raise ForgetfulError("I can't get at what I remember right now.")


async def test_a_memory_that_is_away_is_told_aloud() -> None:
    with pytest.raises(Refusal, match="can't get at what I remember"):
        await Facts(_Away()).recall_fact("name")


async def test_facts_are_bounded() -> None:
    facts = Facts(BriefMemory())
    with pytest.raises(Refusal, match="What should I remember"):
        await facts.remember_fact("", "blue")
    with pytest.raises(Refusal, match="too long"):
        await facts.remember_fact("car", "far " * 100)
    for number in range(MOST_FACTS):
        await facts.remember_fact(f"thing {number}", "here")
    with pytest.raises(Refusal, match="can't remember more"):
        await facts.remember_fact("one more", "here")
