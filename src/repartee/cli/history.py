from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, TypeVar

import typer
from rich.console import Console

from repartee.settings import Settings, SettingsError, load_settings

if TYPE_CHECKING:
    from rich.console import RenderableType

    from repartee.history.export.storage import StoredRecordings
    from repartee.history.records import ConversationSummary, Query
    from repartee.history.store import HistoryStore

_FAILED = 1
_BAD_SETTINGS = 2
_MOST_AT_ONCE = 200

T = TypeVar("T")

history = typer.Typer(
    help="List, read, search, take away, bring back and forget conversations that are kept.",
    no_args_is_help=True,
)

Id = Annotated[str, typer.Argument(metavar="ID", help="From `repartee history list`.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Limit = Annotated[int, typer.Option(min=1, help="How many at most.")]
Day = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"], help="In UTC.")
]


class _Form(StrEnum):
    """As what a conversation is written; `Format`, without its imports."""

    JSON = "json"
    MARKDOWN = "markdown"
    WEBVTT = "webvtt"
    ZIP = "zip"


_ENDINGS = {".md": _Form.MARKDOWN, ".vtt": _Form.WEBVTT, ".zip": _Form.ZIP}


@history.command("list")
def list_conversations(
    since: Day = None,
    until: Day = None,
    stack: Annotated[str, typer.Option(help="Only those of this stack.")] = "",
    shortest_secs: Annotated[float | None, typer.Option(min=0)] = None,
    longest_secs: Annotated[float | None, typer.Option(min=0)] = None,
    errors: Annotated[
        bool | None, typer.Option(help="Only those in which a part failed, or in which none did.")
    ] = None,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """List conversations, the last written first."""
    from repartee.cli.history_report import as_plain, conversations_table
    from repartee.history.records import Query

    query = Query(
        since=_in_utc(since),
        until=_in_utc(until),
        stack=stack,
        shortest_secs=shortest_secs,
        longest_secs=longest_secs,
        errors=errors,
    )
    found = _run(lambda kept: _pages(kept.store, query, limit))

    if as_json:
        typer.echo(json.dumps([as_plain(each) for each in found], indent=2, ensure_ascii=False))
    else:
        nothing = "No conversation is kept." if query == Query() else "None that is kept is such."
        _print(conversations_table(found) if found else nothing)


@history.command()
def show(conversation_id: Id, as_json: AsJson = False) -> None:
    """Print one conversation."""
    from rich.markdown import Markdown

    form = _Form.JSON if as_json else _Form.MARKDOWN
    written = _run(lambda kept: _text(kept, conversation_id, form))
    if as_json:
        typer.echo(written, nl=False)
    else:
        _print(Markdown(written))


@history.command()
def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS…", help="All of them in one turn.")],
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """Find where words were said; of the last word, the beginning is enough."""
    hits = _run(lambda kept: kept.store.search(" ".join(words), limit))
    from repartee.cli.history_report import as_plain, hits_table

    if as_json:
        typer.echo(json.dumps([as_plain(each) for each in hits], indent=2, ensure_ascii=False))
    else:
        _print(hits_table(hits) if hits else "That was never said, or is not kept any more.")


@history.command()
def export(
    conversation_id: Id,
    form: Annotated[
        _Form | None,
        typer.Option("--format", help="Only zip has the sound. Otherwise as FILE's name ends."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A file; otherwise it is printed.")
    ] = None,
    sitting: Annotated[int | None, typer.Option(min=1, help="Whose captions, for webvtt.")] = None,
) -> None:
    """Write a conversation as JSON, Markdown, WebVTT (captions) or a zip of all and the sound."""
    form = form or _form_of(output)
    if output is None and form is _Form.ZIP and sys.stdout.isatty():
        _fail("A zip is not for the screen. Say where it shall go: --output FILE")
    _run(lambda kept: _export(kept, conversation_id, form, sitting, output))
    if output is not None:
        typer.echo(f"Written to {output}.", err=True)


@history.command("import")
def bring_back(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE…", exists=True, dir_okay=False, help="JSON or zip."),
    ],
    new_id: Annotated[
        bool, typer.Option("--new-id", help="As another conversation, beside one of the same id.")
    ] = False,
) -> None:
    """Bring exported conversations back."""
    for file in files:
        about = f"{file}: " if len(files) > 1 else ""
        typer.echo(_run(partial(_import, path=file, new_id=new_id), about).id)


@history.command()
def rename(conversation_id: Id, title: Annotated[str, typer.Argument(metavar="TITLE")]) -> None:
    """Give a conversation a title; an empty one takes it away."""
    if len(title) > 200:
        _fail("A title has at most 200 characters.")
    if not _run(lambda kept: kept.store.rename(conversation_id, " ".join(title.split()))):
        _fail(_not_kept(conversation_id))


@history.command()
def forget(
    conversation_ids: Annotated[
        list[str], typer.Argument(metavar="ID…", help="From `repartee history list`.")
    ],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Remove conversations for good: their words and their recordings."""
    if not yes:
        typer.confirm(f"Forget {', '.join(conversation_ids)} for good?", abort=True, err=True)
    missing = False
    for each in conversation_ids:
        if _run(partial(_forget, conversation_id=each)):
            typer.echo(f"{each} is forgotten.")
        else:
            missing = True
            _complain(_not_kept(each))
    if missing:
        raise typer.Exit(_FAILED)


def _form_of(output: Path | None) -> _Form:
    ending = output.suffix.lower() if output else ""
    return _ENDINGS.get(ending, _Form.JSON)


class _Kept:
    """What the settings say is kept, opened."""

    def __init__(
        self, settings: Settings, store: HistoryStore, recordings: StoredRecordings
    ) -> None:
        self.settings = settings
        self.store = store
        self.recordings = recordings

    async def summary(self, conversation_id: str) -> ConversationSummary:
        """What is known of a conversation; ends the program if there is none."""
        found = await self.store.conversation(conversation_id)
        return found or _fail(_not_kept(conversation_id))


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[_Kept]:
    from repartee.app.history import store_of
    from repartee.app.recordings import recordings_of

    store = store_of(settings)
    await store.open()
    try:
        yield _Kept(settings, store, recordings_of(settings))
    finally:
        await store.close()


def _run(work: Callable[[_Kept], Awaitable[T]], about: str = "") -> T:
    # Takes a second, which `--help` need not pay.
    from repartee.history.errors import HistoryError

    async def opened() -> T:
        async with _opened(load_settings()) as kept:
            return await work(kept)

    try:
        return asyncio.run(opened())
    except SettingsError as error:
        _complain(str(error))
        raise typer.Exit(_BAD_SETTINGS) from None
    except (HistoryError, OSError) as error:
        _fail(f"{about}{error}")


async def _pages(store: HistoryStore, query: Query, limit: int) -> list[ConversationSummary]:
    found: list[ConversationSummary] = []
    while len(found) < limit:
        at_once = min(_MOST_AT_ONCE, limit - len(found))
        page = await store.conversations(replace(query, limit=at_once))
        found += page.items
        if not page.next:
            break
        query = replace(query, cursor=page.next)
    return found


async def _pieces(
    kept: _Kept, conversation_id: str, form: str, sitting: int | None = None
) -> AsyncIterator[bytes]:
    from repartee.history.export.exporter import Exporter, Format

    summary = await kept.summary(conversation_id)
    exporter = Exporter(kept.store, kept.recordings)
    async for piece in exporter.export(summary, Format(form), sitting):
        yield piece


async def _text(kept: _Kept, conversation_id: str, form: str) -> str:
    return b"".join([piece async for piece in _pieces(kept, conversation_id, form)]).decode()


async def _export(
    kept: _Kept, conversation_id: str, form: str, sitting: int | None, output: Path | None
) -> None:
    pieces = _pieces(kept, conversation_id, form, sitting)
    # Only once there is something to write is a file made.
    first = await anext(pieces, b"")
    with output.open("wb") if output else nullcontext(sys.stdout.buffer) as file:
        file.write(first)
        async for piece in pieces:
            file.write(piece)


async def _import(kept: _Kept, path: Path, *, new_id: bool) -> ConversationSummary:
    from repartee.history.export.importer import Importer

    with path.open("rb") as file:
        return await Importer(kept.store, kept.recordings).take(file, new_id=new_id)


async def _forget(kept: _Kept, conversation_id: str) -> bool:
    from repartee.cli.quiet import log_what_goes_wrong

    log_what_goes_wrong()
    # What callers come back to knows Pipecat: seconds of imports, for this command alone.
    from repartee.app.conversations import make_shelf
    from repartee.app.keepers import make_forgetting
    from repartee.history.presence import Presence

    shelf = make_shelf(kept.settings)
    forgetting = make_forgetting(kept.settings, kept.store, shelf, Presence.here())
    return await forgetting.forget(conversation_id)


def _in_utc(moment: datetime | None) -> datetime | None:
    return moment and moment.replace(tzinfo=UTC)


def _not_kept(conversation_id: str) -> str:
    return f"There is no conversation {conversation_id!r}. See `repartee history list`."


def _print(shown: RenderableType) -> None:
    Console(highlight=False).print(shown)


def _complain(message: str) -> None:
    Console(stderr=True, soft_wrap=True, highlight=False).print(message, style="red", markup=False)


def _fail(message: str) -> NoReturn:
    _complain(message)
    raise typer.Exit(_FAILED) from None
