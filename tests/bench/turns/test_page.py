from __future__ import annotations

import pytest

from repartee.bench.figures import Summary
from repartee.bench.turns.figures import TurnFigures
from repartee.bench.turns.page import NoPlaceError, renewed, rows

FOUND = {
    "ours": TurnFigures(160, 80, 20, 0, 10, 40, Summary(160, 0.4, 0.8), 2.5),
    "theirs": TurnFigures(160, 80, 30, 1, 60, 60, Summary(160, 0.5, 3.3), 1.5),
}
PAGE = "# Turns\n\n<!-- figures: begin -->\nold\n<!-- figures: end -->\n\nMore.\n"


def test_every_figure_has_a_row_with_a_cell_a_subject() -> None:
    found = rows(FOUND)
    assert found["Cut off in a pause"] == ["20 of 80", "30 of 80"]
    assert found["The same, 95th percentile"] == ["800 ms", "3300 ms"]


def test_a_page_keeps_all_but_its_old_figures() -> None:
    page = renewed(PAGE, FOUND)
    assert "old" not in page
    assert page.startswith("# Turns\n\n")
    assert page.endswith("\n\nMore.\n")
    assert (
        "| | ours | theirs |\n|---|---|---|\n| Cut off in a pause | 20 of 80 | 30 of 80 |" in page
    )
    assert renewed(page, FOUND) == page


def test_a_page_without_a_place_for_figures_is_left_alone() -> None:
    with pytest.raises(NoPlaceError, match="figures: begin"):
        renewed("# Turns", FOUND)
