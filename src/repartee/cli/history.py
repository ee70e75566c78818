from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from repartee.cli.history_work import export_to, import_from, pages, text_of
from repartee.cli.history_work import forget as forget_one
from repartee.cli.kept_history import complain, fail, not_kept, run

if TYPE_CHECKING:
    from rich.console import RenderableType


_FAILED = 1
_STANDARD_OUTPUT = Path("-")

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
    found = run(lambda kept: pages(kept.store, query, limit))

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
    written = run(lambda kept: text_of(kept, conversation_id, form))
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
    hits = run(lambda kept: kept.store.search(" ".join(words), limit))
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
        Path | None,
        typer.Option("--output", "-o", help="A file; without one, or with -, it is printed."),
    ] = None,
    sitting: Annotated[int | None, typer.Option(min=1, help="Whose captions, for webvtt.")] = None,
) -> None:
    """Write a conversation as JSON, Markdown, WebVTT (captions) or a zip of all and the sound."""
    form = form or _form_of(output)
    output = None if output == _STANDARD_OUTPUT else output
    if output is None and form is _Form.ZIP and sys.stdout.isatty():
        fail("A zip is not for the screen. Say where it shall go: --output FILE")
    run(lambda kept: export_to(kept, conversation_id, form, sitting, output))
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
        typer.echo(run(partial(import_from, path=file, new_id=new_id), about).id)


@history.command()
def rename(conversation_id: Id, title: Annotated[str, typer.Argument(metavar="TITLE")]) -> None:
    """Give a conversation a title; an empty one takes it away."""
    if len(title) > 200:
        fail("A title has at most 200 characters.")
    if not run(lambda kept: kept.store.rename(conversation_id, " ".join(title.split()))):
        fail(not_kept(conversation_id))


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
        if run(partial(forget_one, conversation_id=each)):
            typer.echo(f"{each} is forgotten.")
        else:
            missing = True
            complain(not_kept(each))
    if missing:
        raise typer.Exit(_FAILED)


def _form_of(output: Path | None) -> _Form:
    ending = output.suffix.lower() if output else ""
    return _ENDINGS.get(ending, _Form.JSON)


def _in_utc(moment: datetime | None) -> datetime | None:
    return moment and moment.replace(tzinfo=UTC)


def _print(shown: RenderableType) -> None:
    Console(highlight=False).print(shown)
