"""Asks axe-core what somebody could not see, hear or reach on a page."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Page

_AXE = Path(__file__).parents[2] / "client/node_modules/axe-core/axe.min.js"
_RUN = """async () => (await axe.run()).violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html, any }) =>
        `${html.slice(0, 120)} (${any.map(({ message }) => message).join("; ")})`).join(" | ")}`)"""

needs_axe = pytest.mark.skipif(not _AXE.is_file(), reason="axe-core is not installed: make dev")


async def violations(page: Page) -> list[str]:
    """Each rule that the page breaks as it is shown now, with where it does."""
    if not await page.evaluate("'axe' in window"):
        # Past the page's content security policy, which allows it its own files alone.
        await page.evaluate(_AXE.read_text())
    found: list[str] = await page.evaluate(_RUN)
    return found
