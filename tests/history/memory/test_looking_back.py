"""Facts noticed once a conversation is over."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic_ai.messages import ModelMessage, ModelResponse, ToolCallPart
from pydantic_ai.models.function import AgentInfo, FunctionModel

from repartee.conversation.events import SessionEnded
from repartee.history.memory.backlog import Backlog
from repartee.history.memory.fact_store import FactStore
from repartee.history.memory.looking_back import Noticing
from repartee.history.memory.noticing import ModelNoticer, NoticingError, fit_to_keep
from repartee.history.memory.stored_memories import StoredMemories
from repartee.history.memory.word_recall import WordRecall
from repartee.history.store import HistoryStore
from repartee.tools.fact import Fact
from tests.history.memory.support import ANNA, BEN, append, held


class ScriptedNoticer:
    """Notices what it is told to, and remembers what it read."""

    def __init__(self, *facts: Fact) -> None:
        self.facts = list(facts)
        self.read: list[str] = []
        self.known: list[Fact] = []
        self.fails = False

    async def facts_in(self, transcript: str, known: Iterable[Fact]) -> list[Fact]:
        self.read.append(transcript)
        self.known = list(known)
        if self.fails:
            raise NoticingError("HTTP 500")
        return self.facts


async def test_what_is_noticed_is_known_in_the_next_conversation(store: HistoryStore) -> None:
    await held(store, "a", ANNA, "I live in Oslo.")
    facts, noticer = FactStore(store.database), ScriptedNoticer(Fact("home town", "Oslo"))
    await facts.remember(ANNA, Fact("dog", "Rex"))
    looking = Noticing(store, facts, noticer).look_back
    memories = StoredMemories(facts, WordRecall(store.database), looking)

    memories.start()
    memories.look_back(ANNA, "a")
    async with asyncio.timeout(60):
        await memories.idle()
    await memories.close()

    assert noticer.read == ["Person: I live in Oslo.\nAgent: I see"]
    assert noticer.known == [Fact("dog", "Rex")]
    known = await memories.of(ANNA, "b").facts()
    assert list(known) == [Fact("dog", "Rex"), Fact("home town", "Oslo")]


async def test_a_model_that_fails_does_not_keep_the_next_from_being_asked(
    store: HistoryStore,
) -> None:
    await held(store, "a", ANNA, "One.")
    await held(store, "b", ANNA, "Two.")
    facts, noticer = FactStore(store.database), ScriptedNoticer()
    noticer.fails = True
    memories = StoredMemories(
        facts, WordRecall(store.database), Noticing(store, facts, noticer).look_back
    )
    memories.start()
    memories.look_back(ANNA, "a")
    memories.look_back(ANNA, "b")
    async with asyncio.timeout(60):
        await memories.idle()
    await memories.close()

    assert len(noticer.read) == 2


async def _nobody() -> set[str]:
    return set()


async def _looked_at(store: HistoryStore, *, other_servers: set[str] | None = None) -> list[str]:
    """What a server reads that starts now, and stops when it has read all."""

    async def others() -> set[str]:
        return other_servers or set()

    facts, noticer = FactStore(store.database), ScriptedNoticer()
    looking = Noticing(store, facts, noticer).look_back
    memories = StoredMemories(
        facts,
        WordRecall(store.database),
        looking,
        backlog=(backlog := Backlog(store.database, others)),
    )
    waiting = await backlog.waiting()
    memories.start()
    async with asyncio.timeout(60):
        while len(noticer.read) < len(waiting):
            await asyncio.sleep(0.01)
        await memories.idle()
    await memories.close()
    return noticer.read


async def test_what_waited_when_the_server_stopped_is_noticed_once_after_the_next_start(
    database_url: str, tmp_path: Path
) -> None:
    store = HistoryStore(database_url, tmp_path, server="killed")
    await store.open()
    long_ago = datetime.now(UTC) - timedelta(days=30)
    await held(store, "a", ANNA, "I live in Oslo.")
    await append(store, "a", SessionEnded(reason="lost", secs=1))
    await held(store, "old", ANNA, "I lived in Rome.")
    await append(store, "old", SessionEnded(reason="left", secs=1, at=long_ago))
    await held(store, "goes on", BEN, "I live in Graz.")

    assert await _looked_at(store, other_servers={"killed"}) == []
    assert await _looked_at(store) == ["Person: I live in Oslo.\nAgent: I see"]
    assert await _looked_at(store) == []

    await held(store, "a", ANNA, "Now in Bergen.")
    await append(store, "a", SessionEnded(reason="left", secs=1))
    assert await _looked_at(store) == ["Person: Now in Bergen.\nAgent: I see"]
    await store.close()


async def test_what_was_imported_is_not_noticed_anew(store: HistoryStore) -> None:
    await held(store, "a", ANNA, "I live in Oslo.")
    await append(store, "a", SessionEnded(reason="left", secs=1))
    assert await Backlog(store.database, _nobody).waiting() == []


async def test_strangers_are_remembered_for_one_conversation(store: HistoryStore) -> None:
    memories = StoredMemories(FactStore(store.database), WordRecall(store.database))
    memory = memories.of("", "a")
    await memory.remember(Fact("dog", "Rex"))

    assert list(await memory.facts()) == [Fact("dog", "Rex")]
    assert list(await memories.of("", "b").facts()) == []
    memories.look_back("", "a")


async def test_a_model_is_told_what_is_known_and_its_notes_are_checked() -> None:
    asked: list[str] = []

    def answer(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        asked.append(str(messages[-1].parts[-1].content))  # type: ignore[union-attr]
        notes = [{"subject": "dog", "value": " Rex "}, {"subject": "my", "value": ""}]
        return ModelResponse([ToolCallPart(info.output_tools[0].name, {"response": notes})])

    noticer = ModelNoticer(FunctionModel(answer))
    noted = await noticer.facts_in("Person: My dog is Rex.", [Fact("name", "Anna")])

    assert noted == [Fact("dog", "Rex")]
    assert "- name: Anna" in asked[0]
    assert "Person: My dog is Rex." in asked[0]


def test_notes_that_are_no_facts_are_left_out() -> None:
    notes = [
        Fact("dog", "Rex"),
        Fact("my dog", "Tex"),
        Fact("", "lost"),
        Fact("story", "long " * 100),
        *(Fact(f"thing {n}", "here") for n in range(50)),
    ]
    fit = fit_to_keep(notes)
    assert fit[0] == Fact("my dog", "Tex")
    assert len(fit) == 12
