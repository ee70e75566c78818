"""People see what is stored of their conversations, and have it removed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from repartee.app import create_app
from repartee.conversation.events import Event, SessionStarted, UserTurn
from repartee.history.store import HistoryStore, NumberedEvent, Query
from repartee.settings import Settings
from tests.support.running_server import running
from tests.support.scripted_stack import ScriptedStack

SECRET = "xylophone"


@pytest.fixture
async def store(settings: Settings) -> AsyncIterator[HistoryStore]:
    """The server's, as another process sees it: two conversations, one of them of last year."""
    kept = HistoryStore("", settings.data_dir)
    await kept.open()
    now = datetime.now(UTC)
    for name, at in (("new", now), ("old", now - timedelta(days=400))):
        events: list[Event] = [SessionStarted(at=at), UserTurn(turn=1, text=f"My {SECRET}", at=at)]
        await kept.append(name, [NumberedEvent(n, each) for n, each in enumerate(events, 1)])
    yield kept
    await kept.close()


def recording(settings: Settings) -> Path:
    file = settings.data_dir / "recordings/2026-06" / f"{'a' * 40}-20260601T120000Z-00000000.opus"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"1234")
    return file


async def _names(store: HistoryStore) -> list[str]:
    return [each.id for each in (await store.conversations(Query())).items]


async def test_what_is_stored_is_told(settings: Settings, stack: ScriptedStack) -> None:
    changes = {"history_keep": "audio", "history_redact": ["phones"], "history_keep_days": 7}
    recording(settings)
    app = create_app(settings.model_copy(update=changes), stack)
    async with running(app) as url, httpx.AsyncClient(base_url=url, timeout=60) as client:
        answer = await client.get("/api/privacy")
    told = answer.json()
    assert answer.headers["cache-control"] == "no-store"
    assert told.pop("bytes") > 0
    assert told == {
        "kept": "audio",
        "keep_days": 7,
        "recordings_keep_days": 30,
        "recordings_max_gb": 10,
        "redacted": ["phones"],
        "memory": True,
        "conversations": 0,
        "events": 0,
        "recordings": 1,
        "recordings_bytes": 4,
    }


async def test_what_is_too_old_goes_when_the_server_starts(
    store: HistoryStore, settings: Settings, stack: ScriptedStack
) -> None:
    async with (
        running(create_app(settings, stack)) as url,
        httpx.AsyncClient(base_url=url, timeout=60) as client,
    ):
        while (await client.get("/api/privacy")).json()["conversations"] > 1:
            pass
    assert await _names(store) == ["new"]


async def test_everything_is_forgotten_at_once(
    store: HistoryStore, settings: Settings, stack: ScriptedStack
) -> None:
    app = create_app(settings.model_copy(update={"history_keep_days": 0}), stack)
    async with running(app) as url, httpx.AsyncClient(base_url=url, timeout=60) as client:
        answer = await client.delete("/api/conversations")
        assert answer.json() == {"forgotten": 2, "go_on": 0}
        assert (await client.get("/api/privacy")).json()["events"] == 0
    files = (each for each in settings.data_dir.rglob("*") if each.is_file())
    assert [each.name for each in files if SECRET.encode() in each.read_bytes()] == []


async def test_what_was_kept_before_is_forgotten_where_nothing_is_kept_any_more(
    store: HistoryStore, settings: Settings, stack: ScriptedStack
) -> None:
    changes = {"history_keep": "nothing", "history_keep_days": 0}
    app = create_app(settings.model_copy(update=changes), stack)
    async with running(app) as url, httpx.AsyncClient(base_url=url, timeout=60) as client:
        told = (await client.get("/api/privacy")).json()
        assert (told["kept"], told["memory"], told["conversations"]) == ("nothing", False, 2)
        assert (await client.delete("/api/conversations")).json()["forgotten"] == 2
        assert (await client.get("/api/privacy")).json()["conversations"] == 0


async def test_a_server_that_keeps_nothing_makes_no_database(
    settings: Settings, stack: ScriptedStack
) -> None:
    app = create_app(settings.model_copy(update={"history_keep": "nothing"}), stack)
    async with running(app) as url, httpx.AsyncClient(base_url=url, timeout=60) as client:
        told = (await client.get("/api/privacy")).json()
        assert (told["conversations"], told["bytes"], told["recordings"]) == (0, 0, 0)
        assert (await client.delete("/api/conversations")).json() == {"forgotten": 0, "go_on": 0}
    assert list(settings.data_dir.rglob("history*")) == []


async def test_strangers_learn_the_rules_and_no_more(
    store: HistoryStore, settings: Settings, stack: ScriptedStack
) -> None:
    changes = {"server_host": "0.0.0.0", "allow_anonymous": True}
    app = create_app(settings.model_copy(update=changes), stack)
    async with running(app) as url, httpx.AsyncClient(base_url=url, timeout=60) as client:
        told = (await client.get("/api/privacy")).json()
        assert (told["kept"], told["conversations"], told["recordings"]) == ("text", None, None)
        assert (await client.delete("/api/conversations")).status_code == 403
    assert "new" in await _names(store)
