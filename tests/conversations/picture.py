"""Draws delays as bars, in SVG: the bar ends at the median, the line at the 95th percentile."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from tests.conversations.comparison import Row

_ROW, _LEFT, _WIDTH = 28, 100, 640


def drawn(rows: Sequence[Row]) -> str:
    """The delays of each transport, as SVG."""
    longest = max(row.p95 for row in rows) * 1.15
    height = _ROW * len(rows) + 30
    bars = "\n".join(_bar(row, number, longest) for number, row in enumerate(rows))
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" \
font-family="sans-serif" font-size="13" role="img">
<title>Delay of an answer by transport: median (bar) and 95th percentile (line), in ms</title>
<rect width="100%" height="100%" fill="#fff"/>
{bars}
<text x="{_LEFT}" y="{height - 8}" fill="#555">ms from the last word to the first sound: \
median, and up to the 95th percentile</text>
</svg>
"""


def _bar(row: Row, number: int, longest: float) -> str:
    scale = (_WIDTH - _LEFT - 20) / longest
    top, median, p95 = number * _ROW + 6, row.median * scale, row.p95 * scale
    middle = top + 9
    return (
        f'<text x="{_LEFT - 8}" y="{top + 14}" text-anchor="end">{escape(row.transport)}</text>'
        f'<rect x="{_LEFT}" y="{top}" width="{median:.1f}" height="18" fill="#4c78a8"/>'
        f'<path d="M{_LEFT + median:.1f} {middle}h{p95 - median:.1f}m0-5v10" stroke="#e45756" '
        f'stroke-width="2"/>'
        f'<text x="{_LEFT + p95 + 6:.1f}" y="{top + 14}">{row.median * 1000:.0f}</text>'
    )
