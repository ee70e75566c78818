"""What is kept can be read, taken away and forgotten where no server runs."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from repartee.cli import app
from repartee.conversation.events import SessionStarted, UserTurn
from repartee.history.presence import Presence
from repartee.history.records import NumberedEvent
from repartee.history.store import HistoryStore
from tests.history.export.kept import RECORDING, SOUND, numbered, talk

Repartee = Callable[..., Result]


async def _keep(directory: Path, conversation_id: str, events: list[NumberedEvent]) -> None:
    store = HistoryStore("", directory)
    await store.open()
    await store.append(conversation_id, events)
    await store.close()


@pytest.fixture
def history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repartee:
    """Runs `repartee history` where one conversation is kept."""
    monkeypatch.chdir(tmp_path)
    data = tmp_path / "data"
    recording = data / "recordings" / RECORDING
    recording.parent.mkdir(parents=True)
    recording.write_bytes(SOUND)
    asyncio.run(_keep(data, "talk", talk(recording=RECORDING)))
    environment = {"DATA_DIR": str(data), "COLUMNS": "160", "DATABASE_URL": ""}

    def run(*arguments: str | Path, **env: str) -> Result:
        words = ["history", *map(str, arguments)]
        return CliRunner().invoke(app, words, env={**environment, **env})

    return run


def test_conversations_are_listed(history: Repartee) -> None:
    listed = history("list")
    assert listed.exit_code == 0
    assert "talk" in listed.stdout
    assert "0:09" in listed.stdout
    assert "Weather *now*?  recorded" in listed.stdout


def test_the_list_is_narrowed_and_read_by_programs(history: Repartee) -> None:
    (found,) = json.loads(history("list", "--json", "--since", "2026-05-04").stdout)
    assert (found["id"], found["began_at"]) == ("talk", "2026-05-04T12:00:00+00:00")
    assert json.loads(history("list", "--json", "--since", "2026-05-05").stdout) == []
    assert history("list", "--errors").stdout == "None that is kept is such.\n"


def test_an_empty_history_says_that_it_is(history: Repartee, tmp_path: Path) -> None:
    assert history("list", DATA_DIR=str(tmp_path / "new")).stdout == "No conversation is kept.\n"


def test_one_is_read(history: Repartee) -> None:
    shown = history("show", "talk").stdout
    assert "It is sunny … (interrupted)" in shown
    assert "It is sunny in Graz" not in shown
    assert json.loads(history("show", "talk", "--json").stdout)["events"][0]["number"] == 1


def test_words_are_found(history: Repartee) -> None:
    assert "It is sunny" in history("search", "sunny").stdout
    (hit,) = json.loads(history("search", "--json", "sun").stdout)
    assert ["sunny", True] in hit["snippet"]
    assert "never said" in history("search", "rain").stdout


def test_one_gets_a_title(history: Repartee) -> None:
    assert history("rename", "talk", "The weather").exit_code == 0
    assert "The weather" in history("list").stdout


@pytest.mark.parametrize("form", ["json", "zip"])
def test_one_is_taken_away_and_brought_back(history: Repartee, tmp_path: Path, form: str) -> None:
    file = tmp_path / f"talk.{form}"
    assert history("export", "talk", "--format", form, "--output", file).exit_code == 0
    before = history("list", "--json").stdout
    assert history("forget", "talk", "--yes").exit_code == 0
    assert json.loads(history("list", "--json").stdout) == []
    assert history("import", file).stdout == "talk\n"
    assert history("list", "--json").stdout == before


def test_a_zip_has_the_sound(history: Repartee, tmp_path: Path) -> None:
    history("export", "talk", "--format", "zip", "-o", tmp_path / "talk.zip")
    with zipfile.ZipFile(tmp_path / "talk.zip") as archive:
        assert archive.read("audio/1-sitting-1.opus") == SOUND


def test_a_files_name_tells_what_is_written(history: Repartee, tmp_path: Path) -> None:
    for name, begin in {"a.zip": b"PK", "a.vtt": b"WEBVTT", "a.md": b"# ", "a": b"{"}.items():
        history("export", "talk", "-o", tmp_path / name)
        assert (tmp_path / name).read_bytes().startswith(begin)


def test_what_is_exported_is_printed(history: Repartee) -> None:
    for output in ((), ("--output", "-")):
        exported = history("export", "talk", "--format", "webvtt", *output)
        assert exported.stdout.startswith("WEBVTT\n")


def test_nothing_is_forgotten_unasked(history: Repartee) -> None:
    assert history("forget", "talk").exit_code == 1
    assert "talk" in history("list").stdout


async def _hold(directory: Path, conversation_id: str) -> None:
    """As a server does that runs: this process."""
    here = Presence.here()
    store = HistoryStore("", directory, server=here.id)
    await store.open()
    await here.beat(store.database)
    await store.append(conversation_id, [NumberedEvent(1, SessionStarted())])
    await store.close()


def test_what_goes_on_at_a_running_server_is_not_forgotten(
    history: Repartee, tmp_path: Path
) -> None:
    asyncio.run(_hold(tmp_path / "data", "live"))
    refused = history("forget", "live", "--yes")
    assert refused.exit_code == 1
    assert "goes on at a server that runs now" in refused.stderr
    assert "live" in history("list").stdout


@pytest.mark.parametrize(
    "arguments",
    [("show", "no"), ("export", "no"), ("rename", "no", "x"), ("forget", "no", "--yes")],
)
def test_what_is_not_kept_is_named(history: Repartee, arguments: tuple[str, ...]) -> None:
    failed = history(*arguments)
    assert failed.exit_code == 1
    assert "There is no conversation 'no'" in failed.stderr


def test_one_that_is_not_kept_keeps_no_other_from_being_forgotten(history: Repartee) -> None:
    forgotten = history("forget", "--yes", "elsewhere", "talk")
    assert forgotten.exit_code == 1
    assert "'elsewhere'" in forgotten.stderr
    assert forgotten.stdout == "talk is forgotten.\n"
    assert history("list").stdout == "No conversation is kept.\n"


def test_of_several_files_the_one_that_is_no_export_is_named(
    history: Repartee, tmp_path: Path
) -> None:
    history("export", "talk", "-o", tmp_path / "talk.json")
    (tmp_path / "notes.json").write_text("[]")
    brought = history("import", "--new-id", tmp_path / "talk.json", tmp_path / "notes.json")
    assert brought.exit_code == 1
    assert f"{tmp_path / 'notes.json'}: This is no export" in brought.stderr


def test_a_file_that_is_no_export_is_refused(history: Repartee, tmp_path: Path) -> None:
    file = tmp_path / "other.json"
    file.write_text("{}")
    failed = history("import", file)
    assert failed.exit_code == 1
    assert "no export" in failed.stderr


def test_a_failed_export_makes_no_file(history: Repartee, tmp_path: Path) -> None:
    history("export", "no", "-o", tmp_path / "no.json")
    assert not (tmp_path / "no.json").exists()


def test_a_database_that_cannot_be_used_is_explained(history: Repartee) -> None:
    failed = history("list", DATABASE_URL="mysql://somewhere/x")
    assert failed.exit_code == 2
    assert "DATABASE_URL" in failed.stderr


def test_what_was_said_gives_the_terminal_no_orders(history: Repartee, tmp_path: Path) -> None:
    evil = numbered(UserTurn(turn=1, text="\x1b]0;title\x07 \x1b[2J evil"))
    asyncio.run(_keep(tmp_path / "data", "evil", evil))
    for shown in (history("list"), history("show", "evil"), history("search", "evil")):
        assert "evil" in shown.stdout
        assert "\x1b]" not in shown.stdout
        assert "\x1b[2J" not in shown.stdout


def test_reading_waits_for_no_pipecat(tmp_path: Path) -> None:
    program = (
        "import sys; from repartee.cli import app; app(['history', 'list'], standalone_mode=False);"
        "sys.exit('pipecat' in sys.modules)"
    )
    environment = {**os.environ, "DATA_DIR": str(tmp_path)}
    subprocess.run([sys.executable, "-c", program], env=environment, cwd=tmp_path, check=True)
