"""Whisper as whisper.cpp runs it, in ggml's format."""

from __future__ import annotations

from repartee.models.catalogue.entry import HubFiles, ModelEntry

PROVIDER = "whisper-cpp"

_REPO = "ggerganov/whisper.cpp"
_FIGURES = "Sizes: whisper.cpp, models/README.md. Memory: its README (unquantised models)."

# Name without `.en`, megabytes, memory in MB.
_SIZES: dict[str, tuple[int, int | None]] = {
    "tiny": (78, 273),
    "tiny-q5_1": (32, None),
    "tiny-q8_0": (44, None),
    "base": (148, 388),
    "base-q5_1": (60, None),
    "base-q8_0": (82, None),
    "small": (488, 852),
    "small-q5_1": (190, None),
    "small-q8_0": (264, None),
    "medium": (1534, 2100),
    "medium-q5_0": (539, None),
    "medium-q8_0": (823, None),
    "large-v1": (3095, 3900),
    "large-v2": (3095, 3900),
    "large-v2-q5_0": (1081, None),
    "large-v2-q8_0": (1656, None),
    "large-v3": (3095, 3900),
    "large-v3-q5_0": (1081, None),
    "large-v3-turbo": (1625, None),
    "large-v3-turbo-q5_0": (574, None),
    "large-v3-turbo-q8_0": (874, None),
}
_ENGLISH = ("tiny", "base", "small", "medium")


def _models() -> list[str]:
    english = [
        f"{size}.en{sign}{quantised}"
        for size, sign, quantised in (name.partition("-") for name in _SIZES)
        if size in _ENGLISH
    ]
    return [*_SIZES, *english]


def _entry(model: str) -> ModelEntry:
    file = f"ggml-{model}.bin"
    megabytes, ram_mb = _SIZES[model.replace(".en", "")]
    language = "English" if ".en" in model else "any language"
    kind = "less memory, hardly more mistakes" if "-q" in model else "CPUs, Apple and Vulkan GPUs"
    return ModelEntry(
        name=f"whisper-cpp-{model}",
        provider=PROVIDER,
        model=model,
        source=HubFiles(_REPO, (file,), (file,)),
        size_bytes=megabytes * 1_000_000,
        licence="MIT",
        ram_mb=ram_mb,
        good_for=f"{language}; {kind}",
        figures=_FIGURES,
        single_file=file,
    )


ENTRIES = tuple(_entry(model) for model in _models())
