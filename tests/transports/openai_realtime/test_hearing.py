"""Whose words a client is told, where they come between two turns."""

from __future__ import annotations

from typing import Any

import pytest

from repartee.transports.openai_realtime.events import Event
from repartee.transports.openai_realtime.hearing import Hearing
from repartee.transports.openai_realtime.items import Items


class Client:
    """What a client knows of the caller's words, by item."""

    def __init__(self) -> None:
        self.hearing = Hearing(Items())
        self.known: dict[str, Any] = {}

    def takes(self, events: list[Event]) -> None:
        for each in events:
            if each["type"].endswith("transcription.completed"):
                self.known[each["item_id"]] = each["transcript"]

    def turn(self, text: str = "") -> None:
        self.takes(self.hearing.started())
        if text:
            self.takes(self.hearing.words(text, wanted=True))
        self.takes(self.hearing.stopped())
        self.takes(self.hearing.transcript(wanted=True))

    def hears(self, text: str, *, agent_speaks: bool = True) -> None:
        self.takes(self.hearing.words(text, wanted=True, agent_speaks=agent_speaks))

    @property
    def words(self) -> list[str]:
        return list(self.known.values())


@pytest.fixture
def client() -> Client:
    asked = Client()
    asked.turn("tell me a story")
    return asked


def test_a_sign_of_listening_is_added_to_no_turn(client: Client) -> None:
    client.hears("mhm")
    client.hearing.aside()
    client.turn("go on")
    assert client.words == ["tell me a story", "go on"]


def test_words_that_interrupt_belong_to_the_turn_that_they_begin(client: Client) -> None:
    client.hears("no")
    client.turn()
    assert client.words == ["tell me a story", "no"]


def test_a_yes_that_is_answered_after_all_is_told(client: Client) -> None:
    client.hears("yes")
    client.hearing.aside()
    client.turn()
    client.takes(client.hearing.taken_up("yes", wanted=True))
    assert client.words == ["tell me a story", "yes"]


def test_words_that_were_only_late_belong_to_the_turn_before() -> None:
    client = Client()
    client.turn()
    client.hears("what time is it")
    assert client.words == ["what time is it"]
