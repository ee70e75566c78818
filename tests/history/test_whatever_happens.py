"""In whichever order: what was durable is there, in order, once, and in no other conversation."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import TypeVar, get_args
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from repartee.conversation.chronicle import Chronicle
from repartee.conversation.events import UserTurn
from repartee.history import scribe
from repartee.history.writer import HistoryArchive
from tests.support.flaky_store import FlakyStore, Trouble

T = TypeVar("T")

_CONVERSATIONS = st.sampled_from(["a", "b", "c"])
_TROUBLES = st.lists(st.sampled_from([e for e in get_args(Trouble) if e != "unfit"]), max_size=4)


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture
def flaky(runner: asyncio.Runner, database_url: str, tmp_path: Path) -> Iterator[FlakyStore]:
    store = FlakyStore(database_url, tmp_path)
    runner.run(store.open())
    yield store
    runner.run(store.close())


class Writing(RuleBasedStateMachine):
    """Conversations that are written, by a server that is killed now and then."""

    def __init__(self, runner: asyncio.Runner, store: FlakyStore) -> None:
        super().__init__()
        self._runner = runner
        self._store = store
        # A database for all examples: each has conversations of its own.
        self._example = uuid4().hex
        self._archive = HistoryArchive(store)
        self._chronicles: dict[str, Chronicle] = {}
        # What was noted of each conversation, as long as it may still be found; and how much of it
        # must be.
        self._noted: dict[str, list[str]] = {}
        self._durable: dict[str, int] = {}
        self._count = 0

    @rule(name=_CONVERSATIONS, count=st.integers(1, 5))
    def note(self, name: str, count: int) -> None:
        self._run(self._note(name, count))

    @rule(name=_CONVERSATIONS)
    def wait_until_durable(self, name: str) -> None:
        self._run(self._settle(name))

    @rule(name=_CONVERSATIONS)
    def close(self, name: str) -> None:
        self._run(self._settle(name))
        chronicle = self._chronicles.pop(name, None)
        if chronicle is not None:
            self._run(chronicle.close())

    @rule(troubles=_TROUBLES)
    def have_trouble(self, troubles: list[Trouble]) -> None:
        self._store.plan.extend(troubles)

    @rule(turns=st.integers(0, 30))
    def go_on_for_a_while(self, turns: int) -> None:
        self._run(_yield(turns))

    @rule()
    def kill_the_server(self) -> None:
        """It writes nothing more; what was being written is there or not."""
        self._run(self._archive.close(0))
        self._chronicles.clear()
        self._archive = HistoryArchive(self._store)
        for name in self._noted:
            self._noted[name] = self._run(self._found(name))

    @rule(name=_CONVERSATIONS)
    def forget(self, name: str) -> None:
        self.close(name)
        self._run(self._store.forget(self._key(name)))
        self._noted[name] = []
        self._durable[name] = 0

    @invariant()
    def what_is_there_was_noted_in_this_order_and_what_was_durable_is_there(self) -> None:
        for name, noted in self._noted.items():
            found = self._run(self._found(name))
            assert found == noted[: len(found)]
            assert len(found) >= self._durable.get(name, 0)

    def teardown(self) -> None:
        self._store.plan.clear()
        for name in self._noted:
            self._run(self._settle(name))
            assert self._run(self._found(name)) == self._noted[name]
        self._run(self._archive.close())

    async def _note(self, name: str, count: int) -> None:
        if name not in self._chronicles:
            self._chronicles[name] = await self._archive.chronicle(self._key(name))
        for _ in range(count):
            self._count += 1
            text = f"{name} {self._count}"
            self._chronicles[name].note(UserTurn(turn=self._count, text=text))
            self._noted.setdefault(name, []).append(text)

    async def _settle(self, name: str) -> None:
        chronicle = self._chronicles.get(name)
        if chronicle is None:
            return
        # Where there is trouble `durable` does not wait.
        while self._archive.waiting:
            await chronicle.durable()
            await asyncio.sleep(0.001)
        self._durable[name] = len(self._noted[name])

    async def _found(self, name: str) -> list[str]:
        found = await self._store.events(self._key(name))
        assert [each.number for each in found] == list(range(1, len(found) + 1))
        return [each.event.text for each in found if isinstance(each.event, UserTurn)]

    def _key(self, name: str) -> str:
        return f"{self._example} {name}"

    def _run(self, work: Coroutine[object, object, T]) -> T:
        return self._runner.run(work)


async def _yield(turns: int) -> None:
    for _ in range(turns):
        await asyncio.sleep(0)


def test_nothing_is_lost_doubled_disordered_or_mixed_up(
    runner: asyncio.Runner, flaky: FlakyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scribe, "_FIRST_PAUSE_SECS", 0.001)
    monkeypatch.setattr(scribe, "_LONGEST_PAUSE_SECS", 0.002)
    few = settings(
        max_examples=25,
        stateful_step_count=25,
        suppress_health_check=[HealthCheck.too_slow],
    )
    # Any factory will do, says its documentation; its annotation wants a class.
    run_state_machine_as_test(lambda: Writing(runner, flaky), settings=few)  # type: ignore[arg-type]
