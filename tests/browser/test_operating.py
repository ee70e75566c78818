"""Whoever runs the server fetches models and closes its door on the page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from repartee.app import create_app
from repartee.settings import Settings
from tests.browser.conversing import until_state
from tests.models.contents import REPO, whisper_files
from tests.models.hub_standin import HubStandIn, serving
from tests.support.page import chromium_page, needs_chromium
from tests.support.pictures import picture
from tests.support.running_server import running
from tests.support.scripted_stack import ScriptedStack

pytestmark = [pytest.mark.browser, needs_chromium]

_LONGEST_MS = 40_000
_SOME_BYTES = 500


@pytest.fixture
async def hub() -> AsyncIterator[HubStandIn]:
    async with serving(HubStandIn({REPO: whisper_files()})) as standin:
        yield standin


@pytest.fixture
async def url(
    settings: Settings, stack: ScriptedStack, hub: HubStandIn, tmp_path: Path
) -> AsyncIterator[str]:
    near = {"hf_endpoint": hub.url, "models_dir": tmp_path / "models"}
    async with running(create_app(settings.model_copy(update=near), stack)) as address:
        yield address


@pytest.fixture
async def page(url: str) -> AsyncIterator[Page]:
    async with chromium_page(url, None) as page:
        page.set_default_timeout(_LONGEST_MS)
        expect.set_options(timeout=_LONGEST_MS)
        await page.get_by_test_id("open-history").click()
        await page.get_by_test_id("tab-operate").click()
        yield page


async def test_a_model_is_fetched_with_progress_stopped_and_fetched_again(
    page: Page, hub: HubStandIn
) -> None:
    hub.hold_after = _SOME_BYTES
    await page.get_by_test_id("models-here").click()
    model = page.get_by_test_id("model").filter(has_text="whisper-tiny").first
    await model.get_by_test_id("model-act").click()
    await expect(model.get_by_role("progressbar")).to_be_visible()
    await picture(page, "model-on-its-way")

    await model.get_by_test_id("model-act").click()
    await expect(model.get_by_role("progressbar")).to_have_count(0)

    hub.go_on.set()
    hub.hold_after = None
    await model.get_by_test_id("model-act").click()
    await expect(model.get_by_test_id("model-act")).to_have_count(0)


async def test_a_server_with_a_closed_door_says_so_until_it_is_open(page: Page, url: str) -> None:
    await page.get_by_test_id("drain").click()
    async with chromium_page(url, None) as caller:
        await caller.get_by_test_id("start").click()
        problem = caller.get_by_test_id("error")
        await expect(problem).to_have_attribute("data-error", "server-draining")
        await picture(caller, "server-draining")

        await page.get_by_test_id("drain").click()
        await caller.get_by_test_id("remedy").click()
        await until_state(caller, "listening")
