"""Figures beside what they should be."""

from __future__ import annotations

from pathlib import Path

from tests.browser.feel.figures import Figure, Section, at_most, document, keep, kept


def test_the_worst_of_several_counts() -> None:
    assert at_most("tail", [10, 90, 20], 100).met
    assert not at_most("tail", [10, 110, 20], 100).met
    assert at_most("tail", [10, 90, 20], 100).value == "median 20, most 90 ms (n = 3)"


def test_what_could_not_be_measured_is_not_met() -> None:
    assert not at_most("tail", [], 100).met


def test_what_was_measured_before_stands_in_the_page_beside_what_is_new(tmp_path: Path) -> None:
    for name in ("second", "first"):
        keep(Section(name, name.title(), (Figure("x", "1 ms", "≤ 2 ms"),), "So."), tmp_path)
    page = document("# Title", kept(tmp_path, ["first", "missing", "second"]))
    assert page.index("## First") < page.index("## Second")
    assert "| x | 1 ms | ≤ 2 ms | yes |" in page
