"""Whisper as faster-whisper runs it, converted to CTranslate2's format."""

from __future__ import annotations

from typing import NamedTuple

from repartee.models.catalogue.entry import ModelEntry, ctranslate2_files

PROVIDER = "faster-whisper"

_FIGURES = (
    "Sizes: the repositories' model.bin (half precision). RAM: one byte a parameter (int8) plus "
    "100 MB, an estimate; tiny, base and small measured with random weights of the true shape."
)


class _Model(NamedTuple):
    model: str
    repo: str
    megabytes: int
    ram_mb: int
    good_for: str


_MODELS = (
    _Model("tiny", "Systran/faster-whisper-tiny", 78, 88, "any language, the weakest CPU"),
    _Model("tiny.en", "Systran/faster-whisper-tiny.en", 78, 88, "English on the weakest CPU"),
    _Model("base", "Systran/faster-whisper-base", 148, 133, "any language on a small CPU"),
    _Model("base.en", "Systran/faster-whisper-base.en", 148, 133, "English on a small CPU"),
    _Model("small", "Systran/faster-whisper-small", 487, 236, "any language on a good CPU"),
    _Model("small.en", "Systran/faster-whisper-small.en", 487, 236, "English on a good CPU"),
    _Model("medium", "Systran/faster-whisper-medium", 1530, 870, "any language on a GPU"),
    _Model("medium.en", "Systran/faster-whisper-medium.en", 1530, 870, "English on a GPU"),
    _Model("large-v1", "Systran/faster-whisper-large-v1", 3090, 1650, "comparisons; v3 hears more"),
    _Model("large-v2", "Systran/faster-whisper-large-v2", 3090, 1650, "difficult sound on a GPU"),
    _Model("large-v3", "Systran/faster-whisper-large-v3", 3090, 1650, "the fewest mistakes, a GPU"),
    _Model(
        "large-v3-turbo",
        "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
        1620,
        910,
        "nearly large-v3, at the speed of small on a GPU",
    ),
    _Model(
        "distil-small.en",
        "Systran/faster-distil-whisper-small.en",
        336,
        270,
        "English, quick on a good CPU; Speaches' default here",
    ),
    _Model(
        "distil-medium.en",
        "Systran/faster-distil-whisper-medium.en",
        792,
        490,
        "English on a small GPU; Pipecat's default",
    ),
    _Model(
        "distil-large-v2",
        "Systran/faster-distil-whisper-large-v2",
        1520,
        860,
        "English on a GPU, twice as quick as large-v2",
    ),
    _Model(
        "distil-large-v3",
        "Systran/faster-distil-whisper-large-v3",
        1520,
        860,
        "English on a GPU, few mistakes",
    ),
    _Model(
        "distil-large-v3.5",
        "distil-whisper/distil-large-v3.5-ct2",
        1520,
        860,
        "English on a GPU, the newest of the distilled",
    ),
)


def _entry(each: _Model) -> ModelEntry:
    distilled, _, rest = each.model.partition("-")
    name = f"distil-whisper-{rest}" if distilled == "distil" else f"whisper-{each.model}"
    return ModelEntry(
        name=name,
        provider=PROVIDER,
        model=each.model,
        source=ctranslate2_files(each.repo),
        size_bytes=each.megabytes * 1_000_000,
        licence="MIT",
        ram_mb=each.ram_mb,
        good_for=each.good_for,
        figures=_FIGURES,
        aliases=(each.repo, *_SHORT_NAMES.get(each.model, ())),
    )


_SHORT_NAMES = {"large-v3": ("whisper-large",), "large-v3-turbo": ("whisper-turbo",)}

ENTRIES = tuple(_entry(each) for each in _MODELS)


def of_hub(repo: str) -> ModelEntry:
    """A model of the hub that is not in the catalogue.

    Args:
        repo: Such as `org/name`; it must hold a Whisper in CTranslate2's format.

    Returns:
        An entry of which nothing is known but where it is.
    """
    return ModelEntry(
        name=repo,
        provider=PROVIDER,
        model=repo,
        source=ctranslate2_files(repo),
        size_bytes=0,
        licence="see its page on the hub",
        good_for="whatever its page says",
    )
