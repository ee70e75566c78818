from __future__ import annotations

import shutil
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from repartee.models import catalogue
from repartee.models.catalogue import ModelEntry
from repartee.models.errors import ModelError, ModelNotInstalledError, UnknownModelError
from repartee.models.lock import model_lock
from repartee.models.manifest import Manifest, read_manifest, write_manifest

_INCOMING = ".incoming"
_LOCKS = ".locks"
_DISCARDED = ".discarded"


@dataclass(frozen=True, slots=True)
class Installed:
    """A model that is here, complete."""

    name: str
    provider: str
    path: Path
    """What its provider is handed: a directory, or its one file."""
    size_bytes: int


class ModelStore:
    """The models on this machine.

    ```
    MODELS_DIR/whisper-small.en/             complete: model.bin, config.json …
    MODELS_DIR/whisper-small.en/.repartee.json   says so, with sizes and checksums
    MODELS_DIR/Systran--faster-whisper-tiny/ a model of the hub that the catalogue does not know
    MODELS_DIR/.incoming/whisper-base/       on its way; kept when a download is interrupted
    MODELS_DIR/.locks/                       one lock a model
    ```

    A model appears in one step, by renaming its directory, so what is there is complete.
    """

    def __init__(self, models_dir: Path) -> None:
        """Look into a directory.

        Args:
            models_dir: Where models are kept; it need not exist yet.
        """
        self.models_dir = models_dir.expanduser()

    def path(self, name: str) -> Path | None:
        """Where a model lies.

        Args:
            name: Of the catalogue, an alias, or `org/name` of the hub.

        Returns:
            What its provider is handed: the file of an openai-whisper or whisper.cpp model, the
            directory of any other. None if it is not here, or not complete.
        """
        try:
            entry = catalogue.find(name)
        except UnknownModelError:
            return None
        found = self._complete(self.directory(entry))
        return found.path if found else None

    def installed(self) -> list[Installed]:
        """Every model that is here, by name."""
        if not self.models_dir.is_dir():
            return []
        visible = (each for each in self.models_dir.iterdir() if not each.name.startswith("."))
        found = (self._complete(each) for each in visible if each.is_dir())
        return sorted((each for each in found if each), key=lambda each: each.name)

    def providers(self) -> set[str]:
        """Ids of the ears and voices for which a model is here."""
        return {each.provider for each in self.installed()}

    def remove(self, name: str) -> int:
        """Delete a model, and what an interrupted download of it left behind.

        Args:
            name: Of the catalogue, an alias, or `org/name` of the hub.

        Returns:
            Bytes freed.

        Raises:
            UnknownModelError: If there is no such model.
            ModelNotInstalledError: If nothing of it is here.
            ModelBusyError: If it is being fetched.
        """
        entry = catalogue.find(name)
        there = [each for each in (self.directory(entry), self.incoming(entry)) if each.is_dir()]
        if not there:
            raise ModelNotInstalledError(f"{entry.name} is not on this machine.")
        with self.lock(entry):
            freed = sum(_bytes_in(each) for each in there)
            for each in there:
                self._discard(each)
        return freed

    def partial_bytes(self, entry: ModelEntry) -> int:
        """How much of a model an interrupted download left behind, in bytes."""
        return _bytes_in(self.incoming(entry))

    # What a download works with

    def directory(self, entry: ModelEntry) -> Path:
        """Where a model lies once it is complete."""
        return self.models_dir / _directory_name(entry)

    def incoming(self, entry: ModelEntry) -> Path:
        """Where its files are gathered until then."""
        return self.models_dir / _INCOMING / _directory_name(entry)

    def lock(self, entry: ModelEntry) -> AbstractContextManager[None]:
        """Keep everyone else away from a model."""
        return model_lock(self.models_dir / _LOCKS / f"{_directory_name(entry)}.lock", entry.name)

    def finish(self, entry: ModelEntry, manifest: Manifest) -> Path:
        """Let a model appear whose files are all in its incoming directory, checked.

        Args:
            entry: Which.
            manifest: What it consists of.

        Returns:
            What its provider is handed.
        """
        incoming, directory = self.incoming(entry), self.directory(entry)
        for each in incoming.iterdir():
            if each.name not in manifest.files:
                each.unlink()
        write_manifest(incoming, manifest)
        if directory.exists():
            self._discard(directory)
        incoming.rename(directory)
        return directory / entry.single_file if entry.single_file else directory

    def _complete(self, directory: Path) -> Installed | None:
        manifest = read_manifest(directory)
        if manifest is None or not manifest.holds_in(directory):
            return None
        single = _single_file(manifest)
        path = directory / single if single else directory
        return Installed(manifest.name, manifest.provider, path, manifest.size_bytes)

    def _discard(self, directory: Path) -> None:
        """Delete in one step as others see it: a half-deleted model must not look like one."""
        aside = self.models_dir / _DISCARDED / directory.name
        shutil.rmtree(aside, ignore_errors=True)
        aside.parent.mkdir(parents=True, exist_ok=True)
        try:
            directory.rename(aside)
            shutil.rmtree(aside)
        except OSError as error:
            raise ModelError(
                f"{directory} cannot be deleted: {(error.strerror or str(error)).lower()}."
            ) from error


def _directory_name(entry: ModelEntry) -> str:
    return entry.name.replace("/", "--")


def _single_file(manifest: Manifest) -> str:
    try:
        return catalogue.find(manifest.name).single_file
    except UnknownModelError:
        return ""


def _bytes_in(directory: Path) -> int:
    if not directory.is_dir():
        return 0
    return sum(each.stat().st_size for each in directory.rglob("*") if each.is_file())
