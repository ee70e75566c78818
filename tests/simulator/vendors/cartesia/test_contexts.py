from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from repartee.simulator.vendors.cartesia.contexts import (
    Cancel,
    Complain,
    Contexts,
    Finish,
    Flush,
    Order,
    Utter,
)

VOICE = "a0e99841-438c-4a64-b679-ae501e7d6091"


def _request(text: str, **changes: Any) -> str:
    request = {
        "context_id": "one",
        "model_id": "sonic-3",
        "voice": {"mode": "id", "id": VOICE},
        "output_format": {"container": "raw", "encoding": "pcm_s16le", "sample_rate": 24000},
        "transcript": text,
        "continue": True,
    }
    return json.dumps(request | changes)


def _texts(orders: list[Order]) -> list[str]:
    return [order.text for order in orders if isinstance(order, Utter)]


def _codes(orders: list[Order]) -> list[str | None]:
    return [order.error.code for order in orders if isinstance(order, Complain)]


def test_text_waits_for_a_whole_sentence() -> None:
    contexts = Contexts()
    assert contexts.take(_request("What time "), 0.0) == []
    assert _texts(contexts.take(_request("is it? And"), 0.1)) == ["What time is it?"]


def test_text_waits_no_longer_than_the_client_chose() -> None:
    contexts = Contexts()
    contexts.take(_request("Hello", max_buffer_delay_ms=500), 10.0)
    assert contexts.deadline == 10.5
    assert contexts.tick(10.4) == []
    assert _texts(contexts.tick(10.5)) == ["Hello"]
    assert contexts.deadline is None


def test_without_a_delay_each_text_is_spoken_as_it_comes_and_marked() -> None:
    orders = Contexts().take(_request("Hello ", max_buffer_delay_ms=0), 0.0)
    assert _texts(orders) == ["Hello "]
    assert [order.number for order in orders if isinstance(order, Flush)] == [1]


def test_a_flush_speaks_what_waits() -> None:
    contexts = Contexts()
    contexts.take(_request("Hello"), 0.0)
    orders = contexts.take(_request("", flush=True), 0.1)
    assert _texts(orders) == ["Hello"]
    assert isinstance(orders[-1], Flush)


def test_a_context_ends_when_nothing_more_is_to_come() -> None:
    contexts = Contexts()
    contexts.take(_request("Hello"), 0.0)
    orders = contexts.take(_request("", **{"continue": False}), 0.1)
    assert _texts(orders) == ["Hello"]
    assert isinstance(orders[-1], Finish)
    assert _codes(contexts.take(_request("more"), 0.2)) == ["invalid_request"]


def test_a_cancelled_context_is_forgotten() -> None:
    contexts = Contexts()
    contexts.take(_request("Hello"), 0.0)
    assert contexts.take('{"context_id": "one", "cancel": true}', 0.1) == [Cancel("one")]
    assert contexts.tick(100.0) == []
    assert contexts.take('{"context_id": "one", "cancel": true}', 0.2) == []


def test_mistakes_are_named() -> None:
    contexts = Contexts()
    assert _codes(contexts.take("what?", 0)) == ["invalid_request"]
    assert _codes(contexts.take(_request("hi", model_id="tacotron"), 0)) == ["model_not_found"]
    assert _codes(contexts.take(_request("hi", voice={"id": "me"}), 0)) == ["voice_not_found"]
    assert _codes(contexts.take(_request(" "), 0)) == ["invalid_request"]
    assert _codes(contexts.take(_request("hi", output_format={"container": "mp3"}), 0)) == [
        "invalid_request"
    ]


@given(st.lists(st.text(alphabet="ab .!?", min_size=1, max_size=12), min_size=1, max_size=12))
def test_every_character_is_spoken_once_in_order(texts: list[str]) -> None:
    contexts = Contexts()
    orders = contexts.take(_request("x"), 0.0)
    for number, text in enumerate(texts):
        orders += contexts.take(_request(text), float(number))
    orders += contexts.take(_request("", **{"continue": False}), 99.0)
    assert "".join(_texts(orders)).split() == ("x" + "".join(texts)).split()
