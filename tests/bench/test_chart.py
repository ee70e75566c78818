"""A chart tells its figures in words, too, and everything on it is within its edges."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from repartee.bench.chart import Bar, chart

_SVG = "{http://www.w3.org/2000/svg}"
BARS = [
    Bar("Repartee", (0.8,), 1.1, "Over WebRTC"),
    Bar("stock Pipecat", (1.0,), 3.8, "Over WebRTC", own=False),
    Bar("Repartee", (0.2,), 0.2, "Interrupted"),
]


def _texts(drawing: ET.Element) -> list[str]:
    return [each.text or "" for each in drawing.iter(f"{_SVG}text")]


def test_each_group_has_one_heading_and_each_bar_its_figures() -> None:
    assert _texts(ET.fromstring(chart("Delays", BARS))) == [
        "Delays",
        "Over WebRTC",
        "Repartee",
        "800 / 1100 ms",
        "stock Pipecat",
        "1000 / 3800 ms",
        "Interrupted",
        "Repartee",
        "200 / 200 ms",
    ]


def test_who_is_compared_stands_out() -> None:
    drawing = ET.fromstring(chart("Delays", BARS))
    colours = [each.get("fill") for each in drawing.iter(f"{_SVG}rect")]
    assert colours[0] == colours[2] != colours[1]


def test_parts_have_a_legend_and_tell_their_sum() -> None:
    drawing = ET.fromstring(chart("Stages", [Bar("Repartee", (0.2, 0.1, -0.0))], ["a", "b", "c"]))
    assert _texts(drawing) == ["Stages", "Repartee", "300 ms", "a", "b", "c"]


def test_everything_is_within_the_edges() -> None:
    drawing = ET.fromstring(chart("Delays", BARS))
    _, _, width, height = map(float, (drawing.get("viewBox") or "").split())
    for each in (*drawing.iter(f"{_SVG}rect"), *drawing.iter(f"{_SVG}text")):
        assert 0 <= float(each.get("x") or "") < width - 70
        assert 0 <= float(each.get("y") or "") < height
