from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from repartee.simulator.vendors.elevenlabs.contexts import (
    LATE_SETTINGS,
    TOO_MANY_CONTEXTS,
    UNREADABLE,
    Close,
    Contexts,
    Finish,
    Order,
    Utter,
)


def _take(contexts: Contexts, **message: Any) -> list[Order]:
    return contexts.take(json.dumps(message))


def _texts(orders: list[Order]) -> list[str]:
    return [order.text for order in orders if isinstance(order, Utter)]


def test_in_auto_mode_each_text_is_spoken_as_it_comes() -> None:
    contexts = Contexts(auto_mode=True)
    assert _take(contexts, text=" ", context_id="a", voice_settings={"speed": 1.1}) == []
    assert _take(contexts, text="Hello. ", context_id="a") == [Utter("a", " Hello. ", 1.1)]


def test_without_auto_mode_text_is_gathered_until_it_is_flushed() -> None:
    contexts = Contexts()
    assert _take(contexts, text="Hello. ", context_id="a") == []
    assert _texts(_take(contexts, context_id="a", flush=True)) == ["Hello. "]


def test_as_many_characters_are_gathered_as_the_schedule_says() -> None:
    contexts = Contexts()
    config = {"chunk_length_schedule": [10, 20]}
    _take(contexts, text=" ", context_id="a", generation_config=config)
    assert _texts(_take(contexts, text="one two three", context_id="a")) == [" one two "]
    assert _take(contexts, text=" four", context_id="a") == []


def test_a_closed_context_takes_no_more_and_counts_until_its_end() -> None:
    contexts = Contexts(auto_mode=True)
    for name in "abcde":
        _take(contexts, text="x ", context_id=name)
    assert _take(contexts, context_id="a", close_context=True) == [Finish("a")]
    assert _take(contexts, text="more ", context_id="a") == []
    assert _take(contexts, text="x ", context_id="f") == [Close(TOO_MANY_CONTEXTS)]
    contexts.done("a")
    assert _texts(_take(contexts, text="x ", context_id="f")) == ["x "]


def test_even_a_flush_opens_a_context() -> None:
    contexts = Contexts()
    for name in "abcde":
        assert _take(contexts, context_id=name, flush=True) == []
    assert _take(contexts, context_id="f", flush=True) == [Close(TOO_MANY_CONTEXTS)]


def test_voice_settings_come_first_or_never() -> None:
    contexts = Contexts()
    _take(contexts, text="", context_id="a")
    late = _take(contexts, text=" ", context_id="a", voice_settings={"speed": 1.1})
    assert late == [Close(LATE_SETTINGS)]
    assert _take(contexts, text=" ", context_id="b", voice_settings={"speed": 1.1}) == []
    assert _take(contexts, text="x", context_id="b", voice_settings={"speed": 1.1}) == []


def test_a_keep_alive_without_a_context_opens_none() -> None:
    contexts = Contexts()
    assert _take(contexts, text="") == []
    assert contexts.idle


def test_closing_the_socket_speaks_what_is_left_first() -> None:
    contexts = Contexts()
    _take(contexts, text="Hello. ", context_id="a")
    assert _take(contexts, close_socket=True) == [Utter("a", "Hello. ", 1.0), Finish("a")]
    assert contexts.done("a")
    assert _take(Contexts(), close_socket=True) == [Close()]


def test_with_one_context_an_empty_text_is_the_end() -> None:
    contexts = Contexts(multi=False)
    _take(contexts, text=" ")
    assert _texts(_take(contexts, text="Hi, you ", try_trigger_generation=True)) == [" Hi, you "]
    _take(contexts, text="there")
    assert _take(contexts, text="") == [Utter("", "there", 1.0), Finish("")]
    assert contexts.done("")


_NO_OBJECTS = st.none() | st.integers() | st.text(max_size=9) | st.lists(st.integers(), max_size=3)


@given(st.one_of(st.text(max_size=20), _NO_OBJECTS.map(json.dumps)))
def test_what_cannot_be_read_ends_the_connection(text: str) -> None:
    assert Contexts().take(text) == [Close(UNREADABLE)]
