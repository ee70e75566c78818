"""Takes a model from a directory, for machines that reach no hub."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

from repartee.models import space
from repartee.models.catalogue import HubFiles, ModelEntry
from repartee.models.digest import Digest, matches
from repartee.models.errors import ChecksumError, MissingFilesError
from repartee.models.manifest import KnownFile, Manifest, read_manifest
from repartee.models.progress import Phase, Tell
from repartee.models.pull import disk_errors_told
from repartee.models.store import ModelStore
from repartee.models.threads import in_thread, in_thread_to_end

_PIECE_BYTES = 4 << 20
_SUMS_LINE = re.compile(r"([0-9a-fA-F]{64})[ *]+(?:\./)?(\S+)")


@dataclass(frozen=True, slots=True)
class Taken:
    """A model that was taken from a directory."""

    path: Path
    """What its provider is handed."""
    unchecked: tuple[str, ...]
    """Files of which nothing told the checksum."""


async def take(
    entry: ModelEntry,
    directory: Path,
    store: ModelStore,
    tell: Tell,
    *,
    free_bytes: space.FreeBytes = space.free_bytes,
) -> Taken:
    """Copy a model from a directory into the store, and check the copy.

    It may be a copy of another machine's MODELS_DIR, a directory of the hub's own cache, or one
    that simply holds the files. Checksums come from the other machine's notes, the catalogue, or
    a `SHA256SUMS` file.

    Args:
        entry: Which model.
        directory: Where it lies.
        store: Where it goes.
        tell: Is told how far it has got.
        free_bytes: Tells the space of a disk.

    Returns:
        Where it is now.

    Raises:
        ModelError: If files are missing or damaged, or the disk is full.
    """
    with disk_errors_told(store.models_dir), store.lock(entry):
        found = await in_thread(_find, entry, directory)
        total = sum(path.stat().st_size for path in found.values())
        space.check_space(entry.name, total, free_bytes(store.models_dir), store.models_dir)
        known = await in_thread(_digests, entry, next(iter(found.values())).parent)
        incoming = store.incoming(entry)
        await in_thread_to_end(_emptied, incoming)
        done = 0
        for name, path in found.items():
            async for copied in _copy(path, incoming / name):
                done += copied
                tell(done, total, name)
            await _check(entry, incoming / name, known.get(name), path)
        tell(total, total, phase=Phase.CHECKING)
        files = {
            name: KnownFile((incoming / name).stat().st_size, known.get(name)) for name in found
        }
        manifest = Manifest(entry.name, entry.provider, str(directory), files)
        path = await in_thread_to_end(store.finish, entry, manifest)
        return Taken(path, tuple(name for name in found if name not in known))


def _find(entry: ModelEntry, directory: Path) -> dict[str, Path]:
    """The model's files in the first place that has all of them."""
    for place in _places(entry, directory):
        names = [each.name for each in place.iterdir() if each.is_file()]
        if not _missing(entry, names):
            return {name: place / name for name in sorted(names) if _wanted(entry, name)}
    names = [each.name for each in directory.iterdir()] if directory.is_dir() else []
    raise MissingFilesError(
        f"{directory} holds no {entry.name}: {', '.join(_missing(entry, names))} missing. "
        "Copy the model's files there, or another machine's MODELS_DIR."
    )


def _places(entry: ModelEntry, directory: Path) -> Iterator[Path]:
    stored = entry.name.replace("/", "--")
    places = [directory / stored, directory]
    if isinstance(entry.source, HubFiles):
        cached = f"models--{entry.source.repo.replace('/', '--')}"
        for root in (directory / cached, directory / "hub" / cached, directory):
            places += sorted((root / "snapshots").glob("*"))
    return (place for place in places if place.is_dir())


def _missing(entry: ModelEntry, names: list[str]) -> list[str]:
    if isinstance(entry.source, HubFiles):
        return entry.source.missing(names)
    return [file.name for file in entry.source if file.name not in names]


def _wanted(entry: ModelEntry, name: str) -> bool:
    if isinstance(entry.source, HubFiles):
        return entry.source.wants(name)
    return name in [file.name for file in entry.source]


def _digests(entry: ModelEntry, place: Path) -> dict[str, Digest]:
    """What is known of the checksums; the catalogue's word counts most."""
    known: dict[str, Digest] = {}
    for sums in (place / "SHA256SUMS", place.parent / "SHA256SUMS"):
        if sums.is_file():
            lines = sums.read_text(encoding="utf-8", errors="replace").splitlines()
            found = (_SUMS_LINE.fullmatch(line.strip()) for line in lines)
            known |= {Path(hit[2]).name: Digest.sha256(hit[1]) for hit in found if hit}
    manifest = read_manifest(place)
    if manifest:
        known |= {name: file.digest for name, file in manifest.files.items() if file.digest}
    if not isinstance(entry.source, HubFiles):
        known |= {file.name: file.digest for file in entry.source if file.digest}
    return known


def _emptied(incoming: Path) -> None:
    shutil.rmtree(incoming, ignore_errors=True)
    incoming.mkdir(parents=True)


async def _copy(source: Path, target: Path) -> AsyncIterator[int]:
    with source.open("rb") as reading, target.open("wb") as writing:
        while piece := await in_thread_to_end(reading.read, _PIECE_BYTES):
            await in_thread_to_end(writing.write, piece)
            yield len(piece)


async def _check(entry: ModelEntry, copy: Path, digest: Digest | None, source: Path) -> None:
    if digest is None or await in_thread(matches, copy, digest):
        return
    await in_thread_to_end(copy.unlink)
    raise ChecksumError(
        f"{source} is not the {copy.name} of {entry.name}: its checksum is wrong. "
        "The copy was deleted; fetch the file anew."
    )
