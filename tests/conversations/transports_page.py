"""The tables of docs/transports.md. Pure: figures in, Markdown out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from tests.conversations.bad_weather import Weathered
from tests.conversations.comparison import TURNS, Row
from tests.conversations.returns import Return

_MARK = "<!-- {} -->"
_ORDER = ("comparison", "weather", "returns")


def parts_of(page: Path) -> dict[str, list[str]]:
    """The parts that a page has already."""
    text = page.read_text() if page.exists() else ""
    pieces = re.split(r"^<!-- (\w+) -->\n", text, flags=re.MULTILINE)[1:]
    return {
        name: body.rstrip().split("\n")
        for name, body in zip(pieces[::2], pieces[1::2], strict=True)
    }


def joined(head: Sequence[str], parts: Mapping[str, Sequence[str]]) -> str:
    """The whole page."""
    lines = [*head]
    for name in _ORDER:
        if name in parts:
            lines += ["", _MARK.format(name), *parts[name]]
    return "\n".join(lines) + "\n"


def comparison(rows: Sequence[Row], calls: int) -> list[str]:
    """The same conversation over each transport."""
    said = ", ".join(f"*{text}*" for text in TURNS)
    return [
        "## Side by side",
        "",
        f"{calls} calls over each, by turns, by voice (flite's slt): {said}.",
        "",
        "| Transport | Words heard | Transcripts equal | Delay ms, median | p95 | Gaps ms a call "
        "| Up kbit/s | Down kbit/s | Server CPU s a minute |",
        "|---|---|---|---|---|---|---|---|---|",
        *map(_row, rows),
        "",
        "![Delay by transport](images/transports.svg)",
        "",
        "- **Transcripts equal**: calls in which what the agent heard and what it answered is word",
        "  for word what it was in the first call over WebRTC, as the conversation remembers it.",
        "  The built-in ears know speech of 8 kHz bandwidth; of a telephone's 3.1 kHz they mishear",
        "  a word now and then.",
        "- **Delay**: from the last speech sample sent to the first one a player would play.",
        "  Over WebRTC a browser adds its jitter buffer, some tens of milliseconds.",
        "- **Gaps**: what a listener missed inside the agent's speech. Over WebRTC: packets lost,",
        "  or later than a browser's buffer holds (60 ms, or what 97 % of the packets need). Over",
        "  a WebSocket: times at which a player without any buffer had nothing to play.",
        "- **Up, down**: what TCP or UDP carries, without their own headers. WebRTC sends Opus,",
        "  the telephones μ-law in base64 (Exotel: 16-bit samples), the other two 16-bit samples;",
        "  down, sockets carry sound only while the agent speaks.",
        "- **Server CPU**: of one core, the server's helpers included. Ears, brain and voice are",
        "  the same each time, so the difference is the transport's.",
    ]


def _row(row: Row) -> str:
    cells = [
        row.transport.value,
        f"{row.heard:.0%}",
        f"{row.same} of {row.calls}",
        f"{row.median * 1000:.0f}",
        f"{row.p95 * 1000:.0f}",
        f"{row.gap_ms:.0f}",
        f"{row.up:.0f}",
        f"{row.down:.0f}",
        f"{row.cpu:.1f}",
    ]
    return f"| {' | '.join(cells)} |"


def weather(seen: Sequence[Weathered]) -> list[str]:
    """Conversations through bad networks."""
    good = sum(each.verdict != "lost" for each in seen)
    whole = sum(each.remembers and each.in_order for each in seen)
    return [
        "## Through bad networks",
        "",
        "Server and caller are in network namespaces of their own; a program carries the packets",
        "between them, both ways alike. Where nothing passes, it does so after the first of the",
        "three turns. A caller who has had no sign of life for 6 s dials again, with the resume",
        "token, until somebody answers.",
        "",
        "| Network | Transport | Conversation | Turns answered | Context | Back after s "
        "| Delay s, median | Gaps ms |",
        "|---|---|---|---|---|---|---|---|",
        *map(_weathered, seen),
        "",
        "- **Conversation**: *kept* on the same connection, or *resumed* on a new one.",
        "- **Context**: the last answer knew the caller's name from the first turn, and the",
        "  history has all turns in their order. *Misheard*: it has three turns, but other words.",
        "- **Back after**: from when packets passed again until the agent was ready.",
        "",
        f"{good} of {len(seen)} conversations went on to their end, {whole} with every word.",
    ]


def _weathered(each: Weathered) -> str:
    understood = each.remembers and each.in_order
    context = "yes" if understood else "no" if each.verdict == "lost" else "misheard"
    cells = [
        each.spell.name,
        each.transport.value,
        each.verdict,
        f"{each.answered} of {len(TURNS)}",
        context,
        "" if each.back_secs is None else f"{each.back_secs:.1f}",
        "" if each.delay is None else f"{each.delay:.2f}",
        f"{each.missing_secs * 1000:.0f}",
    ]
    return f"| {' | '.join(cells)} |"


def returns(all_returns: Sequence[Return]) -> list[str]:
    """Callers who were cut off and came back."""
    good = sum(not each.complaints for each in all_returns)
    return [
        "## Cut off and back again",
        "",
        "A caller tells their name, asks something, and is cut off at a moment that differs each",
        "time, in the middle of the answer or after it. They come back with the resume token and",
        "ask for their name. It counts as intact if the agent welcomed them back, knew the name,",
        "and the history has all three turns once and in their order. The brain is a stand-in of a",
        "language model: it knows what the context tells it.",
        "",
        "| How | Over | Intact | Ready again after s, median |",
        "|---|---|---|---|",
        *_counted(all_returns),
        "",
        f"{good} of {len(all_returns)} intact.",
    ]


def _counted(all_returns: Sequence[Return]) -> list[str]:
    lines = []
    for passage in dict.fromkeys(each.passage for each in all_returns):
        made = [each for each in all_returns if each.passage == passage]
        intact = sum(not each.complaints for each in made)
        ways = (passage.before.value, passage.after.value)
        over = " → ".join(dict.fromkeys(ways))
        seconds = median(each.seconds for each in made)
        lines.append(f"| {passage.cut.value} | {over} | {intact} of {len(made)} | {seconds:.2f} |")
    return lines
