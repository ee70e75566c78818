"""Voice style, spelling, chance, counting, stories, help, goodbye."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repartee.tools.answer import Refusal
from repartee.tools.chance import Chance
from repartee.tools.counting import Counting, count_aloud
from repartee.tools.farewell import Farewell
from repartee.tools.help import Help
from repartee.tools.second_person import second_person
from repartee.tools.spelling import Spelling
from repartee.tools.story import STORIES, Stories
from repartee.tools.voice_style import VoiceStyle
from tests.tools.scripted_host import ScriptedHost


@dataclass(frozen=True)
class Group:
    title: str
    phrases: tuple[str, ...]


GROUPS = (
    Group("Clock and calendar", ("what time is it?", "what day is it")),
    Group("Timers and reminders", ("set a timer for ten minutes",)),
    Group("Fun", ("flip a coin",)),
)


async def test_the_last_answer_is_repeated() -> None:
    host = ScriptedHost()
    style = VoiceStyle(host)
    assert (await style.repeat_last())["say"] == "I haven't said anything yet."
    host.answered = "It's noon."
    assert (await style.repeat_last())["say"] == "It's noon."


async def test_speech_gets_faster_until_it_cannot() -> None:
    host = ScriptedHost()
    style = VoiceStyle(host)
    said = [(await style.speak_faster())["say"] for _ in range(5)]
    assert [rate for rate, _ in host.voice] == [1.25, 1.562, 1.953, 2.0]
    assert said[-1] == "I can't speak any faster."


async def test_a_voice_that_cannot_change_says_so() -> None:
    host = ScriptedHost()
    host.voice_can_change = False
    style = VoiceStyle(host)
    for change in (style.speak_faster, style.speak_louder, style.speak_normally):
        assert "one way of speaking" in str((await change())["say"])


async def test_softer_and_back_to_normal() -> None:
    host = ScriptedHost()
    style = VoiceStyle(host)
    await style.speak_softer()
    await style.speak_slower()
    await style.speak_normally()
    assert host.voice == [(None, 0.8), (0.8, None), (1.0, 1.0)]
    assert (await style.speak_louder())["volume"] == 1.25


@pytest.mark.parametrize(
    ("word", "letters"),
    [
        ("cat", ["C", "A", "T"]),
        ("don't", ["D", "O", "N", "apostrophe", "T"]),
        ("café", ["C", "A", "F", "E with acute"]),
        ("a-1", ["A", "hyphen", "1"]),
    ],
)
async def test_words_are_spelled_letter_by_letter(word: str, letters: list[str]) -> None:
    assert (await Spelling().spell_word(word))["letters"] == letters


@pytest.mark.parametrize("word", ["", "!", "x" * 41])
async def test_what_cannot_be_spelled_is_explained(word: str) -> None:
    with pytest.raises(Refusal):
        await Spelling().spell_word(word)


@given(st.integers(), st.integers(2, 1000), st.integers(-(10**9), 10**9), st.integers(-9, 9))
async def test_chance_keeps_to_its_bounds(seed: int, sides: int, low: int, high: int) -> None:
    chance = Chance(Random(seed))
    assert (await chance.flip_coin())["side"] in ("heads", "tails")
    rolled, picked = await chance.roll_dice(sides), await chance.pick_number(low, high)
    assert 1 <= int(str(rolled["number"])) <= sides
    assert min(low, high) <= int(str(picked["number"])) <= max(low, high)


async def test_dice_and_numbers_that_cannot_be_are_explained() -> None:
    chance = Chance(Random())
    for sides in (1, 0, -6, 1001):
        with pytest.raises(Refusal, match="sides"):
            await chance.roll_dice(sides)
    with pytest.raises(Refusal, match="too big"):
        await chance.pick_number(1, 10**30)


def test_counting_goes_both_ways_ten_numbers_a_sentence() -> None:
    assert count_aloud(3, -1) == "3, 2, 1, 0, minus 1."
    assert count_aloud(1, 12) == "1, 2, 3, 4, 5, 6, 7, 8, 9, 10. 11, 12."


@pytest.mark.parametrize(("low", "high"), [(1, 101), (10**12, 10**12 + 1)])
async def test_a_count_nobody_would_hear_out_is_refused(low: int, high: int) -> None:
    with pytest.raises(Refusal):
        await Counting().count(low, high)


async def test_stories_take_about_a_minute_and_take_turns() -> None:
    stories = Stories()
    told = [str((await stories.tell_story())["say"]) for _ in range(3)]
    assert told[0] == told[2] != told[1]
    assert all(190 <= len(story.split()) <= 270 for story in told)  # 60 to 90 s with flite
    assert all(story.count(".") >= 12 for story in told)
    assert len(STORIES) == 2


async def test_help_names_every_group_with_examples() -> None:
    assert (await Help(GROUPS).give_help())["say"] == (
        "I can help with clock and calendar, timers and reminders, and fun. "
        "Try saying: what time is it. Or: set a timer for ten minutes. Or: flip a coin."
    )


@pytest.mark.parametrize("topic", ["timers", "Timers and reminders", "a reminder"])
async def test_help_on_a_topic_gives_its_examples(topic: str) -> None:
    assert "set a timer for ten minutes" in str((await Help(GROUPS).give_help(topic))["say"])


async def test_help_on_an_unknown_topic_offers_what_there_is() -> None:
    with pytest.raises(Refusal, match=r"can't help with golf\. I can help with clock"):
        await Help(GROUPS).give_help("golf")
    assert (await Help(()).give_help())["ok"]


async def test_goodbye_ends_the_conversation() -> None:
    host = ScriptedHost()
    assert "Goodbye" in str((await Farewell(host).end_conversation())["say"])
    assert host.hung_up


@pytest.mark.parametrize(
    ("said", "back"),
    [
        ("call my mother", "call your mother"),
        ("I am late", "you are late"),
        ("tell them I'm myself", "tell them you're yourself"),
        ("buy some mint", "buy some mint"),
    ],
)
def test_the_callers_words_are_turned_round(said: str, back: str) -> None:
    assert second_person(said) == back
