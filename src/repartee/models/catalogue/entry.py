from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatch

from repartee.models.digest import Digest


@dataclass(frozen=True, slots=True)
class PlainFile:
    """A file at an address of its own."""

    name: str
    """What it is called on the disk."""
    url: str
    size: int | None = None
    """In bytes."""
    digest: Digest | None = None


@dataclass(frozen=True, slots=True)
class HubFiles:
    """Files of a repository on the Hugging Face hub; it tells their sizes and digests itself."""

    repo: str
    """Such as `Systran/faster-whisper-small.en`."""
    patterns: tuple[str, ...]
    """Which files are wanted, with `*` and `?`."""
    required: tuple[str, ...]
    """Patterns of which each must match a file."""
    revision: str = "main"

    def wants(self, name: str) -> bool:
        """Whether a file of the repository belongs to the model; one in a folder never does."""
        flat = "/" not in name and "\\" not in name and not name.startswith(".")
        return flat and any(fnmatch(name, pattern) for pattern in self.patterns)

    def missing(self, names: list[str]) -> list[str]:
        """Which of the required patterns no name matches."""
        return [
            pattern
            for pattern in self.required
            if not any(fnmatch(name, pattern) for name in names)
        ]


Source = HubFiles | tuple[PlainFile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelEntry:
    """One model that can be fetched."""

    name: str
    """What it is pulled by, such as `whisper-small.en`."""
    provider: str
    """Which ears or voice run it, as settings call them."""
    model: str
    """What the provider's `*_MODEL` variable calls it, such as `small.en`."""
    source: Source
    size_bytes: int
    """To fetch; of hub models a round figure, the hub tells the exact one."""
    licence: str
    ram_mb: int | None = None
    """Memory it takes beside the server's own; None where nobody has measured it."""
    good_for: str = ""
    figures: str = ""
    """Where the figures come from."""
    single_file: str = ""
    """Its one file, where the provider is handed a file and no directory."""
    aliases: tuple[str, ...] = field(default=())
    """Other names by which it is found."""


_CTRANSLATE2_FILES = (
    "config.json",
    "preprocessor_config.json",
    "model.bin",
    "tokenizer.json",
    "vocabulary.*",
)
# Without tokenizer.json faster-whisper asks the hub for openai/whisper-tiny's at each start.
_CTRANSLATE2_NEEDED = ("config.json", "model.bin", "tokenizer.json", "vocabulary.*")


def ctranslate2_files(repo: str) -> HubFiles:
    """The files that faster-whisper reads, of any repository that has them.

    Args:
        repo: Such as `Systran/faster-whisper-small.en`.

    Returns:
        What to fetch; the list is faster-whisper 1.2.1's own (`faster_whisper/utils.py`).
    """
    return HubFiles(repo, _CTRANSLATE2_FILES, _CTRANSLATE2_NEEDED)
