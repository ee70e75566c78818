"""What is kept is listed, read, taken away, brought back and forgotten over HTTP."""

from __future__ import annotations

import io
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import numpy as np
import pytest
from pydantic import SecretStr

from repartee.app import create_app
from repartee.history.recording.encoder import RATE, Encoder
from repartee.history.store import HistoryStore
from repartee.settings import Settings
from tests.history.export.kept import RECORDING, SOUND, talk
from tests.support.peer import Peer
from tests.support.running_server import running
from tests.support.scripted_stack import ScriptedStack


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Those of a server that forgets nothing by itself: the talk is of May 2026."""
    return settings.model_copy(update={"history_keep_days": 0})


@pytest.fixture
async def store(settings: Settings) -> AsyncIterator[HistoryStore]:
    """The server's, as another process sees it."""
    kept = HistoryStore("", settings.data_dir)
    await kept.open()
    await kept.append("talk", talk(recording=RECORDING))
    yield kept
    await kept.close()


@pytest.fixture
def recording(settings: Settings) -> Path:
    file = settings.data_dir / "recordings" / RECORDING
    file.parent.mkdir(parents=True)
    file.write_bytes(SOUND)
    return file


@pytest.fixture
async def client(store: HistoryStore, url: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=url, timeout=60) as client:
        yield client


async def test_conversations_are_listed_with_what_is_known_of_them(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get("/api/conversations")
    (item,) = answer.json()["items"]
    assert item["id"] == "talk"
    assert item["began_at"] == "2026-05-04T12:00:00Z"
    assert (item["turns"], item["secs"], item["way"]) == (2, 9, "webrtc")
    assert item["has_audio"] is True
    assert item["snippet"] == []
    assert answer.json()["cursor"] == ""
    assert answer.headers["cache-control"] == "no-store"


async def test_a_search_shows_where_the_words_were_said(client: httpx.AsyncClient) -> None:
    (item,) = (await client.get("/api/conversations", params={"q": "sunny"})).json()["items"]
    assert ["sunny", True] in item["snippet"]
    assert (await client.get("/api/conversations", params={"q": "rain"})).json()["items"] == []


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"since": "2026-05-04T00:00:00Z"}, 1),
        ({"since": "2026-05-05"}, 0),
        ({"until": "2026-05-04T12:00:01+00:00"}, 1),
        ({"until": "2026-05-04"}, 0),
        ({"stack": "built-in"}, 1),
        ({"stack": "other"}, 0),
        ({"shortest_secs": 9, "longest_secs": 10}, 1),
        ({"shortest_secs": 10}, 0),
        ({"errors": "false"}, 1),
        ({"errors": "true"}, 0),
    ],
)
async def test_the_list_is_narrowed(
    client: httpx.AsyncClient, asked: dict[str, str | float], found: int
) -> None:
    items = (await client.get("/api/conversations", params=asked)).json()["items"]
    assert len(items) == found


async def test_a_long_list_comes_in_pages(client: httpx.AsyncClient, store: HistoryStore) -> None:
    for number in range(4):
        await store.append(f"another-{number}", talk())
    seen: list[str] = []
    cursor = ""
    while cursor or not seen:
        page = await client.get("/api/conversations", params={"limit": 2, "cursor": cursor})
        seen += [each["id"] for each in page.json()["items"]]
        cursor = page.json()["cursor"]
    assert sorted(seen) == ["another-0", "another-1", "another-2", "another-3", "talk"]


@pytest.mark.parametrize(
    "asked", [{"cursor": "made-up"}, {"limit": 0}, {"since": "yesterday"}, {"errors": "many"}]
)
async def test_what_cannot_be_asked_is_a_problem(
    client: httpx.AsyncClient, asked: dict[str, str]
) -> None:
    answer = await client.get("/api/conversations", params=asked)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_conversation_is_read_event_by_event(client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/conversations/talk")).json()["preview"] == "Weather *now*?"
    path = "/api/conversations/talk/events"
    events = (await client.get(path, params={"after": 4, "limit": 2})).json()["events"]
    assert [each["number"] for each in events] == [5, 6]
    assert events[0]["event"]["kind"] == "user-turn"
    assert events[0]["event"]["text"] == "Weather *now*?"
    assert events[0]["event"]["span"] == {"begin": 2, "end": 4}


async def test_a_conversation_gets_a_title(client: httpx.AsyncClient) -> None:
    renamed = await client.patch("/api/conversations/talk", json={"title": " Rain?\n"})
    assert renamed.json()["title"] == "Rain?"
    assert (await client.get("/api/conversations/talk")).json()["title"] == "Rain?"
    too_long = await client.patch("/api/conversations/talk", json={"title": "x" * 201})
    assert too_long.status_code == 422


async def test_a_forgotten_conversation_is_gone(client: httpx.AsyncClient) -> None:
    assert (await client.delete("/api/conversations/talk")).status_code == 204
    assert (await client.get("/api/conversations")).json()["items"] == []
    assert (await client.delete("/api/conversations/talk")).status_code == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "nobody"),
        ("GET", "nobody/events"),
        ("GET", "nobody/audio"),
        ("GET", "nobody/export"),
        ("PATCH", "nobody"),
        ("DELETE", "nobody"),
    ],
)
async def test_what_is_not_kept_is_a_problem(
    client: httpx.AsyncClient, method: str, path: str
) -> None:
    body = {"title": "x"} if method == "PATCH" else None
    answer = await client.request(method, f"/api/conversations/{path}", json=body)
    assert answer.status_code == 404
    assert "kept" in answer.json()["detail"]


async def test_one_that_goes_on_is_not_forgotten(store: HistoryStore, url: str) -> None:
    async with (
        await Peer(url).connect({"conversation_id": "now"}) as peer,
        httpx.AsyncClient(base_url=url) as client,
    ):
        await peer.wait_for("bot-ready")
        answer = await client.delete("/api/conversations/now")
    assert answer.status_code == 409


# Sound


async def test_a_recording_is_played_from_any_place(
    client: httpx.AsyncClient, recording: Path
) -> None:
    whole = await client.get("/api/conversations/talk/audio")
    assert whole.content == SOUND
    assert whole.headers["content-type"] == "audio/ogg"
    assert whole.headers["accept-ranges"] == "bytes"
    part = await client.get("/api/conversations/talk/audio", headers={"Range": "bytes=100-199"})
    assert part.status_code == 206
    assert part.content == SOUND[100:200]
    assert part.headers["content-range"] == f"bytes 100-199/{len(SOUND)}"


async def test_behind_its_end_there_is_nothing_to_play(
    client: httpx.AsyncClient, recording: Path
) -> None:
    asked = {"Range": f"bytes={len(SOUND)}-"}
    answer = await client.get("/api/conversations/talk/audio", headers=asked)
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{len(SOUND)}"


async def test_what_was_not_recorded_or_is_gone_is_a_problem(client: httpx.AsyncClient) -> None:
    gone = await client.get("/api/conversations/talk/audio")
    other = await client.get("/api/conversations/talk/audio", params={"sitting": 2})
    assert (gone.status_code, other.status_code) == (404, 404)
    assert "any more" in gone.json()["detail"]
    assert "these were: 1" in other.json()["detail"]


# Files


@pytest.mark.parametrize(
    ("form", "media_type", "begins"),
    [
        ("json", "application/json", '{"format": "repartee-conversation"'),
        ("markdown", "text/markdown; charset=utf-8", "# Weather"),
        ("webvtt", "text/vtt; charset=utf-8", "WEBVTT"),
    ],
)
async def test_a_conversation_is_taken_away_as_text(
    client: httpx.AsyncClient, form: str, media_type: str, begins: str
) -> None:
    answer = await client.get("/api/conversations/talk/export", params={"format": form})
    assert answer.headers["content-type"] == media_type
    assert answer.headers["content-disposition"].startswith(
        'attachment; filename="conversation-2026-05-04-talk.'
    )
    assert answer.text.startswith(begins)


async def test_a_zip_has_all_of_it(client: httpx.AsyncClient, recording: Path) -> None:
    answer = await client.get("/api/conversations/talk/export", params={"format": "zip"})
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        assert sorted(archive.namelist()) == [
            "audio/1-sitting-1.opus",
            "conversation.json",
            "conversation.md",
            "sitting-1.vtt",
        ]
        assert archive.read("audio/1-sitting-1.opus") == SOUND


async def test_what_was_taken_away_is_brought_back(
    client: httpx.AsyncClient, recording: Path
) -> None:
    before = (await client.get("/api/conversations/talk")).json()
    file = await client.get("/api/conversations/talk/export", params={"format": "zip"})
    await client.delete("/api/conversations/talk")
    imported = await client.post("/api/conversations/import", content=file.content)
    assert imported.status_code == 201
    assert imported.json() == before
    assert (await client.get("/api/conversations/talk/audio")).content == SOUND


async def test_what_is_no_export_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/conversations/import", content=b"PK\x03\x04 no zip")
    assert answer.status_code == 422
    assert "broken" in answer.json()["detail"]


async def test_an_id_that_is_taken_is_not_overwritten(
    client: httpx.AsyncClient, store: HistoryStore
) -> None:
    file = (await client.get("/api/conversations/talk/export")).content
    await store.forget("talk")
    await store.append("talk", talk()[:3])
    refused = await client.post("/api/conversations/import", content=file)
    assert refused.status_code == 409
    other = await client.post("/api/conversations/import?new_id=true", content=file)
    assert other.status_code == 201
    assert other.json()["id"] != "talk"


async def test_a_recording_is_drawn_by_how_loud_each_side_was(
    client: httpx.AsyncClient, recording: Path
) -> None:
    broken = await client.get("/api/conversations/talk/peaks")
    assert (broken.status_code, broken.json()["detail"]) == (
        422,
        "The recording is broken: it cannot be drawn.",
    )
    encoder = Encoder(recording, "opus")
    encoder.write(np.full(RATE, 16_384, np.int16), np.zeros(RATE, np.int16))
    encoder.close()
    answer = await client.get("/api/conversations/talk/peaks", params={"sitting": 1})
    peaks = answer.json()
    assert peaks["secs"] == pytest.approx(1, abs=0.05)
    assert max(peaks["caller"]) > 100 > 10 > max(peaks["agent"])
    assert answer.headers["cache-control"] == "no-store"
    await client.delete("/api/conversations/talk")
    assert not any(each.is_file() for each in recording.parent.iterdir())


async def test_what_was_not_recorded_or_is_gone_is_not_drawn(client: httpx.AsyncClient) -> None:
    for path in ("talk/peaks", "talk/peaks?sitting=2", "nobody/peaks"):
        assert (await client.get(f"/api/conversations/{path}")).status_code == 404


# Who may, and where nothing is kept


@pytest.mark.parametrize(
    "path", ["", "/talk", "/talk/events", "/talk/export", "/talk/audio", "/talk/peaks"]
)
async def test_strangers_read_nothing(
    settings: Settings, stack: ScriptedStack, path: str, store: HistoryStore
) -> None:
    changes = {"server_host": "0.0.0.0", "allow_anonymous": True}
    async with (
        running(create_app(settings.model_copy(update=changes), stack)) as url,
        httpx.AsyncClient(base_url=url) as client,
    ):
        assert (await client.get(f"/api/conversations{path}")).status_code == 403


async def test_who_has_no_token_reads_nothing(settings: Settings, stack: ScriptedStack) -> None:
    changes = {"access_token": SecretStr("open sesame")}
    async with (
        running(create_app(settings.model_copy(update=changes), stack)) as url,
        httpx.AsyncClient(base_url=url) as client,
    ):
        assert (await client.get("/api/conversations")).status_code == 401
        token = {"Authorization": "Bearer open sesame"}
        assert (await client.get("/api/conversations", headers=token)).status_code == 200


async def test_a_server_that_keeps_nothing_says_so(
    settings: Settings, stack: ScriptedStack
) -> None:
    app = create_app(settings.model_copy(update={"history_keep": "nothing"}), stack)
    async with running(app) as url, httpx.AsyncClient(base_url=url) as client:
        for path in ("", "/talk", "/talk/export"):
            answer = await client.get(f"/api/conversations{path}")
            assert answer.status_code == 404
            assert "HISTORY_KEEP" in answer.json()["detail"]
