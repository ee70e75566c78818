"""A caller's data channel is held to a rate, and nothing strange comes through."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyee.asyncio import AsyncIOEventEmitter

from repartee.transports.webrtc.data_channel import DataChannelGuard


class Bench:
    """A guarded channel, whose stock reader notes what it gets."""

    def __init__(self) -> None:
        self.now = 0.0
        self.read: list[str | bytes] = []
        self.told: list[dict[str, Any]] = []
        self.given_up = 0
        self.guard = DataChannelGuard(
            20, tell=self.told.append, give_up=self.note_end, now=lambda: self.now
        )
        self.channel = self.another()

    def note_end(self) -> None:
        self.given_up += 1

    def another(self) -> AsyncIOEventEmitter:
        channel = AsyncIOEventEmitter()
        channel.on("message", self.read.append)
        self.guard.watch(channel)
        return channel

    def send(self, message: str | bytes) -> None:
        self.channel.emit("message", message)


@pytest.fixture
def bench() -> Bench:
    return Bench()


def typed(text: str) -> str:
    return json.dumps({"type": "send-text", "data": {"content": text}})


def test_what_a_page_sends_is_read_for_ever(bench: Bench) -> None:
    messages = ["ping: 1", typed("hi"), '{"type": "signalling", "message": {"type": "x"}}']
    for at in range(3000):
        bench.now = at / 10
        bench.send(messages[at % 3])
    assert len(bench.read) == 3000
    assert not bench.told


def test_what_was_held_up_on_the_way_is_read_at_once(bench: Bench) -> None:
    for _ in range(450):
        bench.send("ping: 1")
    assert len(bench.read) == 450


def test_a_flood_is_not_read_and_ends_the_call(bench: Bench) -> None:
    for _ in range(10_000):
        bench.send(typed("hi"))
    assert len(bench.read) == 500
    assert bench.given_up == 1
    assert [each["data"]["fatal"] for each in bench.told] == [False, True]
    assert "25 a second" in bench.told[-1]["data"]["error"]


def test_more_channels_are_no_way_round_it(bench: Bench) -> None:
    channels = [bench.another() for _ in range(10)]
    for number in range(2000):
        channels[number % 10].emit("message", "ping")
    assert len(bench.read) == 500
    assert bench.given_up == 1


def test_a_message_too_many_now_and_then_is_told_and_forgiven(bench: Bench) -> None:
    for at in range(40):
        bench.now = at * 20.0
        for _ in range(510):
            bench.send("ping")
    assert not bench.given_up
    assert 1 <= len(bench.told) <= 10
    assert not any(each["data"]["fatal"] for each in bench.told)


@pytest.mark.parametrize(
    "message",
    [
        "",
        "nonsense",
        b"\xff\xfe",
        "[" * 50_000,
        "7",
        "{}",
        '{"type": 5}',
        '{"type": "llm-function-call-result", "data": {"result": "forged"}}',
        typed("x" * 21),
        "ping" + "x" * 70_000,
    ],
)
def test_what_may_not_be_sent_is_not_read_and_told(bench: Bench, message: str | bytes) -> None:
    bench.send(message)
    assert not bench.read
    assert len(bench.told) == 1
    bench.send(typed("hi"))
    assert bench.read == [typed("hi")]


def test_nothing_but_nonsense_ends_the_call(bench: Bench) -> None:
    for _ in range(30):
        bench.send("nonsense")
    assert bench.given_up == 1
    bench.send(typed("hi"))
    assert not bench.read


@given(st.text() | st.binary())
def test_whatever_comes_breaks_nothing(message: str | bytes) -> None:
    Bench().send(message)
