from __future__ import annotations

from pathlib import Path

from repartee.settings import Settings
from tests.conversations.retention import measure, measure_cascade


async def test_facts_survive_the_windows_edge_an_interruption_and_a_resume(
    settings: Settings,
) -> None:
    figures = await measure(settings, 3)
    assert figures.left_out > 0
    assert figures.summaries > 0
    assert figures.share > 0.95, figures.missed


async def test_without_summaries_only_what_fits_is_known(settings: Settings) -> None:
    figures = await measure(settings.model_copy(update={"context_summaries": False}), 1)
    assert figures.summaries == 0
    assert 0 < figures.share < 0.95


async def test_they_survive_with_the_services_of_a_cascade(tmp_path: Path) -> None:
    figures = await measure_cascade(tmp_path, 3)
    assert figures.asked == 18
    assert figures.left_out > 0
    assert figures.summaries > 0
    assert figures.share > 0.95, figures.missed
