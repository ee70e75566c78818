from __future__ import annotations

import importlib
import json
import re

import pytest

from repartee.models import catalogue
from repartee.models.catalogue import HubFiles, ModelEntry
from repartee.models.catalogue.moonshine import PROVIDER as MOONSHINE
from repartee.models.errors import UnknownModelError


def test_no_two_models_share_a_name() -> None:
    names = [name for entry in catalogue.ENTRIES for name in (entry.name, *entry.aliases)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("entry", catalogue.ENTRIES, ids=lambda entry: str(entry.name))
def test_each_model_says_all_there_is_to_know(entry: ModelEntry) -> None:
    assert entry.size_bytes > 1_000_000
    assert entry.licence
    assert entry.good_for
    assert entry.figures
    assert re.fullmatch(r"[a-z0-9._-]+", entry.name)
    if not isinstance(entry.source, HubFiles):
        assert all(file.url.startswith("https://") and file.digest for file in entry.source)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("whisper-small.en", "whisper-small.en"),
        ("Systran/faster-whisper-small.en", "whisper-small.en"),
        ("whisper-turbo", "whisper-large-v3-turbo"),
        ("kokoro", "kokoro-82m"),
        ("moonshine-tiny-streaming", "moonshine-tiny-streaming-en"),
        ("someone/their-whisper", "someone/their-whisper"),
    ],
)
def test_a_model_is_found_by_any_of_its_names(name: str, found: str) -> None:
    assert catalogue.find(name).name == found


@pytest.mark.parametrize(
    "name", ["", "whisper", "a/b/c", "../etc", "org/..", "org/na..me", "-/x", "a b/c", "org/a--b"]
)
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(UnknownModelError, match="There is no model called"):
        catalogue.find(name)


def test_what_is_nearly_right_is_suggested() -> None:
    with pytest.raises(UnknownModelError, match=r"Did you mean .*whisper-small\.en"):
        catalogue.find("whisper-smal.en")


@pytest.mark.parametrize(
    ("provider", "model", "name"),
    [
        ("faster-whisper", "small.en", "whisper-small.en"),
        ("faster-whisper", "distil-small.en", "distil-whisper-small.en"),
        ("openai-whisper", "small.en", "openai-whisper-small.en"),
        ("whisper-cpp", "small-q5_1", "whisper-cpp-small-q5_1"),
        ("moonshine", "small-streaming-en", "moonshine-small-streaming-en"),
        ("faster-whisper", "org/their-own", "org/their-own"),
    ],
)
def test_what_settings_say_leads_to_a_name(provider: str, model: str, name: str) -> None:
    assert catalogue.name_for(provider, model) == name


def test_files_in_folders_and_hidden_ones_are_never_taken() -> None:
    source = catalogue.find("whisper-tiny").source
    assert isinstance(source, HubFiles)
    assert source.wants("vocabulary.json")
    for name in ("vocabulary.d/../../x", "a/model.bin", ".model.bin", "vocabulary.\\x"):
        assert not source.wants(name)


def test_the_names_of_faster_whisper_are_its_own() -> None:
    utils = pytest.importorskip("faster_whisper.utils")
    known = {e.model: e for e in catalogue.ENTRIES if e.provider == "faster-whisper"}
    for name, repo in utils._MODELS.items():
        if name not in ("large", "turbo"):
            source = known[name].source
            assert isinstance(source, HubFiles)
            assert source.repo == repo


def test_whisper_cpps_models_are_its_own() -> None:
    constants = pytest.importorskip("pywhispercpp.constants")
    known = {e.model for e in catalogue.ENTRIES if e.provider == "whisper-cpp"}
    assert known == set(constants.AVAILABLE_MODELS)


def test_moonshines_files_are_what_its_wheel_says() -> None:
    pytest.importorskip("moonshine_voice")
    api = importlib.import_module("moonshine_voice.moonshine_api")
    known = {e.model: e for e in catalogue.ENTRIES if e.provider == MOONSHINE}
    told = {}
    for language in json.loads(api.moonshine_get_stt_catalog_string())["languages"]:
        for model in language["models"]:
            architecture = api.ModelArch(model["model_arch"])
            name = f"{architecture.name.lower().replace('_', '-')}-{language['code']}"
            raw = api.moonshine_get_stt_dependencies_string(
                language["code"], {"model_arch": int(architecture)}
            )
            files = json.loads(raw)["groups"][0]["files"]
            told[name] = {(f["name"], f["url"], f["size"], f["checksum"]) for f in files}
    assert told == {
        name: {
            (file.name, file.url, file.size, file.digest.value if file.digest else "")
            for file in entry.source
        }
        for name, entry in known.items()
        if not isinstance(entry.source, HubFiles)
    }
