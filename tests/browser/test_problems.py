"""Whatever goes wrong says so on the page, and the one button of each problem does what it says."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from playwright.async_api import Page, Route, expect

from repartee.app import create_app
from repartee.settings import Settings
from tests.browser.conversing import state_of, type_words, until_said, until_state
from tests.support.page import chromium_page, needs_chromium
from tests.support.pictures import picture
from tests.support.running_server import running
from tests.support.tool_stack import ToolStack

pytestmark = [pytest.mark.browser, needs_chromium]

_LONGEST_MS = 40_000
_PHONE = {"width": 390, "height": 844}

# Each fault is there once, as a cable is that was pulled; what the button does then works.
_FAULTS = """
(() => {
  const fault = new URL(location.href).searchParams.get("fault");
  const failing = (owner, name, error) => {
    const works = owner[name];
    owner[name] = function (...args) {
      owner[name] = works;
      return Promise.reject(new DOMException("", error));
    };
  };
  if (fault === "NotFoundError" || fault === "NotReadableError" || fault === "UnknownError")
    failing(navigator.mediaDevices, "getUserMedia", fault);
  if (fault === "sound") failing(HTMLMediaElement.prototype, "play", "NotAllowedError");
})();
"""


@pytest.fixture
async def url(settings: Settings) -> AsyncIterator[str]:
    alone = settings.model_copy(update={"max_sessions": 1, "resume_grace_secs": 0.5})
    stack = ToolStack(lambda messages: f"You said {messages[-1]['content']}.")
    async with running(create_app(alone, stack)) as address:
        yield address


@pytest.fixture
async def page(url: str) -> AsyncIterator[Page]:
    async with chromium_page(
        url, None, viewport=_PHONE, color_scheme="dark", service_workers="block"
    ) as page:
        page.set_default_timeout(_LONGEST_MS)
        expect.set_options(timeout=_LONGEST_MS)
        await page.add_init_script(_FAULTS)
        yield page


async def _until_problem(page: Page, code: str) -> None:
    await expect(page.get_by_test_id("error")).to_have_attribute("data-error", code)


async def _solve(page: Page) -> None:
    await page.get_by_test_id("remedy").click()


async def _assert_none(page: Page) -> None:
    await expect(page.get_by_test_id("error")).to_have_count(0)


async def _hang_up(page: Page) -> None:
    await page.get_by_test_id("stop").click()
    await until_state(page, "ended")


async def test_who_may_not_use_the_microphone_goes_on_by_typing(url: str) -> None:
    async with chromium_page(url, None, deny_microphone=True) as page:
        await page.get_by_test_id("start").click()
        await _until_problem(page, "mic-denied")
        await picture(page, "problem-microphone")
        await _solve(page)
        await until_state(page, "listening")
        await type_words(page, "the red bicycle")
        await until_said(page, "you said the red bicycle")


@pytest.mark.timeout(200)
async def test_each_fault_of_the_browser_has_a_button_that_helps(page: Page, url: str) -> None:
    faults = {"NotFoundError": "mic-missing", "NotReadableError": "mic-busy"}
    for fault, code in {**faults, "UnknownError": "mic-failed", "sound": "sound-blocked"}.items():
        await page.goto(f"{url}/client/?fault={fault}")
        await page.get_by_test_id("start").click()
        await _until_problem(page, code)
        await _solve(page)
        await _assert_none(page)
        await until_state(page, "listening")
        await _hang_up(page)


def _answering(answer: dict[str, Any]) -> Callable[[Route], Awaitable[None]]:
    async def handle(route: Route) -> None:
        await route.fulfill(**answer)

    return handle


@pytest.mark.timeout(200)
async def test_each_refusal_of_the_server_has_a_button_that_helps(page: Page) -> None:
    def refusing(status: int, **told: str) -> Any:
        body = json.dumps({"detail": "For a reason.", **told})
        return {"status": status, "content_type": "application/problem+json", "body": body}

    refusals = {
        "server-full": refusing(503),
        "bad-answer": {"status": 502, "content_type": "text/html", "body": "<h1>Bad Gateway</h1>"},
        "refused": refusing(422),
        "server-draining": refusing(503, code="draining"),
        "budget-spent": refusing(503, code="budget-spent"),
        "no-access": refusing(401),
    }
    for code, answer in refusals.items():
        await page.route("**/start", _answering(answer), times=1)
        await page.get_by_test_id("start").click()
        await _until_problem(page, code)
        if code == "budget-spent":
            await picture(page, "problem-budget")
        await _solve(page)
        await _assert_none(page)
        if code in ("server-full", "bad-answer", "refused", "server-draining"):
            await until_state(page, "listening")
            await _hang_up(page)


async def test_a_full_server_takes_the_next_caller_when_the_first_is_gone(
    page: Page, url: str
) -> None:
    await page.get_by_test_id("start").click()
    await until_state(page, "listening")
    other = await page.context.new_page()
    await other.goto(f"{url}/client/")
    await other.get_by_test_id("start").click()
    await _until_problem(other, "server-full")
    await _hang_up(page)
    # The line is free a moment after the first caller hung up.
    async with asyncio.timeout(_LONGEST_MS / 1000):
        while await state_of(other) != "listening":
            if await other.get_by_test_id("remedy").is_visible():
                await _solve(other)
            await asyncio.sleep(0.2)


@pytest.mark.timeout(120)
async def test_a_microphone_that_gives_nothing_leads_to_another_one(page: Page) -> None:
    await page.get_by_test_id("start").click()
    await _until_problem(page, "mic-silent")
    await _solve(page)
    await expect(page.get_by_test_id("sound-sheet")).to_be_visible()
    await page.get_by_test_id("sound-sheet-close").click()
    await expect(page.get_by_test_id("sound-sheet")).to_be_hidden()


async def test_a_server_that_is_gone_is_asked_at_once_by_the_button(page: Page) -> None:
    await page.get_by_test_id("start").wait_for()
    await page.context.set_offline(True)
    await _until_problem(page, "server-gone")
    await page.context.set_offline(False)
    # The page asks by itself as well; whoever presses first.
    await page.get_by_test_id("remedy").or_(page.get_by_test_id("start")).first.click()
    await expect(page.locator("[data-error=server-gone]")).to_have_count(0)


async def test_a_part_that_did_not_arrive_is_loaded_with_the_page(page: Page) -> None:
    await page.route("**/assets/history-sheet*", lambda route: route.abort())
    await page.get_by_test_id("open-history").click()
    await expect(page.get_by_test_id("part-missing")).to_be_visible()
    await page.unroute_all()
    async with page.expect_navigation():
        await page.get_by_test_id("part-reload").click()
    await page.get_by_test_id("open-history").click()
    await expect(page.get_by_test_id("history")).to_be_visible()


async def test_whoever_runs_the_server_can_end_a_call(page: Page, url: str) -> None:
    await page.get_by_test_id("start").click()
    await until_state(page, "listening")
    other = await page.context.new_page()
    await other.goto(f"{url}/client/")
    await other.get_by_test_id("open-history").click()
    await other.get_by_test_id("tab-operate").click()
    await expect(other.get_by_test_id("end-session")).to_be_visible()
    await picture(other, "operate")
    await other.get_by_test_id("end-session").click()
    await until_state(page, "ended")


async def test_a_list_that_could_not_be_read_is_asked_for_again(page: Page) -> None:
    await page.route("**/api/conversations?*", lambda route: route.abort(), times=1)
    await page.get_by_test_id("open-history").click()
    await page.get_by_test_id("history-retry").click()
    await expect(page.get_by_test_id("history-empty")).to_be_visible()


async def test_a_download_can_be_stopped_and_a_failed_one_taken_up(page: Page) -> None:
    downloads = [_download("whisper-small", "running"), _download("kokoro-82m", "failed")]
    told = f"data: {json.dumps({'downloads': downloads})}\n\n"
    asked: list[str] = []

    async def tell(route: Route) -> None:
        await route.fulfill(content_type="text/event-stream", body=told)

    async def note(route: Route) -> None:
        asked.append(f"{route.request.method} {route.request.url.rsplit('/api/models/')[-1]}")
        await route.fulfill(json={})

    await page.route("**/api/models/*/pull", note)
    await page.route("**/api/models/events", tell)
    await page.reload()
    await expect(page.get_by_test_id("getting-ready")).to_contain_text("whisper-small")
    await picture(page, "downloads")
    await page.get_by_test_id("download-stop").click()
    await page.get_by_test_id("download-retry").click()
    await expect(page.get_by_test_id("download-retry")).to_be_visible()
    assert asked == ["DELETE whisper-small/pull", "POST kokoro-82m/pull"]


def _download(name: str, phase: str) -> dict[str, Any]:
    figures = {"fraction": 0.42, "bytes_per_sec": 8.4e6, "secs_left": 31}
    return {"name": name, "phase": phase, "detail": "The hub does not answer.", **figures}
