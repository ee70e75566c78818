"""Moonshine, as the moonshine-voice wheel runs it.

`moonshine.json` holds what the wheel's own catalogue says: addresses, sizes, CRC-32C. A test
compares the two where the wheel is installed.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TypedDict

from repartee.models.catalogue.entry import ModelEntry, PlainFile
from repartee.models.digest import Digest, DigestKind

PROVIDER = "moonshine"

_FIGURES = (
    "Addresses, sizes and checksums: moonshine-voice 0.1.5. Latency and errors: Moonshine's "
    "documentation, after the end of a phrase on x86 Linux, LibriSpeech clean."
)
_GOOD_FOR = {
    "tiny": "short phrases, 27 M parameters",
    "base": "short phrases, 61 M parameters",
    "tiny-streaming": "live captions on a small CPU",
    "small-streaming": "live captions on a good CPU",
    "medium-streaming": "live captions with the fewest mistakes",
}
_ENGLISH_FIGURES = {
    "tiny-streaming": "69 ms, 4.83 % errors",
    "small-streaming": "165 ms, 2.61 % errors",
    "medium-streaming": "269 ms, 2.17 % errors",
}


class _Model(TypedDict):
    language: str
    english_name: str
    architecture: str
    base_url: str
    files: dict[str, tuple[int, str]]


def _entry(each: _Model) -> ModelEntry:
    english = each["language"] == "en"
    architecture = each["architecture"]
    model = f"{architecture}-{each['language']}"
    figures = _ENGLISH_FIGURES.get(architecture, "") if english else ""
    return ModelEntry(
        name=f"moonshine-{model}",
        provider=PROVIDER,
        model=model,
        source=tuple(
            PlainFile(name, f"{each['base_url']}/{name}", size, Digest(DigestKind.CRC32C, checksum))
            for name, (size, checksum) in each["files"].items()
        ),
        size_bytes=sum(size for size, _ in each["files"].values()),
        # moonshine-voice's README: only older models of other languages are not free.
        licence="MIT" if english or "streaming" in architecture else "Moonshine Community",
        good_for=f"{each['english_name']}, {_GOOD_FOR[architecture]}"
        + (f"; {figures}" if figures else ""),
        figures=_FIGURES,
        aliases=(f"moonshine-{architecture}",) if english else (),
    )


def _read() -> list[_Model]:
    text = (files(__package__) / "moonshine.json").read_text(encoding="utf-8")
    models: list[_Model] = json.loads(text)
    return models


ENTRIES = tuple(_entry(each) for each in _read())
