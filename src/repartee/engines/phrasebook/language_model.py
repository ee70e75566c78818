"""What the speech recogniser needs of the phrasebook: an n-gram model and a dictionary."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from pocketsphinx import get_model_path

from repartee.engines.phrasebook.ngrams import arpa_text
from repartee.engines.phrasebook.phrasebook import Phrasebook
from repartee.engines.phrasebook.source import PhrasebookError

_log = logging.getLogger(__name__)

_RECIPE = 4  # raise it when the code below, or the sampling, makes other files of the same YAML
_SENTENCES = 90_000

_LANGUAGE_MODEL = "sentences.arpa"
_DICTIONARY = "words.dict"
_MANIFEST = "manifest.json"


@dataclass(frozen=True)
class LanguageModelFiles:
    """Files for `pocketsphinx.Decoder(lm=…, dict=…)`."""

    lm: Path
    dictionary: Path


def build_language_model(phrasebook: Phrasebook, directory: Path) -> LanguageModelFiles:
    """Write the recogniser's files for a phrasebook, or find them from an earlier run.

    Building takes about four seconds of one core; finding takes milliseconds. Files that are
    torn or damaged are written anew. Several processes may build at once: they write the same.

    Args:
        phrasebook: What shall be recognised.
        directory: A cache directory; created where missing. Each phrasebook has its own folder in
            it, named after its content.

    Raises:
        PhrasebookError: A word of the phrasebook has no pronunciation.
        OSError: The directory cannot be written.
    """
    folder = directory / f"phrasebook-{_key(phrasebook)}"
    files = LanguageModelFiles(lm=folder / _LANGUAGE_MODEL, dictionary=folder / _DICTIONARY)
    if not _is_whole(folder):
        _log.info("Building the recogniser's language model in %s", folder)
        folder.mkdir(parents=True, exist_ok=True)
        contents = {
            _LANGUAGE_MODEL: arpa_text(phrasebook.sample(_SENTENCES)),
            _DICTIONARY: _dictionary(phrasebook),
        }
        for name, text in contents.items():
            _write(folder / name, text)
        # Last: a folder without it was left by a run that did not finish.
        _write(folder / _MANIFEST, json.dumps({n: _hash(t) for n, t in contents.items()}))
    return files


def _key(phrasebook: Phrasebook) -> str:
    parts = (phrasebook.fingerprint, version("pocketsphinx"), str(_RECIPE), str(_SENTENCES))
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()[:16]


def _is_whole(folder: Path) -> bool:
    try:
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        return set(manifest) == {_LANGUAGE_MODEL, _DICTIONARY} and all(
            _hash((folder / name).read_text(encoding="utf-8")) == digest
            for name, digest in manifest.items()
        )
    except (OSError, ValueError, TypeError):
        return False


def _dictionary(phrasebook: Phrasebook) -> str:
    words = phrasebook.vocabulary
    source = Path(get_model_path("en-us/cmudict-en-us.dict"))
    lines = [line for line in _lines(source) if _word_of(line) in words]
    missing = words.difference(map(_word_of, lines))
    if missing and not phrasebook.added:
        raise PhrasebookError(
            f"no pronunciation for {', '.join(sorted(missing))}: "
            "use other words in phrasebook.yaml, or list them under `spellings`"
        )
    if missing:
        _log.warning(
            "The built-in ears cannot hear %s: their dictionary lacks it. Say it otherwise in the "
            "sentences of your tools; typed, it is understood.",
            ", ".join(sorted(missing)),
        )
    return "\n".join(lines) + "\n"


def _lines(path: Path) -> Iterable[str]:
    with path.open(encoding="utf-8") as file:
        yield from (line.rstrip("\n") for line in file)


def _word_of(line: str) -> str:
    """The word of a dictionary line; "read(2)" is another pronunciation of "read"."""
    return line.partition(" ")[0].partition("(")[0]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _write(path: Path, text: str) -> None:
    """Write a file so that a reader sees all of it or none."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    Path(name).replace(path)
