"""What `repartee history` does with conversations, without the command line around it.

What takes a second to import is imported where it is used: `--help` need not wait for it.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from repartee.cli.kept_history import Kept
from repartee.cli.quiet import log_what_goes_wrong

if TYPE_CHECKING:
    from repartee.history.records import ConversationSummary, Query
    from repartee.history.store import HistoryStore

_MOST_AT_ONCE = 200


async def pages(store: HistoryStore, query: Query, limit: int) -> list[ConversationSummary]:
    """List conversations, page by page.

    Args:
        store: Where they are.
        query: Which.
        limit: How many at most.
    """
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
    kept: Kept, conversation_id: str, form: str, sitting: int | None = None
) -> AsyncIterator[bytes]:
    from repartee.history.export.exporter import Exporter, Format

    summary = await kept.summary(conversation_id)
    exporter = Exporter(kept.store, kept.recordings)
    async for piece in exporter.export(summary, Format(form), sitting):
        yield piece


async def text_of(kept: Kept, conversation_id: str, form: str) -> str:
    """One conversation, written as JSON or Markdown."""
    return b"".join([piece async for piece in _pieces(kept, conversation_id, form)]).decode()


async def export_to(
    kept: Kept, conversation_id: str, form: str, sitting: int | None, output: Path | None
) -> None:
    """Write a conversation to a file, or to standard output.

    Args:
        kept: Where it is.
        conversation_id: Which.
        form: As what.
        sitting: Whose captions; None for the first.
        output: The file; None for standard output.
    """
    pieces = _pieces(kept, conversation_id, form, sitting)
    # Only once there is something to write is a file made.
    first = await anext(pieces, b"")
    with output.open("wb") if output else nullcontext(sys.stdout.buffer) as file:
        file.write(first)
        async for piece in pieces:
            file.write(piece)


async def import_from(kept: Kept, path: Path, *, new_id: bool) -> ConversationSummary:
    """Bring an exported conversation back.

    Args:
        kept: Where to.
        path: The export.
        new_id: Whether it becomes another conversation, beside one of the same id.
    """
    from repartee.history.export.importer import Importer

    with path.open("rb") as file:
        return await Importer(kept.store, kept.recordings).take(file, new_id=new_id)


async def forget(kept: Kept, conversation_id: str) -> bool:
    """Remove a conversation for good; False where there is none."""
    log_what_goes_wrong()
    # What callers come back to knows Pipecat: seconds of imports, for this command alone.
    from repartee.app.conversations import make_shelf
    from repartee.app.keepers import make_forgetting
    from repartee.history.presence import Presence

    shelf = make_shelf(kept.settings)
    forgetting = make_forgetting(kept.settings, kept.store, shelf, Presence.here())
    return await forgetting.forget(conversation_id)
