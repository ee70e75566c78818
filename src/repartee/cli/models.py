from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from repartee.cli.download_display import DownloadDisplay
from repartee.models import catalogue
from repartee.models.errors import HubUnreachableError, ModelError
from repartee.models.progress import Tracker
from repartee.models.store import ModelStore
from repartee.models.units import size_text
from repartee.settings import Settings, SettingsError, load_settings

if TYPE_CHECKING:
    from repartee.models.catalogue import ModelEntry

_FAILED = 1
_BAD_SETTINGS = 2
_INTERRUPTED = 130

models = typer.Typer(
    help="Fetch, list and remove the models that run on this machine.", no_args_is_help=True
)

Names = Annotated[list[str], typer.Argument(metavar="NAME…", help="From `repartee models list`.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="From `repartee models list`.")]


@models.command("list")
def list_models(
    provider: Annotated[str, typer.Option(help="Only those of faster-whisper, say.")] = "",
    installed: Annotated[bool, typer.Option("--installed", help="Only those here.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the models that can be fetched, and say which are here."""
    store = _store(_settings())
    here = {each.name: each.path for each in store.installed()}
    unlisted = [catalogue.find(name) for name in here if not _listed(name)]
    shown = [
        entry
        for entry in (*catalogue.ENTRIES, *unlisted)
        if provider in ("", entry.provider) and (entry.name in here or not installed)
    ]
    if as_json:
        typer.echo(json.dumps([_as_json(entry, here) for entry in shown], indent=2))
        return
    console = Console(highlight=False)
    console.print(_table(shown, set(here)) if shown else "There are none.")
    if not installed:
        console.print(
            "Any Whisper of the hub in CTranslate2's format will do, too: "
            "repartee models pull org/name",
            style="dim",
        )


@models.command()
def pull(
    names: Names,
    source: Annotated[
        Path | None,
        typer.Option("--from", help="Take it from this directory instead of the internet."),
    ] = None,
) -> None:
    """Fetch models; goes on where an earlier pull stopped.

    Each file is checked. Interrupting with Ctrl-C keeps what came.
    """
    settings = _settings()
    entries = [_found(name) for name in names]
    failed = False
    for entry in entries:
        try:
            asyncio.run(_take(settings, entry, source) if source else _pull(settings, entry))
        except KeyboardInterrupt:
            _say_what_is_kept(_store(settings), entry)
            raise typer.Exit(_INTERRUPTED) from None
        except ModelError as error:
            _complain(str(error))
            failed = True
            if isinstance(error, HubUnreachableError):
                break
    raise typer.Exit(_FAILED if failed else 0)


@models.command()
def path(name: Name) -> None:
    """Print where a model lies; exits with 1 if it is not here."""
    entry = _found(name)
    found = _store(_settings()).path(entry.name)
    if found is None:
        _fail(f"{entry.name} is not on this machine. Fetch it: repartee models pull {entry.name}")
    typer.echo(found)


@models.command()
def remove(names: Names) -> None:
    """Delete models, and what interrupted pulls of them left behind."""
    store = _store(_settings())
    for name in names:
        try:
            freed = store.remove(name)
        except ModelError as error:
            _fail(str(error))
        typer.echo(f"{catalogue.find(name).name} is gone, {size_text(freed)} freed.")


async def _pull(settings: Settings, entry: ModelEntry) -> None:
    # httpx takes a fifth of a second, which `list` and `path` need not pay.
    from repartee.models.hub import Hub
    from repartee.models.pull import Puller

    store = _store(settings)
    puller = Puller(store, Hub(settings.hf_endpoint, settings.hf_token.get_secret_value()))
    tracker = Tracker(entry.name)
    with DownloadDisplay(Console(stderr=True, highlight=False), tracker):
        found = await puller.pull(entry, tracker.tell)
    typer.echo(f"{entry.name} is here: {found}")


async def _take(settings: Settings, entry: ModelEntry, source: Path) -> None:
    from repartee.models.offline import take

    tracker = Tracker(entry.name)
    with DownloadDisplay(Console(stderr=True, highlight=False), tracker):
        taken = await take(entry, source, _store(settings), tracker.tell)
    if taken.unchecked:
        typer.echo(
            f"Nothing told the checksum of {', '.join(taken.unchecked)}. A SHA256SUMS file in "
            f"{source} would.",
            err=True,
        )
    typer.echo(f"{entry.name} is here: {taken.path}")


def _say_what_is_kept(store: ModelStore, entry: ModelEntry) -> None:
    kept = store.partial_bytes(entry)
    what = f"{size_text(kept)} of {entry.name} are kept; " if kept else ""
    typer.echo(f"Stopped. {what}`repartee models pull {entry.name}` goes on.", err=True)


def _table(entries: list[ModelEntry], here: set[str]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("Name", no_wrap=True)
    table.add_column("For")
    table.add_column("Fetch", justify="right", no_wrap=True)
    table.add_column("Memory", justify="right", no_wrap=True)
    table.add_column("Good for")
    for entry in entries:
        mark = "✓ " if entry.name in here else "  "
        table.add_row(
            Text(f"{mark}{entry.name}", "bold green" if entry.name in here else ""),
            entry.provider,
            size_text(entry.size_bytes) if entry.size_bytes else "",
            size_text(entry.ram_mb * 1e6) if entry.ram_mb else "",
            Text(entry.good_for, "dim"),
        )
    return table


def _as_json(entry: ModelEntry, here: dict[str, Path]) -> dict[str, object]:
    found = here.get(entry.name)
    return {
        "name": entry.name,
        "provider": entry.provider,
        "model": entry.model,
        "size_bytes": entry.size_bytes,
        "ram_mb": entry.ram_mb,
        "licence": entry.licence,
        "good_for": entry.good_for,
        "figures": entry.figures,
        "path": str(found) if found else None,
    }


def _listed(name: str) -> bool:
    return any(entry.name == name for entry in catalogue.ENTRIES)


def _settings() -> Settings:
    try:
        return load_settings()
    except SettingsError as error:
        _complain(str(error))
        raise typer.Exit(_BAD_SETTINGS) from None


def _store(settings: Settings) -> ModelStore:
    return ModelStore(settings.models_dir)


def _found(name: str) -> ModelEntry:
    try:
        return catalogue.find(name)
    except ModelError as error:
        _fail(str(error))


def _complain(message: str) -> None:
    Console(stderr=True, soft_wrap=True, highlight=False).print(message, style="red", markup=False)


def _fail(message: str) -> NoReturn:
    _complain(message)
    raise typer.Exit(_FAILED) from None
