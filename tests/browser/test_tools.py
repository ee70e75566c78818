"""Tools on the page: what was called, what came of it, and a question with buttons."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect

from repartee.app import create_app
from repartee.settings import Settings
from tests.browser.conversing import type_words
from tests.support.desktop import QUESTION, Desktop, gullible
from tests.support.page import chromium_page, needs_chromium
from tests.support.pictures import picture
from tests.support.running_server import running
from tests.support.tool_stack import ToolStack

pytestmark = [pytest.mark.browser, needs_chromium]

_LONGEST_MS = 30_000


@pytest.fixture
def desktop() -> Desktop:
    return Desktop()


@pytest.fixture
async def page(settings: Settings, desktop: Desktop) -> AsyncIterator[Page]:
    app = create_app(settings, ToolStack(gullible, desktop.skills))
    async with running(app) as url, chromium_page(url, None) as page:
        yield page


@pytest.mark.parametrize(("button", "deleted"), [("answer-yes", 1), ("answer-no", 0)])
async def test_a_dangerous_call_waits_for_a_button(
    page: Page, desktop: Desktop, button: str, deleted: int
) -> None:
    await type_words(page, "read my mail")
    question = page.get_by_test_id("question")
    await expect(question).to_contain_text(QUESTION, timeout=_LONGEST_MS)
    assert desktop.deleted == 0
    await picture(page, "question")
    await page.get_by_test_id(button).click()
    await expect(question).to_have_count(0)
    says = "Everything is gone." if deleted else "I won't do it."
    await expect(page.get_by_test_id("tool").last).to_contain_text(says, timeout=_LONGEST_MS)
    assert desktop.deleted == deleted


async def test_a_call_is_shown_and_so_is_its_late_result(page: Page, desktop: Desktop) -> None:
    await type_words(page, "search for it")
    line = page.get_by_test_id("tool")
    await expect(line).to_contain_text("search", timeout=_LONGEST_MS)
    desktop.found.set()
    await expect(line).to_contain_text("→ I found it behind the sofa.", timeout=_LONGEST_MS)
