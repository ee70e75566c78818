"""Work beside the talk on the page: progress, buttons, questions, and results."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from repartee.app import create_app
from repartee.settings import Settings
from repartee.tools.occupations import Occupations
from tests.browser.conversing import type_words
from tests.support.page import chromium_page, needs_chromium
from tests.support.pictures import picture
from tests.support.running_server import running
from tests.support.tool_stack import ToolStack, Wish
from tests.support.work.claude_workplace import ClaudeWorkplace
from tests.support.work.gated_team import GatedTeam

pytestmark = [pytest.mark.browser, needs_chromium]

_LONGEST_MS = 30_000
_TOOLS = {"team": "send_to_nested", "claude": "send_to_claude_code"}
_SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 800}}


def _hands_on(messages: list[dict[str, Any]]) -> Wish | str:
    """Gives what is typed as `team: …` or `claude: …` to those."""
    newest = messages[-1]
    desk, _, task = str(newest.get("content")).partition(": ")
    if newest["role"] == "user" and desk in _TOOLS:
        return Wish(_TOOLS[desk], {"text": task})
    return "Very well."


@pytest.fixture
def team() -> GatedTeam:
    return GatedTeam()


@pytest.fixture
async def url(settings: Settings, team: GatedTeam, tmp_path: Path) -> AsyncIterator[str]:
    occupations = Occupations(lambda: team, ClaudeWorkplace(tmp_path).claude)
    async with running(create_app(settings, ToolStack(_hands_on, source=occupations))) as address:
        yield address


@pytest.fixture(params=_SIZES)
async def page(url: str, request: pytest.FixtureRequest) -> AsyncIterator[Page]:
    async with chromium_page(url, None, viewport=_SIZES[request.param]) as page:
        page.set_default_timeout(_LONGEST_MS)
        expect.set_options(timeout=_LONGEST_MS)
        yield page


async def test_the_teams_work_is_shown_paused_resumed_and_its_result_kept_whole(
    page: Page, team: GatedTeam
) -> None:
    await type_words(page, "team: compare three shops")
    card, progress = page.get_by_test_id("work"), page.get_by_test_id("work-progress")
    await expect(card).to_contain_text("compare three shops")
    await expect(progress).to_have_text("making a plan · 0 of 3 steps done")
    team.let()
    await expect(progress).to_have_text("looking up the prices · 1 of 3 steps done")
    await picture(page, "work")
    await page.get_by_test_id("work-pause").click()
    await expect(card).to_have_attribute("data-state", "paused")
    await page.get_by_test_id("work-resume").click()
    await expect(card).to_have_attribute("data-state", "working")
    team.let(2)
    result = page.get_by_test_id("result")
    await expect(result.locator("td").last).to_have_text("9")
    await expect(card).to_have_count(0)
    await picture(page, "result")
    await page.get_by_test_id("show-all").click()
    await expect(result.locator("li").last).to_be_in_viewport()


async def test_what_is_dropped_is_gone_with_all_that_waits(page: Page) -> None:
    await type_words(page, "team: compare three shops")
    await expect(page.get_by_test_id("work")).to_have_attribute("data-state", "working")
    await type_words(page, "team: then plan a trip")
    await expect(page.get_by_test_id("work-waiting")).to_have_text("then plan a trip")
    await page.get_by_test_id("work-reset").click()
    await expect(page.get_by_test_id("work")).to_have_count(0)
    await expect(page.get_by_test_id("result")).to_contain_text(["compare three", "plan a trip"])


@pytest.mark.parametrize(("button", "outcome"), [("yes", "was allowed"), ("no", "was not allowed")])
async def test_claude_code_asks_with_the_whole_command_and_a_button_answers(
    page: Page, button: str, outcome: str
) -> None:
    await type_words(page, "claude: ask make test")
    question = page.get_by_test_id("work-question")
    await expect(question).to_contain_text("Claude Code wants to run the command make test.")
    await expect(question.locator("pre")).to_contain_text("make test")
    await expect(page.get_by_test_id("work-reset")).to_be_in_viewport()
    await page.get_by_test_id(f"answer-{button}").click()
    await expect(page.get_by_test_id("result")).to_contain_text(outcome)


async def test_a_reload_shows_how_things_stand(page: Page, team: GatedTeam) -> None:
    await type_words(page, "team: compare three shops")
    team.let()
    await expect(page.get_by_test_id("work-progress")).to_contain_text("1 of 3")
    await page.reload()
    await expect(page.get_by_test_id("work-progress")).to_contain_text("1 of 3")
    team.let(2)
    await expect(page.get_by_test_id("result")).to_have_count(1)
    await page.reload()
    await expect(page.get_by_test_id("state")).to_have_attribute("data-state", "listening")
    await expect(page.get_by_test_id("result")).to_have_count(1)
