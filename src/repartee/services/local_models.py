"""Where the files of a model that runs in this process are, and whether they can be used."""

from __future__ import annotations

import asyncio
import importlib.util
from collections.abc import Callable, Iterable
from pathlib import Path

import psutil

from repartee.models.catalogue import name_for
from repartee.models.store import ModelStore
from repartee.services.provider import Check, ProviderError, Verdict

_MB = 1_000_000


def resolve_model(models_dir: Path, provider: str, names: Iterable[str]) -> Path | None:
    """Find a model's directory or file; looks at the disk.

    Args:
        models_dir: Where downloaded models are kept.
        provider: Whose model it is, such as `faster-whisper`.
        names: What it may be called, or a path to it (absolute, or from `.` or `~` on), best first.

    Returns:
        The path of the first that is there: fetched by `repartee models pull`, or put into a
        directory of the provider's name by hand. None if there is none.
    """
    store = ModelStore(models_dir)
    for name in names:
        if name.startswith(("/", ".", "~")):
            found = Path(name).expanduser()
        else:
            by_hand = store.models_dir / provider / name
            found = store.path(name_for(provider, name)) or by_hand
        if found.exists():
            return found
    return None


def find_file(path: Path, pattern: str) -> Path | None:
    """Find the file that a model consists of.

    Args:
        path: The file itself, or the directory that holds it.
        pattern: What its name looks like, such as `*.pt`.
    """
    if path.is_file():
        return path
    return next(iter(sorted(path.glob(pattern))), None) if path.is_dir() else None


def not_here(provider: str, name: str) -> ProviderError:
    """Say that a model's files are missing, and how to get them.

    Args:
        provider: Whose model it is, such as `faster-whisper`.
        name: What the settings call it.
    """
    known = name_for(provider, name)
    return ProviderError(f"{name} is not here. Fetch it with: repartee models pull {known}")


def require_package(module: str, extra: str) -> None:
    """Make sure that a library is installed, without importing it.

    Args:
        module: What is imported.
        extra: The extra of ours that brings it.

    Raises:
        ProviderError: If it is not.
    """
    if importlib.util.find_spec(module) is None:
        raise ProviderError(
            f"{extra} needs a package that is not installed. "
            f"Install it with: pip install -e '.[{extra}]'"
        )


def size_on_disk(path: Path) -> int:
    """Size of a file, or of all files in a directory, in bytes."""
    if path.is_file():
        return path.stat().st_size
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())


async def look_for(name: str, look: Callable[[], Check]) -> Check:
    """Look whether a model can be used, off the event loop; never raises.

    Args:
        name: What the settings call it.
        look: Looks at packages, files and memory; may raise ProviderError or OSError.
    """
    try:
        return await asyncio.to_thread(look)
    except ProviderError as error:
        finding, _, fix = str(error).partition(". ")
        return Check(Verdict.DEGRADED, finding, fix)
    except OSError as error:
        return Check(Verdict.DEGRADED, f"{name} cannot be read: {error.strerror}")


def check_model(name: str, path: Path, *, device: str, memory_factor: float) -> Check:
    """Tell whether a model that is here can be loaded.

    Args:
        name: What the settings call it.
        path: Its file or directory.
        device: Where it runs, in words; empty where it is not loaded.
        memory_factor: How many times its size on disk it needs while loading.
    """
    size = size_on_disk(path)
    if device:
        return Check(Verdict.HEALTHY, f"{name} is loaded, on {device}")
    needed, free = size * memory_factor, psutil.virtual_memory().available
    finding = f"{name} is there, {size / _MB:.0f} MB"
    if needed > free:
        return Check(
            Verdict.DEGRADED,
            f"{finding}, but loading it takes about {needed / _MB:.0f} MB of memory "
            f"and {free / _MB:.0f} MB are free",
            "Choose a smaller model, or close other programs.",
        )
    return Check(Verdict.HEALTHY, finding)
