"""What the tests of the page do with it, in the words of whoever uses it."""

from __future__ import annotations

import asyncio
from typing import Any

from playwright.async_api import Page

_LONGEST_SECS = 40.0


async def choose_way(page: Page, way: str) -> None:
    """Choose how the page reaches the server."""
    await page.get_by_test_id("way-picker").select_option(way)


async def unfold_stack(page: Page) -> None:
    """Show what is in use, or fold it away again, where a phone folds it away."""
    folded = page.get_by_test_id("stack-summary")
    if await folded.is_visible():
        await folded.click()


async def begin(page: Page) -> None:
    """Press the button, and hear the greeting to its end."""
    await page.get_by_test_id("start").click()
    await until_said(page, "can i help")
    await until_state(page, "listening")


async def type_words(page: Page, words: str) -> None:
    """Type something and send it."""
    await page.get_by_test_id("text-input").fill(words)
    await page.keyboard.press("Enter")


async def captions(page: Page) -> list[dict[str, str]]:
    """Each caption's data and text."""
    found: list[dict[str, str]] = await page.get_by_test_id("caption").evaluate_all(
        "all => all.map(each => ({...each.dataset, name: each.querySelector('span').textContent,"
        " text: each.querySelector('[data-testid=caption-text]').textContent}))"
    )
    return found


async def until_said(page: Page, words: str, times: int = 1) -> None:
    """Wait until something was said or noted, in any case and so often."""
    try:
        async with asyncio.timeout(_LONGEST_SECS):
            while await _times_said(page, words) < times:
                await asyncio.sleep(0.1)
    except TimeoutError:
        said = [each["text"] for each in await captions(page)]
        state = await state_of(page)
        raise AssertionError(f"{words!r} was not said; {state}, after {said}") from None


async def _times_said(page: Page, words: str) -> int:
    return sum(words in each["text"].lower() for each in await captions(page))


async def until_state(page: Page, state: str) -> None:
    """Wait for a state of the call."""
    async with asyncio.timeout(_LONGEST_SECS):
        while await state_of(page) != state:
            await asyncio.sleep(0.1)


async def state_of(page: Page) -> str | None:
    """The state of the call."""
    return await page.get_by_test_id("state").get_attribute("data-state")


async def kept_in_tab(page: Page) -> dict[str, Any]:
    """What the page remembers of its conversation."""
    kept: dict[str, Any] = await page.evaluate(
        "() => JSON.parse(sessionStorage.getItem('repartee.conversation'))"
    )
    return kept
