"""What the page looks like in a state, kept for people to look at."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Page

PICTURES = Path(__file__).parents[2] / "test-artifacts/pages"
"""Where they are kept, as NAME-SIZE-THEME.png; git ignores them."""

_WIDEST_PHONE = 600
"""CSS pixels."""

_THEME = """() => getComputedStyle(document.documentElement).colorScheme === "light dark"
    ? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")
    : getComputedStyle(document.documentElement).colorScheme"""


async def picture(page: Page, name: str) -> Path:
    """Keep a picture of what a page shows now.

    Args:
        page: It says by itself how large it is, and whether it is light or dark.
        name: Of the state that it is in, `talking` say.

    Returns:
        Where the picture is.
    """
    viewport = page.viewport_size
    size = "phone" if viewport and viewport["width"] < _WIDEST_PHONE else "desktop"
    path = PICTURES / f"{name}-{size}-{await page.evaluate(_THEME)}.png"
    await page.screenshot(path=path)
    return path
