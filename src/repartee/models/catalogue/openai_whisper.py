"""Whisper as OpenAI publishes it, for PyTorch."""

from __future__ import annotations

from typing import NamedTuple

from repartee.models.catalogue.entry import ModelEntry, PlainFile
from repartee.models.digest import Digest

PROVIDER = "openai-whisper"

_BASE = "https://openaipublic.azureedge.net/main/whisper/models"
_FIGURES = (
    "Addresses and SHA-256: openai-whisper 20250625, whisper/__init__.py. Memory: its README's "
    "table of required VRAM."
)


class _Model(NamedTuple):
    model: str
    sha256: str
    megabytes: int
    ram_mb: int


_MODELS = (
    _Model("tiny.en", "d3dd57d32accea0b295c96e26691aa14d8822fac7d9d27d5dc00b4ca2826dd03", 76, 1000),
    _Model("tiny", "65147644a518d12f04e32d6f3b26facc3f8dd46e5390956a9424a650c0ce22b9", 76, 1000),
    _Model(
        "base.en", "25a8566e1d0c1e2231d1c762132cd20e0f96a85d16145c3a00adf5d1ac670ead", 145, 1000
    ),
    _Model("base", "ed3a0b6b1c0edf879ad9b11b1af5a0e6ab5db9205f891f668f8b0e6c6326e34e", 145, 1000),
    _Model(
        "small.en", "f953ad0fd29cacd07d5a9eda5624af0f6bcf2258be67c92b79389873d91e0872", 484, 2000
    ),
    _Model("small", "9ecf779972d90ba49c06d968637d720dd632c55bbf19d441fb42bf17a411e794", 484, 2000),
    _Model(
        "medium.en", "d7440d1dc186f76616474e0ff0b3b6b879abc9d1a4926b7adfa41db2d497ab4f", 1528, 5000
    ),
    _Model(
        "medium", "345ae4da62f9b3d59415adc60127b97c714f32e89e936602e85993674d08dcb1", 1528, 5000
    ),
    _Model(
        "large-v1", "e4b87e7e0bf463eb8e6956e646f1e277e901512310def2c24bf0e11bd3c28e9a", 3087, 10_000
    ),
    _Model(
        "large-v2", "81f7c96c852ee8fc832187b0132e569d6c3065a3252ed18e56effd0b6a73e524", 3087, 10_000
    ),
    _Model(
        "large-v3", "e5b1a55b89c1367dacf97e3e19bfd829a01529dbfdeefa8caeb59b3f1b81dadb", 3087, 10_000
    ),
    _Model(
        "large-v3-turbo",
        "aff26ae408abcba5fbf8813c21e62b0941638c5f6eebfb145be0c9839262a19a",
        1618,
        6000,
    ),
)
_SHORT_NAMES = {
    "large-v3": ("openai-whisper-large",),
    "large-v3-turbo": ("openai-whisper-turbo",),
}


def _entry(each: _Model) -> ModelEntry:
    file = f"{each.model}.pt"
    url = f"{_BASE}/{each.sha256}/{file}"
    language = "English" if each.model.endswith(".en") else "any language"
    return ModelEntry(
        name=f"openai-whisper-{each.model}",
        provider=PROVIDER,
        model=each.model,
        source=(PlainFile(file, url, digest=Digest.sha256(each.sha256)),),
        size_bytes=each.megabytes * 1_000_000,
        licence="MIT",
        ram_mb=each.ram_mb,
        good_for=f"{language}, on a GPU that faster-whisper has no CUDA for",
        figures=_FIGURES,
        single_file=file,
        aliases=_SHORT_NAMES.get(each.model, ()),
    )


ENTRIES = tuple(_entry(each) for each in _MODELS)
