"""Bars as SVG, drawn plainly: a report needs no library for that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

_WIDTH, _LABELS, _BAR, _GAP, _TOP, _HEADING = 760, 130, 22, 8, 40, 26
_PLOT = _WIDTH - _LABELS - 120
_ROW = _BAR + _GAP
_OTHERS = "#9d9da1"
_COLOURS = ("#4c78a8", "#72b7b2", "#eeca3b", "#f58518", "#e45756", "#b279a2", "#9d9da1")
_STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#333}"
    ".t{font-weight:600}.q{fill:#666;font-size:12px}"
    "@media(prefers-color-scheme:dark){text{fill:#ddd}.q{fill:#aaa}}"
)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar.

    Attributes:
        label: What is written beside it.
        parts: Lengths of its parts, in seconds; negative ones are left out.
        mark: Where a line is drawn, in seconds: a 95th percentile; None for none.
        group: What it is compared under; bars of one group follow each other.
        own: Whether it is the one that is compared with others.
    """

    label: str
    parts: tuple[float, ...]
    mark: float | None = None
    group: str = ""
    own: bool = True


def chart(title: str, bars: Sequence[Bar], legend: Sequence[str] = ()) -> str:
    """Draw bars.

    Args:
        title: Above them.
        bars: From the top down.
        legend: What the parts are; empty for bars of one part.

    Returns:
        An SVG document.
    """
    longest = max((max(sum(bar.parts), bar.mark or 0.0) for bar in bars), default=0.0) or 1.0
    scale = _PLOT / longest
    body = [f'<text class="t" x="8" y="22">{escape(title)}</text>']
    y = _TOP
    for group, members in groupby(bars, key=lambda bar: bar.group):
        if group:
            body.append(f'<text x="8" y="{y + 15}">{escape(group)}</text>')
            y += _HEADING
        for bar in members:
            body += _bar(bar, y, scale, coloured=bool(legend))
            y += _ROW
    height = y + (30 if legend else 4)
    body += _legend(legend, height - 12)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'aria-label="{escape(title)}"><style>{_STYLE}</style>{"".join(body)}</svg>\n'
    )


def _bar(bar: Bar, y: int, scale: float, *, coloured: bool) -> Iterator[str]:
    middle = y + _BAR * 0.7
    place = f'x="{_LABELS - 8}" y="{middle:.1f}" text-anchor="end"'
    yield f'<text class="q" {place}>{escape(bar.label)}</text>'
    x = float(_LABELS)
    for index, part in enumerate(bar.parts):
        wide = max(part, 0.0) * scale
        plain = _COLOURS[0] if bar.own else _OTHERS
        colour = _COLOURS[index % len(_COLOURS)] if coloured else plain
        yield f'<rect x="{x:.1f}" y="{y}" width="{wide:.1f}" height="{_BAR}" fill="{colour}"/>'
        x += wide
    if bar.mark is not None:
        at = _LABELS + bar.mark * scale
        yield f'<path d="M{x:.1f} {y + _BAR / 2}H{at:.1f}M{at:.1f} {y + 4}v{_BAR - 8}" '
        yield 'stroke="#888" stroke-width="1.5" fill="none"/>'
        x = max(x, at)
    yield f'<text class="q" x="{x + 6:.1f}" y="{middle:.1f}">{_told(bar)} ms</text>'


def _told(bar: Bar) -> str:
    lengths = [sum(bar.parts)] if bar.mark is None else [sum(bar.parts), bar.mark]
    return " / ".join(f"{each * 1000:.0f}" for each in lengths)


def _legend(names: Sequence[str], y: int) -> Iterator[str]:
    x = 8
    for index, name in enumerate(names):
        colour = _COLOURS[index % len(_COLOURS)]
        yield f'<rect x="{x}" y="{y - 10}" width="11" height="11" fill="{colour}"/>'
        yield f'<text class="q" x="{x + 15}" y="{y}">{escape(name)}</text>'
        x += 28 + 7 * len(name)
