from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from repartee.cli.download_display import line
from repartee.models.progress import Phase, Progress
from tests.models.contents import REPO, whisper_files
from tests.models.hub_standin import HubStandIn, serving


@dataclass
class Ran:
    status: int
    out: str
    err: str


@dataclass
class Machine:
    """A machine with a hub: runs the command line there."""

    hub: HubStandIn
    models_dir: Path

    async def start(self, *arguments: str | Path, **env: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "repartee", "models"),
            *map(str, arguments),
            cwd=self.models_dir,
            env={
                **{key: os.environ[key] for key in ("PATH", "PYTHONPATH") if key in os.environ},
                "HF_ENDPOINT": self.hub.url,
                "MODELS_DIR": str(self.models_dir),
                "COLUMNS": "160",
                **env,
            },
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    async def run(self, *arguments: str | Path, **env: str) -> Ran:
        return await finished(await self.start(*arguments, **env))


async def finished(process: asyncio.subprocess.Process) -> Ran:
    out, err = await asyncio.wait_for(process.communicate(), 60)
    return Ran(process.returncode or 0, out.decode(), err.decode())


@pytest.fixture
async def machine(tmp_path: Path) -> AsyncIterator[Machine]:
    async with serving(HubStandIn({REPO: whisper_files()})) as hub:
        yield Machine(hub, tmp_path)


async def test_a_model_is_pulled_found_listed_and_removed(machine: Machine) -> None:
    pulled = await machine.run("pull", "whisper-tiny")
    assert pulled.status == 0, pulled.err
    path = machine.models_dir / "whisper-tiny"
    assert str(path) in pulled.out
    assert (await machine.run("path", REPO)).out.strip() == str(path)

    listed = await machine.run("list", "--provider", "faster-whisper")
    assert "✓ whisper-tiny " in listed.out
    assert "✓ whisper-base" not in listed.out
    told = json.loads((await machine.run("list", "--installed", "--json")).out)
    assert [(model["name"], model["path"]) for model in told] == [("whisper-tiny", str(path))]

    removed = await machine.run("remove", "whisper-tiny")
    assert "freed" in removed.out
    gone = await machine.run("path", "whisper-tiny")
    assert gone.status == 1
    assert "repartee models pull whisper-tiny" in gone.err


async def test_ctrl_c_keeps_what_came_and_says_so(machine: Machine) -> None:
    machine.hub.repos[REPO] = whisper_files(3_000_000)
    machine.hub.hold_after = 1_500_000
    process = await machine.start("pull", "whisper-tiny")
    partial = machine.models_dir / ".incoming" / "whisper-tiny" / "model.bin.partial"
    async with asyncio.timeout(30):
        while not partial.is_file() or partial.stat().st_size < 1_000_000:
            await asyncio.sleep(0.02)
    process.send_signal(signal.SIGINT)
    stopped = await finished(process)
    assert stopped.status == 130
    assert "MB of whisper-tiny are kept; `repartee models pull whisper-tiny` goes on" in stopped.err
    assert "Traceback" not in stopped.err

    machine.hub.hold_after = None
    assert (await machine.run("pull", "whisper-tiny")).status == 0
    assert machine.hub.asked[-1].name == "vocabulary.txt"
    assert any(each.range.startswith("bytes=1") for each in machine.hub.asked)


async def test_no_hub_is_one_line_and_no_more_are_tried(machine: Machine) -> None:
    ran = await machine.run(
        "pull", "whisper-tiny", "whisper-base", HF_ENDPOINT="http://127.0.0.1:9"
    )
    assert ran.status == 1
    assert len(ran.err.strip().splitlines()) == 1
    assert "127.0.0.1:9 cannot be reached" in ran.err


async def test_one_bad_model_does_not_keep_the_others_away(machine: Machine) -> None:
    ran = await machine.run("pull", "whisper-base", "whisper-tiny")
    assert ran.status == 1
    assert "whisper-base" in ran.err
    assert "whisper-tiny is here" in ran.out


async def test_a_misspelt_name_is_noticed_before_any_download(machine: Machine) -> None:
    ran = await machine.run("pull", "whisper-tiny", "whisper-smal")
    assert ran.status == 1
    assert "Did you mean whisper-small" in ran.err
    assert not machine.hub.asked


async def test_the_token_is_never_printed(machine: Machine) -> None:
    machine.hub.members_only = "another"
    ran = await machine.run("pull", "whisper-tiny", HF_TOKEN="hf_canary_123")
    assert ran.status == 1
    assert "hf_canary_123" not in ran.out + ran.err


async def test_an_air_gapped_machine_takes_files_from_a_directory(
    machine: Machine, tmp_path: Path
) -> None:
    usb = tmp_path / "usb"
    usb.mkdir()
    for name, content in whisper_files().items():
        (usb / name).write_bytes(content)
    ran = await machine.run("pull", "whisper-tiny", "--from", usb, HF_ENDPOINT="http://127.0.0.1:9")
    assert ran.status == 0, ran.err
    assert "SHA256SUMS" in ran.err
    assert (machine.models_dir / "whisper-tiny" / "model.bin").is_file()


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (
            Progress("tiny", Phase.RUNNING, 20_000_000, 80_000_000, 5e6, 12.0, "model.bin"),
            "tiny  25 % · 20 MB of 80 MB · 5.0 MB/s · 12 s left",
        ),
        (Progress("tiny", Phase.RUNNING, 20_000_000), "tiny  20 MB"),
        (Progress("tiny"), "tiny  asking which files there are"),
        (
            Progress("tiny", Phase.CHECKING, 80, 80, detail="model.bin"),
            "tiny  checking model.bin",
        ),
    ],
)
def test_progress_reads_as_words(progress: Progress, words: str) -> None:
    assert line(progress) == words
