from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from repartee.models import catalogue
from repartee.models.errors import ChecksumError, MissingFilesError, NoSpaceError
from repartee.models.hub import Hub
from repartee.models.offline import take
from repartee.models.progress import Tracker
from repartee.models.pull import Puller
from repartee.models.store import ModelStore
from tests.models.contents import NEEDED, REPO, whisper_files
from tests.models.hub_standin import HubStandIn

TINY = catalogue.find("whisper-tiny")
FILES = whisper_files(50_000)


def fill(directory: Path) -> Path:
    directory.mkdir(parents=True)
    for name, content in FILES.items():
        (directory / name).write_bytes(content)
    return directory


def write_sums(directory: Path) -> None:
    lines = [f"{hashlib.sha256(FILES[name]).hexdigest()}  {name}" for name in NEEDED]
    (directory / "SHA256SUMS").write_text("\n".join(lines) + "\n")


@pytest.mark.parametrize(
    "where",
    [
        ".",
        "whisper-tiny",
        f"models--{REPO.replace('/', '--')}/snapshots/abc",
        f"hub/models--{REPO.replace('/', '--')}/snapshots/abc",
    ],
)
async def test_a_directory_is_taken_however_it_is_laid_out(
    store: ModelStore, tmp_path: Path, where: str
) -> None:
    fill(tmp_path / "usb" / where)
    tracker = Tracker("tiny")
    taken = await take(TINY, tmp_path / "usb", store, tracker.tell)
    assert taken.path == store.path("whisper-tiny")
    assert (taken.path / "model.bin").read_bytes() == FILES["model.bin"]
    assert not (taken.path / "README.md").exists()
    assert set(taken.unchecked) == set(NEEDED)
    assert tracker.progress.fraction == 1


async def test_another_machines_models_are_checked_by_its_own_notes(
    store: ModelStore, hub: HubStandIn, tmp_path: Path
) -> None:
    elsewhere = ModelStore(tmp_path / "elsewhere")
    pulled = await Puller(elsewhere, Hub(hub.url)).pull(TINY, Tracker("tiny").tell)
    taken = await take(TINY, elsewhere.models_dir, store, Tracker("tiny").tell)
    assert taken.unchecked == ()

    store.remove("whisper-tiny")
    content = bytearray((pulled / "model.bin").read_bytes())
    content[7] ^= 1
    (pulled / "model.bin").write_bytes(content)
    with pytest.raises(ChecksumError, match=r"not the model\.bin of whisper-tiny"):
        await take(TINY, elsewhere.models_dir, store, Tracker("tiny").tell)
    assert store.path("whisper-tiny") is None


async def test_a_file_of_sums_is_believed(store: ModelStore, tmp_path: Path) -> None:
    usb = fill(tmp_path / "usb")
    write_sums(usb)
    assert (await take(TINY, usb, store, Tracker("tiny").tell)).unchecked == ()
    (usb / "config.json").write_bytes(b"{}")
    with pytest.raises(ChecksumError):
        await take(TINY, usb, store, Tracker("tiny").tell)


async def test_missing_files_are_named(store: ModelStore, tmp_path: Path) -> None:
    usb = fill(tmp_path / "usb")
    (usb / "model.bin").unlink()
    with pytest.raises(MissingFilesError, match=r"holds no whisper-tiny: model\.bin missing"):
        await take(TINY, usb, store, Tracker("tiny").tell)
    with pytest.raises(MissingFilesError):
        await take(TINY, tmp_path / "nowhere", store, Tracker("tiny").tell)


async def test_a_full_disk_is_noticed_first(store: ModelStore, tmp_path: Path) -> None:
    usb = fill(tmp_path / "usb")
    with pytest.raises(NoSpaceError):
        await take(TINY, usb, store, Tracker("tiny").tell, free_bytes=lambda _: 1000)
