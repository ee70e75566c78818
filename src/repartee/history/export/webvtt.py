"""One sitting as WebVTT: captions that fit its recording."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from repartee.conversation.events import AgentTurn, Event, SessionStarted, Span, UserTurn
from repartee.history.export.caption import captions
from repartee.history.export.names import Names, one_line
from repartee.history.records import NumberedEvent

# What was typed, or whose place in the sound is not known, is shown for so long.
_READING_SECS = 3.0
_SHORTEST_SECS = 0.001
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


@dataclass(frozen=True)
class _Cue:
    span: Span
    who: str
    text: str


class _Cues:
    """The cues of one sitting, from all events of a conversation."""

    def __init__(self, sitting: int) -> None:
        self.cues: list[_Cue] = []
        self._wanted = sitting
        self._names = Names()
        self._began: datetime | None = None
        """When the wanted sitting began, while its events come."""

    def note(self, event: Event) -> None:
        self._names.note(event)
        match event:
            case SessionStarted():
                self._began = event.at if event.sitting == self._wanted else None
            case UserTurn():
                self._add(self._names.of(event.guest), event.text, event.span, event.at)
            case AgentTurn():
                heard = f"{event.heard} …" if event.cut else event.heard
                self._add("Agent", heard, event.span, event.at)
            case _:
                pass

    def _add(self, who: str, text: str, span: Span | None, at: datetime) -> None:
        if self._began is not None and text.strip():
            spoken = span or _about(self._began, at)
            self.cues += [
                _Cue(each.span, who, each.text) for each in captions(one_line(text), spoken)
            ]


async def webvtt(sitting: int, events: AsyncIterator[NumberedEvent]) -> AsyncIterator[str]:
    """Write a sitting's captions, by when they begin.

    Args:
        sitting: Which one.
        events: All of the conversation, in order.
    """
    found = _Cues(sitting)
    async for each in events:
        found.note(each.event)
    yield "WEBVTT\n"
    for cue in sorted(found.cues, key=lambda cue: cue.span.begin):
        yield f"\n{_times(cue.span)}\n<v {_plain(cue.who)}>{_plain(cue.text)}\n"


def _about(began: datetime, at: datetime) -> Span:
    begin = max(0.0, (at - began).total_seconds())
    return Span(begin=begin, end=begin + _READING_SECS)


def _times(span: Span) -> str:
    return f"{_clock(span.begin)} --> {_clock(max(span.end, span.begin + _SHORTEST_SECS))}"


def _clock(secs: float) -> str:
    whole, thousandths = divmod(round(secs * 1000), 1000)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}.{thousandths:03d}"


def _plain(text: str) -> str:
    return one_line(text).translate(_ENTITIES)
