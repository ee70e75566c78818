"""What the agent remembers of somebody, on the page: told, changed, taken back."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from repartee.app import create_app
from repartee.settings import Settings
from tests.support.page import chromium_page, needs_chromium
from tests.support.pictures import picture
from tests.support.running_server import running
from tests.support.tool_stack import ToolStack

pytestmark = [pytest.mark.browser, needs_chromium]


async def _add(page: Page, subject: str, value: str) -> None:
    await page.get_by_test_id("fact-add").click()
    await page.get_by_test_id("fact-subject").fill(subject)
    await page.get_by_test_id("fact-value").fill(value)
    await page.get_by_test_id("fact-save").click()
    await expect(page.get_by_test_id("fact").filter(has_text=subject)).to_contain_text(value)


async def test_facts_are_added_changed_removed_and_no_more_wanted(settings: Settings) -> None:
    stack = ToolStack(lambda _: "Very well.")
    async with (
        running(create_app(settings, stack)) as url,
        chromium_page(url, None, viewport={"width": 390, "height": 844}) as page,
    ):
        await page.get_by_test_id("open-history").click()
        await page.get_by_test_id("tab-stored").click()
        await _add(page, "the car", "is on level three")
        await _add(page, "Anna", "is my sister, and comes on Thursdays for the piano lesson")
        await _add(page, "the door", "has the code of the year in which the house was built")
        facts = page.get_by_test_id("fact")
        await facts.last.scroll_into_view_if_needed()
        await picture(page, "facts")
        await facts.filter(has_text="car").get_by_test_id("fact-edit").click()
        await page.get_by_test_id("fact-value").fill("is on level four")
        await page.get_by_test_id("fact-save").click()
        await expect(facts.filter(has_text="car")).to_contain_text("level four")
        await facts.filter(has_text="Anna").get_by_test_id("fact-remove").click()
        await expect(facts).to_have_count(2)
        await page.reload()
        await page.get_by_test_id("open-history").click()
        await page.get_by_test_id("tab-stored").click()
        await expect(facts).to_have_count(2)
        await page.get_by_test_id("facts-remove-all").click()
        await page.get_by_test_id("confirm-no").click()
        await page.get_by_test_id("facts-remove-all").click()
        await page.get_by_test_id("confirm-yes").click()
        await expect(facts).to_have_count(0)
        await page.get_by_test_id("remember-me").uncheck()
        await expect(page.get_by_test_id("fact-add")).to_have_count(0)
