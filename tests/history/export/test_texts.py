"""Exports for people: everything that was said, and nothing that passes for markup."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta

from hypothesis import given, settings

from repartee.conversation.events import AgentTurn, SessionEnded, SessionStarted, Span, UserTurn
from repartee.history.export.markdown import markdown
from repartee.history.export.webvtt import webvtt
from repartee.history.records import ConversationSummary, NumberedEvent
from repartee.history.summary import after, blank
from tests.history.export.kept import BEGAN, numbered, talk
from tests.history.export.strategies import TALKS

_CUE = re.compile(r"\d\d+:\d\d:\d\d\.\d{3} --> \d\d+:\d\d:\d\d\.\d{3}\n<v [^<>\n]*>[^<>\n]*\n")


def _summary(events: list[NumberedEvent]) -> ConversationSummary:
    summary = blank("talk", events[0].event)
    for each in events:
        summary = after(summary, each.event)
    return summary


async def _each(events: list[NumberedEvent]) -> AsyncIterator[NumberedEvent]:
    for each in events:
        yield each


async def _markdown(events: list[NumberedEvent]) -> str:
    return "".join([piece async for piece in markdown(_summary(events), _each(events))])


async def _webvtt(sitting: int, events: list[NumberedEvent]) -> str:
    return "".join([piece async for piece in webvtt(sitting, _each(events))])


async def test_markdown_tells_the_talk_as_it_was_heard() -> None:
    assert await _markdown(talk()) == (
        "# Weather \\*now\\*?\n"
        "\n"
        "- Began: 2026-05-04 12:00 UTC\n"
        "- Stack: built-in\n"
        "- Id: `talk`\n"
        "\n"
        "## Sitting 1, 2026-05-04 12:00 UTC\n"
        "\n"
        "*Anna \\<b\\> joined*\n"
        "\n"
        "**Agent** (0:00): Hello.\n"
        "\n"
        "**Anna \\<b\\>** (0:02): Weather \\*now\\*?\n"
        "\n"
        '> `weather` is called with `{"city": "Graz"}`\n'
        "\n"
        '> `weather` answered `{"say": "sun"}`\n'
        "\n"
        "**Agent** (0:04): It is sunny … *(interrupted)*\n"
        "\n"
        "**Anna \\<b\\>**: Thanks \\& bye *(typed)*\n"
        "\n"
        "*The sitting ended: caller-left*\n"
    )


async def test_captions_are_where_the_sound_is() -> None:
    assert await _webvtt(1, talk()) == (
        "WEBVTT\n"
        "\n"
        "00:00:00.200 --> 00:00:01.000\n"
        "<v Agent>Hello.\n"
        "\n"
        "00:00:02.000 --> 00:00:04.000\n"
        "<v Anna &lt;b&gt;>Weather *now*?\n"
        "\n"
        "00:00:04.400 --> 00:00:05.900\n"
        "<v Agent>It is sunny …\n"
        "\n"
        "00:00:08.000 --> 00:00:11.000\n"
        "<v Anna &lt;b&gt;>Thanks &amp; bye\n"
    )


async def test_captions_are_of_one_sitting_alone() -> None:
    later = BEGAN + timedelta(days=1)
    events = numbered(
        SessionStarted(at=BEGAN),
        UserTurn(at=BEGAN, turn=1, text="first", span=Span(begin=1, end=2)),
        SessionEnded(at=BEGAN, reason="goodbye"),
        SessionStarted(at=later, sitting=2),
        UserTurn(at=later, turn=2, text="second", span=Span(begin=3_661.5, end=3_662)),
    )
    assert "second" not in await _webvtt(1, events)
    assert await _webvtt(2, events) == (
        "WEBVTT\n\n01:01:01.500 --> 01:01:02.000\n<v Caller>second\n"
    )


async def test_a_long_answer_is_shown_piece_by_piece_while_it_is_spoken() -> None:
    text = "Once upon a time there stood a lighthouse on a small rock far out at sea. " * 2
    events = numbered(
        SessionStarted(at=BEGAN),
        AgentTurn(
            at=BEGAN,
            turn=1,
            generated=text,
            heard=f"{text}No ship was ever {'very ' * 20}late.",
            span=Span(begin=10, end=20),
        ),
    )
    cues = (await _webvtt(1, events)).split("\n\n")[1:]
    assert [cue.splitlines()[1] for cue in cues] == [
        "<v Agent>Once upon a time there stood a lighthouse on a small rock far out at sea.",
        "<v Agent>Once upon a time there stood a lighthouse on a small rock far out at sea.",
        f"<v Agent>No ship was ever {'very ' * 13}".strip(),
        f"<v Agent>{'very ' * 7}late.",
    ]
    ends = [cue.splitlines()[0].split(" --> ")[1] for cue in cues]
    begins = [cue.splitlines()[0].split(" --> ")[0] for cue in cues]
    assert (begins[0], ends[-1]) == ("00:00:10.000", "00:00:20.000")
    assert begins[1:] == ends[:-1]


@settings(max_examples=50)
@given(TALKS)
async def test_whatever_was_said_captions_stay_captions(events: list[NumberedEvent]) -> None:
    for sitting in (1, 2):
        head, *cues = (await _webvtt(sitting, events)).split("\n\n")
        assert head.strip() == "WEBVTT"
        assert all(_CUE.fullmatch(f"{cue.rstrip()}\n") for cue in cues)


@settings(max_examples=50)
@given(TALKS)
async def test_whatever_was_said_markdown_has_no_html(events: list[NumberedEvent]) -> None:
    written = await _markdown(events)
    outside_code = re.sub(r"(`+) ?.*?\1", "", written.replace("\\`", ""))
    assert "<" not in outside_code.replace("\\<", "")
