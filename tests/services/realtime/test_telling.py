"""What a server is told of the conversation, and what the next one is told of it."""

from __future__ import annotations

import asyncio
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pipecat.services.openai.realtime import events

from repartee.services.realtime.playback import Cut
from repartee.services.realtime.record import Record
from repartee.services.realtime.telling import Telling


class Server:
    """Knows items in their order, as the protocol has it."""

    def __init__(self) -> None:
        self.items: dict[str, str] = {}
        self.events: list[str] = []
        self.is_ready = True
        self.record = Record()
        self.telling = Telling(self.record, self.take, lambda: self.is_ready)

    async def take(self, event: events.ClientEvent) -> None:
        self.events.append(type(event).__name__.removesuffix("Event"))
        match event:
            case events.ConversationItemCreateEvent():
                self._insert(event.item, event.previous_item_id)
            case events.ConversationItemDeleteEvent():
                del self.items[event.item_id]
            case events.ConversationItemTruncateEvent():
                assert event.item_id in self.items

    def answers(self, item_id: str, text: str) -> None:
        """It made an item itself."""
        self.items[item_id] = text
        self.record.said(item_id, "assistant", text)

    async def is_replaced(self) -> None:
        """Another one takes its place, and is told of everything."""
        self.items = {}
        self.events = []
        await self.telling.retell()
        self.is_ready = True

    def _insert(self, item: events.ConversationItem, before: str | None) -> None:
        assert item.id not in self.items
        ids = list(self.items)
        at = {None: len(ids), "root": 0}.get(before, ids.index(before) + 1 if before in ids else -1)
        assert at >= 0, "the item before it is not known"
        shown = item.content[0].text if item.content else item.output or item.arguments
        ordered = list(self.items.items())
        ordered.insert(at, (item.id, shown or ""))
        self.items = dict(ordered)


async def test_an_answer_that_the_server_gave_is_truncated() -> None:
    server = Server()
    server.answers("one", "It is noon in Tokyo.")
    await server.telling.cut(Cut("one", 900, "It is noon"))

    assert server.events == ["ConversationItemTruncate"]


async def test_an_answer_that_it_was_told_of_is_put_in_anew_at_its_place() -> None:
    server = Server()
    await server.telling.message("user", "What time is it?")
    server.answers("one", "It is noon in Tokyo.")
    await server.telling.message("user", "Thank you.")
    await server.is_replaced()
    await server.telling.cut(Cut("one", 900, "It is noon"))

    assert list(server.items.values()) == ["What time is it?", "It is noon", "Thank you."]


async def test_an_answer_of_which_nothing_was_heard_is_taken_out() -> None:
    server = Server()
    server.answers("one", "It is noon in Tokyo.")
    await server.is_replaced()
    await server.telling.cut(Cut("one", 0, ""))

    assert server.items == {}


async def test_what_is_told_while_nobody_listens_is_told_to_the_next() -> None:
    server = Server()
    server.record.called("call", "c", "tell_time", "{}")
    server.is_ready = False
    await server.telling.message("user", "Hello?")
    await server.telling.result("c", '{"say": "noon"}')
    assert server.events == []

    await server.is_replaced()
    assert list(server.items.values()) == ["{}", '{"say": "noon"}', "Hello?"]


WORDS = st.text(alphabet="ab ", min_size=1, max_size=12).map(str.strip).filter(bool)
STEPS = st.one_of(
    st.tuples(st.just("typed"), WORDS),
    st.tuples(st.just("answered"), WORDS),
    st.tuples(st.just("called"), WORDS),
    st.tuples(st.just("returned"), WORDS),
    st.tuples(st.just("cut"), st.integers(0, 12)),
    st.tuples(st.just("lost"), st.none()),
    st.tuples(st.just("found"), st.none()),
)


@given(st.lists(STEPS, max_size=30))
def test_whatever_happens_another_server_knows_what_was_said_and_heard(
    steps: list[tuple[str, Any]],
) -> None:
    server = Server()
    expected = asyncio.run(_walk(server, steps))

    assert list(server.items.values()) == [text for text in expected.values() if text]


async def _walk(server: Server, steps: list[tuple[str, Any]]) -> dict[str, str]:
    """Take steps, and give what must be known in the end, in its order."""
    expected: dict[str, str] = {}
    open_call = last_answer = ""
    for number, (step, given_) in enumerate(steps):
        name = str(number)
        match step:
            case "typed":
                expected[name] = given_
                await server.telling.message("user", given_)
            case "answered" if server.is_ready:
                expected[name], last_answer = given_, name
                server.answers(name, given_)
            case "called" if server.is_ready and not open_call:
                expected[name], open_call = given_, name
                expected[f"{name} out"] = ""
                server.record.called(name, name, "do", given_)
                server.items[name] = given_
            case "returned" if open_call:
                expected[f"{open_call} out"] = given_
                await server.telling.result(open_call, given_)
                open_call = ""
            case "cut" if last_answer:
                text = expected[last_answer][:given_].rstrip()
                expected[last_answer] = text
                await server.telling.cut(Cut(last_answer, 100, text))
                last_answer = ""
            case "lost":
                server.is_ready = False
            case "found" if not server.is_ready:
                await server.is_replaced()
    await server.is_replaced()
    return expected
