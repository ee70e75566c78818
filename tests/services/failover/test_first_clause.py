"""The first words of an answer are spoken soon, and nothing is lost or cut in the wrong place."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repartee.services.failover.first_clause import FirstClauseAggregator


def _tokens(text: str) -> list[str]:
    """As a model writes: words with the space before them, and marks by themselves."""
    return re.findall(r"\s*\w+|\s*[^\w\s]", text)


async def _taken(aggregator: FirstClauseAggregator, token: str) -> list[str]:
    return [each.text async for each in aggregator.aggregate(token)]


async def _pieces(tokens: Iterable[str]) -> list[str]:
    aggregator = FirstClauseAggregator()
    pieces = [each for token in tokens for each in await _taken(aggregator, token)]
    rest = await aggregator.flush()
    return [*pieces, rest.text] if rest else pieces


async def test_the_first_clause_is_spoken_before_its_sentence_is_written() -> None:
    assert await _pieces(_tokens("It is sunny and warm, so take a walk, or swim. Take a hat.")) == [
        "It is sunny and warm,",
        "so take a walk, or swim.",
        "Take a hat.",
    ]


async def test_it_is_known_as_soon_as_the_next_word_begins() -> None:
    aggregator = FirstClauseAggregator()
    found = [await _taken(aggregator, token) for token in ("So that is how", ",", " i")]
    assert found == [[], [], ["So that is how,"]]


@pytest.mark.parametrize(
    "text",
    [
        "Well, that depends on you.",
        "About 1,000 people live there now.",
        "It is ten to 12:30 already.",
        "No marks at all in this one",
    ],
)
async def test_what_is_short_or_no_clause_is_not_cut(text: str) -> None:
    assert await _pieces(_tokens(text)) == [text]


async def test_a_sentence_that_is_there_as_a_whole_is_spoken_as_a_whole() -> None:
    text = "It is sunny and warm, so a walk by the river would be nice."
    assert await _pieces([text]) == [text]


async def test_each_answer_has_a_first_clause_also_after_an_interruption() -> None:
    aggregator = FirstClauseAggregator()
    for end in (aggregator.flush, aggregator.handle_interruption, aggregator.reset):
        tokens = _tokens("It is sunny and warm, so")
        heard = [each for token in tokens for each in await _taken(aggregator, token)]
        assert heard == ["It is sunny and warm,"]
        await end()


@given(
    st.lists(st.sampled_from([" so", ",", " it rains", ".", ":", "1", ",000", " Dr", "\n", "—"]))
)
async def test_nothing_is_lost_or_said_twice(tokens: list[str]) -> None:
    said = "".join(await _pieces(tokens))
    assert re.sub(r"\s", "", said) == re.sub(r"\s", "", "".join(tokens))


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        (
            "Here are two. 1. Take the bus. 2. Walk.",
            ["Here are two.", "1. Take the bus.", "2. Walk."],
        ),
        ("Here is a list:\n1. Milk\n2. Bread", ["Here is a list:", "1. Milk", "2. Bread"]),
        ("Frag Dr. Meier am 3. Mai. Gut.", ["Frag Dr. Meier am 3. Mai.", "Gut."]),
        ("Ask Dr. Smith. He knows.", ["Ask Dr. Smith.", "He knows."]),
        ("The answer is 42. Good luck.", ["The answer is 42.", "Good luck."]),
    ],
)
async def test_a_number_is_spoken_with_what_it_numbers(text: str, pieces: list[str]) -> None:
    assert await _pieces(_tokens(text)) == pieces


async def test_a_number_at_the_very_end_is_not_lost() -> None:
    assert await _pieces(_tokens("Which one? 2.")) == ["Which one?", "2."]


async def test_a_number_of_an_interrupted_answer_is_forgotten() -> None:
    aggregator = FirstClauseAggregator()
    await _taken(aggregator, "Here it is. 1. T")
    await aggregator.handle_interruption()
    await _taken(aggregator, "Good")
    rest = await aggregator.flush()
    assert rest is not None
    assert rest.text == "Good"
