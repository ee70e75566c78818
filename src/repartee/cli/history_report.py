from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from repartee.history.export.names import one_line, title_of

if TYPE_CHECKING:
    from repartee.history.records import ConversationSummary, Hit


def conversations_table(found: list[ConversationSummary]) -> Table:
    """A line a conversation."""
    table = _table("Id", "Began", "Length", "Turns", "What")
    for each in found:
        table.add_row(
            Text(each.id, "bold"),
            _moment(each.began_at),
            _length(each),
            str(each.turns),
            Text.assemble(one_line(title_of(each)), (_remarks(each), "dim")),
        )
    return table


def hits_table(hits: list[Hit]) -> Table:
    """A line a place, with the words that were looked for in bold."""
    table = _table("Id", "Began", "Event", "Said")
    for hit in hits:
        said = Text.assemble(
            *[
                (one_line(piece, trim=False), "bold" if wanted else "")
                for piece, wanted in hit.snippet
            ]
        )
        conversation = hit.conversation
        table.add_row(
            Text(conversation.id, "bold"), _moment(conversation.began_at), str(hit.number), said
        )
    return table


def as_plain(record: ConversationSummary | Hit) -> dict[str, object]:
    """A record for JSON; times are ISO 8601."""
    return {name: _plain(value) for name, value in asdict(record).items()}


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return value.isoformat() if isinstance(value, datetime) else value


def _table(*headings: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def _length(summary: ConversationSummary) -> str:
    if summary.ended_at is None:
        return "goes on"
    minutes, secs = divmod(round(summary.secs), 60)
    return f"{minutes}:{secs:02d}"


def _remarks(summary: ConversationSummary) -> str:
    errors = f"{summary.errors} error{'s' * (summary.errors > 1)}" if summary.errors else ""
    remarks = [remark for remark in (summary.has_audio and "recorded", errors) if remark]
    return f"  {', '.join(remarks)}" if remarks else ""


def _moment(at: datetime) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M}"
