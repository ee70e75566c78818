from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from repartee.engines.phrasebook import Phrasebook, PhrasebookError, SpokenTool
from repartee.engines.phrasebook.language_model import build_language_model

WHOLE, NUMBER, TEXT = {"type": "integer"}, {"type": "number"}, {"type": "string"}
MAYBE_WHOLE = {"anyOf": [{"type": "integer"}, {"type": "null"}]}
ROOM = {"type": "string", "enum": ["kitchen", "living_room"]}

TOOLS = (
    SpokenTool("table_for", (), {"people": WHOLE}, ("people",)),
    SpokenTool(
        "book_table",
        ("book [a|the] table for {people} [people] [at {hour}]",),
        {"people": WHOLE, "hour": NUMBER},
        ("people",),
    ),
    SpokenTool("weather", (), {"place": TEXT}, ("place",)),
    SpokenTool("set_light", (), {"room": ROOM, "level": MAYBE_WHOLE}, ("room",)),
    SpokenTool("send_mail", (), {"to": TEXT, "text": TEXT}, ("to", "text")),
    SpokenTool(
        "shop_order",
        ("order {whole:count} {thing} [for {city:place}]",),
        words={"thing": ("(pizza|pizzas)",)},
    ),
)


@pytest.fixture(scope="module")
def extended() -> Phrasebook:
    return Phrasebook.load(TOOLS)


@pytest.mark.parametrize(
    ("sentence", "tool", "arguments"),
    [
        ("Book a table for six people at half past", None, {}),
        ("Book a table for six at seven.", "book_table", {"people": 6, "hour": 7}),
        ("please book the table for two people", "book_table", {"people": 2}),
        (
            "order three pizzas for rome",
            "shop_order",
            {"count": 3, "thing": "pizzas", "place": "rome"},
        ),
    ],
)
def test_a_tool_is_asked_for_by_its_authors_sentences(
    extended: Phrasebook, sentence: str, tool: str | None, arguments: dict[str, Any]
) -> None:
    understood = extended.understand(sentence)
    assert (understood and understood.tool) == tool
    assert (understood.arguments if understood else {}) == arguments


@pytest.mark.parametrize(
    ("sentence", "tool", "arguments"),
    [
        ("a table for four people, please", "table_for", {"people": 4}),
        ("table for four", "table_for", {"people": 4}),
        ("set the light in the kitchen to forty", "set_light", {"room": "kitchen", "level": 40}),
        ("set living room light", None, {}),
        ("set light living room", "set_light", {"room": "living_room"}),
        ("what's the weather in paris", "weather", {"place": "paris"}),
        (
            "send a mail to bob with the text see you tomorrow",
            "send_mail",
            {"to": "bob", "text": "see you tomorrow"},
        ),
    ],
)
def test_a_tool_without_sentences_is_asked_for_by_its_name(
    extended: Phrasebook, sentence: str, tool: str | None, arguments: dict[str, Any]
) -> None:
    understood = extended.understand(sentence)
    assert (understood and understood.tool) == tool
    assert (understood.arguments if understood else {}) == arguments


@pytest.mark.parametrize(
    "sentence",
    [
        "the weather is nice today",
        "tell me about the weather in paris",
        "weather",
        "i saw a light",
        "the mail came late",
    ],
)
def test_talk_about_the_same_things_is_no_request(extended: Phrasebook, sentence: str) -> None:
    understood = extended.understand(sentence)
    assert understood is None or understood.tool is None


def test_what_the_phrasebook_cannot_do_a_tool_can() -> None:
    before = Phrasebook.load().understand("what is the weather in paris")
    assert before is not None
    assert before.intent == "cannot.weather"


def test_everything_else_is_understood_as_before(extended: Phrasebook) -> None:
    plain = Phrasebook.load()
    for sentence in plain.sample(400, seed=4):
        before, now = plain.understand(sentence), extended.understand(sentence)
        assert (before and before.tool) in (None, now and now.tool), sentence


def test_what_was_added_is_shown_and_can_be_said(extended: Phrasebook) -> None:
    (group,) = [group for group in extended.groups if group.title == "Other things"]
    tools = [understood.tool for p in group.phrases if (understood := extended.understand(p))]
    assert tools == [tool.name for tool in TOOLS]


def test_a_tool_that_needs_what_nobody_can_say_is_left_to_other_brains() -> None:
    upload = SpokenTool("upload", (), {"files": {"type": "array"}}, ("files",))
    assert Phrasebook.load([upload]).understand("upload files") is None


@pytest.mark.parametrize(
    ("sentence", "says"),
    [
        ("book (a table", "is no template"),
        ("book a table for {poeple}", r"\{poeple\}, which is neither"),
        ("<please> book a table", "<please>, which is neither"),
    ],
)
def test_a_mistake_in_a_sentence_is_named(sentence: str, says: str) -> None:
    with pytest.raises(PhrasebookError, match=says):
        Phrasebook.load([SpokenTool("book", (sentence,), {"people": WHOLE}, ("people",))])


def test_the_ears_learn_the_words_of_added_tools(
    extended: Phrasebook, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert extended.fingerprint != Phrasebook.load().fingerprint
    with caplog.at_level(logging.WARNING):
        files = build_language_model(extended, tmp_path)
    assert "\npizzas " in files.dictionary.read_text(encoding="utf-8")
    assert not caplog.records


def test_a_word_the_ears_cannot_learn_is_told_and_stops_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        build_language_model(Phrasebook.load([SpokenTool("read_qwrtzp", (), {})]), tmp_path)
    assert "qwrtzp" in caplog.text
