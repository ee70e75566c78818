from __future__ import annotations

from pathlib import Path

import pytest

from repartee.models import catalogue
from repartee.models.errors import ModelBusyError, ModelNotInstalledError
from repartee.models.manifest import FILE, KnownFile, Manifest
from repartee.models.store import ModelStore

TINY = catalogue.find("whisper-tiny")
CPP = catalogue.find("whisper-cpp-tiny")


def install(store: ModelStore, name: str, files: dict[str, bytes]) -> Path:
    entry = catalogue.find(name)
    incoming = store.incoming(entry)
    incoming.mkdir(parents=True)
    for file, content in files.items():
        (incoming / file).write_bytes(content)
    known = {file: KnownFile(len(content)) for file, content in files.items()}
    return store.finish(entry, Manifest(entry.name, entry.provider, "here", known))


def test_a_provider_is_handed_what_it_can_load(store: ModelStore) -> None:
    directory = install(store, "whisper-tiny", {"model.bin": b"x"})
    file = install(store, "whisper-cpp-tiny", {"ggml-tiny.bin": b"x"})
    assert store.path("Systran/faster-whisper-tiny") == directory
    assert directory.is_dir()
    assert store.path("whisper-cpp-tiny") == file
    assert file.is_file()
    assert [each.name for each in store.installed()] == ["whisper-cpp-tiny", "whisper-tiny"]
    assert store.providers() == {"faster-whisper", "whisper-cpp"}


def test_nothing_is_here_before_the_first_pull(store: ModelStore) -> None:
    assert store.path("whisper-tiny") is None
    assert store.path("no such thing") is None
    assert store.installed() == []


@pytest.mark.parametrize("damage", ["gone", "short", "manifest", "unreadable"])
def test_a_model_that_is_not_complete_is_not_here(store: ModelStore, damage: str) -> None:
    directory = install(store, "whisper-tiny", {"model.bin": b"xyz"})
    match damage:
        case "gone":
            (directory / "model.bin").unlink()
        case "short":
            (directory / "model.bin").write_bytes(b"x")
        case "manifest":
            (directory / FILE).unlink()
        case _:
            (directory / FILE).write_text('{"name": 1')
    assert store.path("whisper-tiny") is None
    assert store.installed() == []


def test_removing_frees_the_model_and_what_was_on_its_way(store: ModelStore) -> None:
    install(store, "whisper-tiny", {"model.bin": b"x" * 1000})
    store.incoming(TINY).mkdir(parents=True)
    (store.incoming(TINY) / "model.bin.partial").write_bytes(b"x" * 500)
    assert store.remove("whisper-tiny") > 1500
    assert store.path("whisper-tiny") is None
    assert store.partial_bytes(TINY) == 0
    with pytest.raises(ModelNotInstalledError):
        store.remove("whisper-tiny")


def test_a_model_on_its_way_is_not_removed(store: ModelStore) -> None:
    install(store, "whisper-tiny", {"model.bin": b"x"})
    with store.lock(TINY), pytest.raises(ModelBusyError):
        store.remove("whisper-tiny")


def test_a_newer_one_takes_the_place_of_the_old(store: ModelStore) -> None:
    install(store, "whisper-tiny", {"model.bin": b"old", "extra": b"x"})
    directory = install(store, "whisper-tiny", {"model.bin": b"newer"})
    assert {each.name for each in directory.iterdir()} == {"model.bin", FILE}
