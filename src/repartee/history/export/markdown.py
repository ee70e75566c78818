"""A conversation to be read by people."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from datetime import datetime

from pydantic import JsonValue

from repartee.conversation.events import (
    AgentTurn,
    Event,
    Failed,
    GuestJoined,
    GuestLeft,
    ProviderSwitched,
    SessionEnded,
    SessionStarted,
    SettingChanged,
    Span,
    Summarised,
    ToolAnswered,
    ToolCalled,
    UserTurn,
    WorkChanged,
)
from repartee.history.export.names import Names, one_line, title_of
from repartee.history.records import ConversationSummary, NumberedEvent

_LONGEST_RESULT = 2000
# What was said must not become a link, an image or HTML where the file is shown.
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~&!])")


async def markdown(
    summary: ConversationSummary, events: AsyncIterator[NumberedEvent]
) -> AsyncIterator[str]:
    """Write a conversation as Markdown, a piece at a time.

    Args:
        summary: Of the conversation.
        events: All of them, in order.
    """
    yield f"# {_plain(title_of(summary))}\n\n- Began: {_moment(summary.began_at)}\n"
    if summary.stack:
        yield f"- Stack: {_plain(summary.stack)}\n"
    yield f"- Id: {_code(summary.id)}\n"
    names = Names()
    async for each in events:
        names.note(each.event)
        if line := _line(each.event, names):
            yield f"\n{line}\n"


def _line(event: Event, names: Names) -> str:
    match event:
        case SessionStarted():
            return f"## Sitting {event.sitting}, {_moment(event.at)}"
        case UserTurn():
            typed = " *(typed)*" if event.typed else ""
            return f"{_who(names.of(event.guest), event.span)} {_plain(event.text)}{typed}"
        case AgentTurn():
            cut = " … *(interrupted)*" if event.cut else ""
            return f"{_who('Agent', event.span)} {_plain(event.heard)}{cut}"
        case _:
            return _beside(event, names)


def _beside(event: Event, names: Names) -> str:
    match event:
        case ToolCalled():
            return f"> {_code(event.tool)} is called with {_code(_json(event.arguments))}"
        case ToolAnswered():
            how = "failed with" if event.failed else "answered"
            return f"> {_code(event.tool)} {how} {_code(_json(event.result))}"
        case GuestJoined():
            return f"*{_plain(names.of(event.guest))} {'came back' if event.back else 'joined'}*"
        case GuestLeft():
            return f"*{_plain(names.of(event.guest))} left*"
        case SessionEnded():
            return f"*The sitting ended: {_plain(event.reason)}*"
        case _:
            return _changed(event)


def _changed(event: Event) -> str:
    match event:
        case Failed():
            return f"*Error: {_plain(event.what)}*"
        case ProviderSwitched():
            after = f"; now {_plain(event.successor)}" if event.successor else ""
            how = "failed" if event.fault else "came back"
            return f"*The {_plain(event.part)}, {_plain(event.left)}, {how}{after}*"
        case SettingChanged():
            return f"*{_plain(event.setting)} is now {_plain(event.value)}*"
        case Summarised():
            return f"> Summary of what came before: {_plain(event.text)}"
        case WorkChanged():
            note = f": {_plain(event.note)}" if event.note else ""
            return f"> Work by {_plain(event.desk)} is {_plain(event.state)}{note}"
        case _:
            return ""


def _who(name: str, span: Span | None) -> str:
    when = f" ({_clock(span.begin)})" if span else ""
    return f"**{_plain(name)}**{when}:"


def _plain(text: str) -> str:
    return _MARKS.sub(r"\\\1", one_line(text))


def _code(text: str) -> str:
    text = one_line(text)
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    space = " " if len(fence) > 1 else ""
    return f"{fence}{space}{text}{space}{fence}"


def _json(value: JsonValue) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST_RESULT else f"{text[:_LONGEST_RESULT]} …"


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _clock(secs: float) -> str:
    return f"{int(secs) // 60}:{int(secs) % 60:02d}"
