"""Every view, light and dark, on a phone and on a desk; by keyboard alone; and without a server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import product

import pytest
from playwright.async_api import Page, expect

from repartee.app import create_app
from repartee.settings import Settings
from tests.browser.conversing import type_words, until_said, until_state
from tests.support.axe import needs_axe, violations
from tests.support.page import chromium_page, needs_chromium
from tests.support.pictures import picture
from tests.support.running_server import running
from tests.support.tool_stack import ToolStack

pytestmark = [pytest.mark.browser, needs_chromium, needs_axe]

_LONGEST_MS = 60_000
_SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 800}}
_LOOKS = list(product(_SIZES, ("light", "dark")))


# What can be pressed, and lies beyond the right edge where nobody gets it.
_BEYOND = """() => [...document.querySelectorAll("button, input, select, a, summary")]
    .filter((each) => each.checkVisibility() && each.getBoundingClientRect().right > innerWidth + 1)
    .map((each) => each.dataset.testid || each.textContent).join(", ")"""


@pytest.fixture
async def url(settings: Settings) -> AsyncIterator[str]:
    stack = ToolStack(lambda messages: f"You said {messages[-1]['content']}.")
    async with running(create_app(settings, stack)) as address:
        yield address


@pytest.mark.timeout(300)
async def test_every_view_can_be_read_and_reached_by_everybody(url: str) -> None:
    expect.set_options(timeout=_LONGEST_MS)
    found: dict[str, list[str]] = {}
    for size, theme in _LOOKS:
        async with chromium_page(
            url, None, viewport=_SIZES[size], color_scheme=theme, reduced_motion="reduce"
        ) as page:
            page.set_default_timeout(_LONGEST_MS)
            async for view in _views(page):
                found[f"{view}, {size}, {theme}"] = await violations(page)
                await picture(page, view.replace(" ", "-"))
    assert {where: broken for where, broken in found.items() if broken} == {}


async def _views(page: Page) -> AsyncIterator[str]:
    """Go from view to view; each is named when it is there."""
    await expect(page.get_by_test_id("start")).to_be_visible()
    yield "opening"
    await page.get_by_test_id("open-preferences").click()
    await expect(page.get_by_test_id("preferences")).to_be_visible()
    yield "preferences"
    await page.keyboard.press("Escape")
    await page.get_by_test_id("sound-settings").click()
    await expect(page.get_by_test_id("sound-sheet")).to_be_visible()
    yield "sound and devices"
    await page.keyboard.press("Escape")
    await type_words(page, "the red bicycle")
    await until_said(page, "you said")
    yield "conversation"
    await page.get_by_test_id("why-summary").click()
    await expect(page.get_by_test_id("waterfall")).to_be_visible()
    yield "why"
    await page.get_by_test_id("stop").click()
    await until_state(page, "ended")
    yield "ended"
    await page.get_by_test_id("open-history").click()
    await expect(page.get_by_test_id("history-entry").first).to_be_visible()
    yield "history"
    await page.get_by_test_id("history-entry").first.click()
    await expect(page.get_by_test_id("history-line").first).to_be_visible()
    yield "one conversation"
    await page.get_by_test_id("tab-stored").click()
    await expect(page.get_by_test_id("stored-figures")).to_be_visible()
    yield "what is stored"
    await page.get_by_test_id("tab-operate").click()
    await page.get_by_test_id("operate-period").select_option("1")
    await expect(page.get_by_test_id("stage-table").get_by_role("rowheader")).to_have_count(8)
    await page.get_by_test_id("operate-again").click()
    await expect(page.get_by_test_id("operate")).to_be_visible()
    yield "how the server does"
    await page.get_by_test_id("history-close").click()
    await page.context.set_offline(True)
    await expect(page.locator("[data-error=server-gone]")).to_be_visible()
    yield "problem"


@pytest.mark.timeout(120)
async def test_nothing_is_wider_than_the_smallest_screen_in_the_longest_language(url: str) -> None:
    wide: dict[str, str] = {}
    # 320 pixels are what WCAG asks for: 1,280 of them, enlarged four times.
    small = {"width": 320, "height": 568}
    async with chromium_page(
        url, None, viewport=small, locale="de", reduced_motion="reduce"
    ) as page:
        page.set_default_timeout(_LONGEST_MS)
        async for view in _views(page):
            wide[view] = await page.evaluate(_BEYOND)
            await picture(page, f"small-{view.replace(' ', '-')}")
    assert {view: what for view, what in wide.items() if what} == {}


@pytest.mark.timeout(200)
async def test_a_conversation_needs_no_mouse(url: str) -> None:
    async with chromium_page(url, None) as page:
        page.set_default_timeout(_LONGEST_MS)
        await page.get_by_test_id("start").wait_for()
        await _tab_to(page, "start")
        await page.keyboard.press("Enter")
        await until_state(page, "listening")
        await _tab_to(page, "text-input")
        await page.keyboard.type("the red bicycle")
        await page.keyboard.press("Enter")
        await until_said(page, "you said the red bicycle")
        await _tab_to(page, "stop")
        await page.keyboard.press("Enter")
        await until_state(page, "ended")
        await _tab_to(page, "open-history")
        await page.keyboard.press("Enter")
        # Fetched only now; what is pressed before it is there goes on in the page below.
        await page.get_by_test_id("history").wait_for()
        await _tab_to(page, "history-entry")
        await page.keyboard.press("Enter")
        await page.get_by_test_id("history-line").first.wait_for()
        await page.keyboard.press("Escape")
        await page.get_by_test_id("history").wait_for(state="hidden")
        assert await _focused(page) == "open-history"


async def _tab_to(page: Page, test_id: str) -> None:
    """Press Tab until something has the focus, as somebody without a mouse does."""
    passed = []
    for _ in range(60):
        await page.keyboard.press("Tab")
        passed.append(await _focused(page))
        if passed[-1] == test_id:
            return
    raise AssertionError(f"{test_id} was not reached by the keyboard, only {passed}")


async def _focused(page: Page) -> str | None:
    found: str | None = await page.evaluate("document.activeElement?.dataset.testid ?? null")
    return found


async def test_the_page_speaks_and_looks_as_was_chosen_and_remembers_it(url: str) -> None:
    async with chromium_page(url, None, locale="es-MX") as page:
        page.set_default_timeout(_LONGEST_MS)
        assert await page.locator("html").get_attribute("lang") == "es-MX"
        await page.get_by_test_id("open-preferences").click()
        await page.get_by_test_id("theme-menu").select_option("dark")
        async with page.expect_navigation():
            await page.get_by_test_id("language-menu").select_option("de")
        await expect(page.locator("html")).to_have_attribute("lang", "de")
        await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        await page.goto(f"{url}/client/?lang=en")
        await expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.timeout(200)
async def test_the_installed_page_opens_without_its_server_and_is_renewed_with_it(
    url: str,
) -> None:
    refused: list[str] = []
    async with chromium_page(url, None) as page:
        page.on("console", lambda said: refused.extend(_refusals(said.text)))
        page.set_default_timeout(_LONGEST_MS)
        await page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
        devtools = await page.context.new_cdp_session(page)
        errors = await devtools.send("Page.getInstallabilityErrors")
        # The tests' browser forgets everything, which Chromium holds against any page.
        wrong = {each["errorId"] for each in errors["installabilityErrors"]}
        assert wrong <= {"in-incognito"}
        await page.context.set_offline(True)
        await page.reload()
        await page.locator("[data-error=server-gone]").wait_for()
        async with page.expect_navigation():
            await page.context.set_offline(False)
        await page.get_by_test_id("start").wait_for()
        await expect(page.locator("[data-error]")).to_have_count(0)
        await page.get_by_test_id("start").click()
        await until_state(page, "listening")
    assert refused == []


def _refusals(said: str) -> list[str]:
    """What the browser says of something that the page may not load."""
    return [said] if "Content Security Policy" in said else []
