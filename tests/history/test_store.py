"""The store, over SQLite and PostgreSQL alike."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from repartee.conversation.events import (
    AgentTurn,
    Event,
    Failed,
    GuestJoined,
    RecordingMade,
    SessionEnded,
    SessionStarted,
    UserTurn,
)
from repartee.history.errors import HistoryError, NumberTakenError, UnfitEventError
from repartee.history.store import HistoryStore, NumberedEvent, Query

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def numbered(*events: Event, first: int = 1) -> list[NumberedEvent]:
    return [NumberedEvent(first + place, event) for place, event in enumerate(events)]


def said(text: str, *, turn: int = 1, at: datetime = NOON) -> UserTurn:
    return UserTurn(turn=turn, text=text, at=at)


async def test_events_are_read_as_they_were_written_and_in_their_order(store: HistoryStore) -> None:
    written = numbered(
        SessionStarted(stack="builtin"),
        said("What time is it?"),
        AgentTurn(turn=1, generated="It is noon, and", heard="It is noon", cut=True),
    )
    await store.append("a", written[:2])
    await store.append("a", written[2:])

    assert await store.events("a") == written
    assert await store.events("a", after=1, limit=1) == written[1:2]
    assert await store.last_number("a") == 3
    assert await store.last_number("b") == 0


async def test_who_does_not_know_whether_it_was_written_may_write_again(
    store: HistoryStore,
) -> None:
    written = numbered(SessionStarted(), said("one"), Failed(what="It broke."))
    await store.append("a", written[:2])
    await store.append("a", written)
    await store.append("a", written)

    summary = await store.conversation("a")
    assert await store.events("a") == written
    assert summary is not None
    assert (summary.sittings, summary.turns, summary.errors) == (1, 1, 1)


async def test_another_event_of_the_same_number_is_refused_and_nothing_of_its_batch_kept(
    store: HistoryStore,
) -> None:
    await store.append("a", numbered(said("mine")))
    with pytest.raises(NumberTakenError):
        await store.append("a", numbered(said("yours"), said("more")))
    assert await store.events("a") == numbered(said("mine"))


async def test_a_summary_tells_what_happened(store: HistoryStore) -> None:
    later = NOON + timedelta(minutes=2)
    await store.append(
        "a",
        numbered(
            SessionStarted(stack="builtin", at=NOON),
            GuestJoined(guest="g", way="webrtc", at=NOON),
            said("Hello there.", turn=1),
            said("And now?", turn=2),
            Failed(what="The voice failed.", at=NOON),
            RecordingMade(sitting=1, file="a.ogg", at=NOON),
            SessionEnded(reason="left", secs=120.5, at=later),
        ),
    )
    summary = await store.conversation("a")
    assert summary is not None
    assert (summary.began_at, summary.last_at, summary.ended_at) == (NOON, later, later)
    assert (summary.sittings, summary.turns, summary.secs) == (1, 2, 120.5)
    assert (summary.stack, summary.way, summary.errors) == ("builtin", "webrtc", 1)
    assert (summary.has_audio, summary.preview, summary.title) == (True, "Hello there.", "")


async def test_a_conversation_that_is_taken_up_again_is_not_over(store: HistoryStore) -> None:
    await store.append("a", numbered(SessionStarted(), SessionEnded(reason="left", secs=2)))
    await store.append("a", numbered(SessionStarted(sitting=2), first=3))
    summary = await store.conversation("a")
    assert summary is not None
    assert (summary.ended_at, summary.sittings, summary.secs) == (None, 2, 2)


async def test_conversations_are_listed_page_by_page_the_newest_first(store: HistoryStore) -> None:
    for each in range(7):
        # Two have the same time: their ids decide.
        at = NOON + timedelta(hours=min(each, 5))
        await store.append(f"c{each}", numbered(said("hello", at=at)))
    seen: list[str] = []
    cursor = ""
    while True:
        page = await store.conversations(Query(cursor=cursor, limit=3))
        seen += [each.id for each in page.items]
        if not page.next:
            break
        cursor = page.next
    assert seen == ["c6", "c5", "c4", "c3", "c2", "c1", "c0"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (Query(text="kettle"), ["long"]),
        (Query(text="KETT"), ["long"]),
        (Query(text="weekly"), ["short"]),
        (Query(text="nothing of the kind"), []),
        (Query(since=NOON + timedelta(minutes=30)), ["long"]),
        (Query(until=NOON + timedelta(minutes=30)), ["short"]),
        (Query(stack="cloud"), ["long"]),
        (Query(shortest_secs=60), ["long"]),
        (Query(longest_secs=60), ["short"]),
        (Query(errors=True), ["long"]),
        (Query(errors=False), ["short"]),
        (Query(), ["long", "short"]),
    ],
)
async def test_conversations_are_found_by_what_is_asked_of_them(
    store: HistoryStore, query: Query, found: list[str]
) -> None:
    later = NOON + timedelta(hours=1)
    short = (SessionStarted(stack="builtin", at=NOON), SessionEnded(reason="x", secs=5, at=NOON))
    await store.append("short", numbered(*short))
    await store.rename("short", "Weekly 100%")
    await store.append(
        "long",
        numbered(
            SessionStarted(stack="cloud", at=later),
            said("Where is the kettle?", at=later),
            Failed(what="It broke.", at=later),
            SessionEnded(reason="left", secs=600, at=later),
        ),
    )
    assert [each.id for each in (await store.conversations(query)).items] == found


@pytest.mark.parametrize("cursor", ["x", "é", "AAAA", "bnVsbA", "WzEsMl0"])
async def test_a_cursor_of_somebody_elses_making_is_refused(
    store: HistoryStore, cursor: str
) -> None:
    with pytest.raises(HistoryError, match="Begin at the first page"):
        await store.conversations(Query(cursor=cursor))


async def test_words_are_found_without_case_and_accents_and_shown_as_they_were_said(
    store: HistoryStore,
) -> None:
    await store.append("a", numbered(said("Das Café hat schon GEÖFFNET, nicht wahr?")))
    await store.append("b", numbered(said("Something else.")))
    [hit] = await store.search("cafe geöff")
    assert (hit.conversation.id, hit.number) == ("a", 1)
    assert hit.snippet == [
        ("Das ", False),
        ("Café", True),
        (" hat schon ", False),
        ("GEÖFFNET", True),
        (", nicht wahr?", False),
    ]


async def test_of_the_agent_only_what_was_heard_is_found(store: HistoryStore) -> None:
    cut = AgentTurn(turn=1, generated="Paris and Lyon", heard="Paris", cut=True)
    await store.append("a", numbered(cut))
    assert len(await store.search("paris")) == 1
    assert await store.search("lyon") == []


@pytest.mark.parametrize(
    "text", ["", "  ", '"', "'; DROP TABLE events", "a AND", "x:*", "NEAR(a", "\0"]
)
async def test_a_search_takes_no_text_for_a_language(store: HistoryStore, text: str) -> None:
    await store.append("a", numbered(said("hello")))
    assert await store.search(text) == []


async def test_hits_come_newest_first_and_no_more_than_wanted(store: HistoryStore) -> None:
    await store.append("a", numbered(*(said(f"hello {each}") for each in range(5))))
    assert [hit.number for hit in await store.search("hello", limit=2)] == [5, 4]


async def test_every_conversation_that_is_found_shows_where_however_often_others_say_it(
    store: HistoryStore,
) -> None:
    await store.append("once", numbered(said("The kettle is here."), said("Where else?")))
    await store.append("often", numbered(*(said(f"A kettle, {each}.") for each in range(300))))
    await store.append("never", numbered(said("Something else.")))
    await store.rename("never", "About a kettle")

    page = await store.conversations(Query(text="kettle"))
    shown = {each.id: each.snippet for each in page.items}
    assert shown == {
        "once": [("The ", False), ("kettle", True), (" is here.", False)],
        "often": [("A ", False), ("kettle", True), (", 299.", False)],
        "never": [],
    }


async def test_a_forgotten_conversation_is_found_nowhere(store: HistoryStore) -> None:
    await store.append("a", numbered(SessionStarted(), said("my secret")))
    await store.append("b", numbered(said("my kettle")))
    assert await store.forget("a")
    assert not await store.forget("a")
    assert await store.conversation("a") is None
    assert await store.events("a") == []
    assert [hit.conversation.id for hit in await store.search("my")] == ["b"]
    assert [each.id for each in (await store.conversations(Query(text="my"))).items] == ["b"]


async def test_a_title_can_be_given_to_what_is_there(store: HistoryStore) -> None:
    await store.append("a", numbered(said("hello")))
    assert await store.rename("a", "Kettles\0")
    assert not await store.rename("b", "Nothing")
    summary = await store.conversation("a")
    assert summary is not None
    assert summary.title == "Kettles"


async def test_what_no_file_can_hold_does_not_keep_an_event_out(store: HistoryStore) -> None:
    await store.append("a", numbered(said("half a \ud800 pair, and \0 nothing")))
    [read] = await store.events("a")
    assert isinstance(read.event, UserTurn)
    assert read.event.text == "half a ? pair, and \0 nothing"
    assert len(await store.search("pair")) == 1


async def test_everything_is_there_when_the_database_is_opened_again(store: HistoryStore) -> None:
    await store.append("a", numbered(said("hello")))
    await store.close()
    with pytest.raises(HistoryError, match="closed"):
        await store.events("a")
    await store.open()
    assert await store.events("a") == numbered(said("hello"))


async def test_who_is_cancelled_while_they_write_leaves_the_database_free(
    store: HistoryStore,
) -> None:
    for each in range(60):
        writing = asyncio.create_task(store.append(f"{each}", numbered(said("hello"))))
        for _ in range(each):
            await asyncio.sleep(0)
        writing.cancel()
        await asyncio.wait([writing])
        # A write that was left open would keep the next one out, far longer than this.
        async with asyncio.timeout(15):
            await store.append("after", numbered(said("still here"), first=each + 1))


@pytest.mark.parametrize(
    "ask",
    [
        lambda store: store.conversation("a\0"),
        lambda store: store.events("a\0"),
        lambda store: store.rename("a\0", "title"),
        lambda store: store.forget("a\0"),
        lambda store: store.conversations(Query(text="a\0")),
        lambda store: store.conversations(Query(stack="a\0")),
    ],
)
async def test_a_text_that_no_row_can_hold_is_the_askers_fault_or_finds_nothing(
    store: HistoryStore, ask: Callable[[HistoryStore], Awaitable[object]]
) -> None:
    if store.database.is_file:
        assert not getattr((found := await ask(store)), "items", found)
        return
    with pytest.raises(UnfitEventError, match="Leave out") as refused:
        await ask(store)
    assert "DATABASE_URL" not in str(refused.value)
