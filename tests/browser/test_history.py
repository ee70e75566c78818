"""Earlier conversations on the page: found, read, taken up again, forgotten, or never kept."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect

from repartee.app import create_app
from repartee.services.provider import VoiceChoice
from repartee.settings import Settings
from tests.browser.conversing import type_words, until_said, until_state
from tests.support.page import chromium_page, needs_chromium
from tests.support.running_server import running
from tests.support.tool_stack import ToolStack, Wish

pytestmark = [pytest.mark.browser, needs_chromium]

_LONGEST_MS = 60_000
_SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 800}}
_EVIL = "<img src=x onerror=\"document.title='taken over'\">"
_DRAWN = """() => document.querySelectorAll("[data-testid=waveform] path")[0]
    .getAttribute("d").length > 300"""
_PLAYS = """() => [...document.querySelectorAll("audio[data-testid=history-audio]")]
    .some(({ currentTime, duration }) => currentTime > 0 && duration > 1)"""


def _parrot(messages: list[dict[str, object]]) -> Wish | str:
    said = [str(each["content"]) for each in messages if each["role"] == "user"]
    return f"You said {said[-1]}, after {len(said) - 1} others."


@pytest.fixture
async def url(settings: Settings) -> AsyncIterator[str]:
    allowing = settings.model_copy(update={"history_keep": "audio"})
    stack = ToolStack(_parrot)
    stack.voices = (VoiceChoice("tone", "A tone"), VoiceChoice("bell", "A bell"))
    async with running(create_app(allowing, stack)) as address:
        yield address


@pytest.fixture(params=_SIZES)
async def page(url: str, request: pytest.FixtureRequest) -> AsyncIterator[Page]:
    async with chromium_page(url, None, viewport=_SIZES[request.param]) as page:
        page.set_default_timeout(_LONGEST_MS)
        expect.set_options(timeout=_LONGEST_MS)
        yield page


async def test_what_was_said_is_found_read_renamed_and_forgotten(page: Page) -> None:
    await _talk(page, "the red bicycle")
    await _talk(page, "the blue boat")
    await page.get_by_test_id("open-history").click()
    entries = page.get_by_test_id("history-entry")
    await expect(entries).to_have_count(2)
    await page.get_by_test_id("history-search").fill("bicycle")
    await page.keyboard.press("Enter")
    await expect(entries).to_have_count(1)
    await expect(page.get_by_test_id("history-snippet").locator("mark").first).to_have_text(
        "bicycle"
    )
    await entries.click()
    line = page.get_by_test_id("history-line")
    await expect(line.filter(has_text="the red bicycle").first).to_be_visible()
    await _rename(page, "About bicycles")
    await expect(page.get_by_test_id("history-title")).to_have_text("About bicycles")
    await page.get_by_test_id("history-forget").click()
    await page.get_by_test_id("confirm-yes").click()
    await expect(page.get_by_test_id("history-reader")).to_have_count(0)
    await page.reload()
    await page.get_by_test_id("open-history").click()
    await expect(entries).to_have_count(1)
    await expect(entries).to_contain_text("boat")


async def test_what_somebody_said_is_never_taken_for_a_page(page: Page) -> None:
    await _talk(page, _EVIL)
    await page.get_by_test_id("open-history").click()
    await page.get_by_test_id("history-search").fill("onerror")
    await page.keyboard.press("Enter")
    await page.get_by_test_id("history-entry").click()
    await expect(page.get_by_test_id("line-text").filter(has_text=_EVIL).first).to_be_visible()
    assert await page.locator("#root img").count() == 0
    assert await page.title() == "Repartee"


async def test_nothing_is_kept_of_a_conversation_that_was_to_leave_nothing(page: Page) -> None:
    await page.get_by_test_id("keep-picker").select_option("nothing")
    await _talk(page, "a secret")
    await page.get_by_test_id("open-history").click()
    await expect(page.get_by_test_id("history-empty")).to_be_visible()
    await page.reload()
    await expect(page.get_by_test_id("keep-picker")).to_have_value("nothing")


async def test_a_conversation_that_was_just_hung_up_is_taken_up_again(page: Page) -> None:
    await _talk(page, "the red bicycle")
    await page.get_by_test_id("open-history").click()
    await page.get_by_test_id("history-entry").click()
    await page.get_by_test_id("history-continue").click()
    await until_state(page, "listening")
    earlier = page.locator("[data-testid=caption][data-earlier=true]")
    await expect(earlier.filter(has_text="the red bicycle").first).to_be_visible()
    await type_words(page, "and now")
    await until_said(page, "after 1 others")


async def test_an_exported_conversation_is_brought_back(page: Page) -> None:
    await _talk(page, "the red bicycle")
    await page.get_by_test_id("open-history").click()
    await page.get_by_test_id("history-entry").click()
    await expect(page.get_by_test_id("history-continue")).to_be_visible()
    address = await page.get_by_test_id("export-json").get_attribute("href")
    exported = await (await page.request.get(address or "")).body()
    await page.get_by_test_id("history-forget").click()
    await page.get_by_test_id("confirm-yes").click()
    await expect(page.get_by_test_id("history-empty")).to_be_visible()
    await page.get_by_test_id("import-file").set_input_files(
        {"name": "talk.json", "mimeType": "application/json", "buffer": exported}
    )
    lines = page.get_by_test_id("history-line")
    await expect(lines.filter(has_text="the red bicycle").first).to_be_visible()


async def test_what_is_stored_is_told_and_all_of_it_forgotten(page: Page) -> None:
    await _talk(page, "the red bicycle")
    await page.get_by_test_id("open-history").click()
    await page.get_by_test_id("tab-stored").click()
    figures = page.get_by_test_id("stored-figures")
    await expect(figures).to_contain_text("1 (")
    await page.get_by_test_id("forget-all").click()
    await page.get_by_test_id("confirm-yes").click()
    await expect(figures.locator("dd").first).to_have_text("None")
    await page.get_by_test_id("tab-conversations").click()
    await expect(page.get_by_test_id("history-empty")).to_be_visible()


async def test_a_recording_is_shown_can_be_stopped_and_is_played_back(page: Page) -> None:
    await page.get_by_test_id("keep-picker").select_option("audio")
    await type_words(page, "the red bicycle")
    sign = page.get_by_test_id("recording")
    await expect(sign).to_be_visible()
    await until_said(page, "you said")
    # The words are there before their sound, which is to be on the recording.
    await until_state(page, "listening")
    await page.get_by_test_id("stop-recording").click()
    await expect(sign).to_have_count(0)
    await page.get_by_test_id("stop").click()
    await until_state(page, "ended")
    await page.get_by_test_id("open-history").click()
    await page.get_by_test_id("history-entry").click()
    await page.get_by_test_id("line-play").last.click()
    await page.wait_for_function(_PLAYS)
    await expect(page.get_by_test_id("replay-line")).to_contain_text("You said", ignore_case=True)
    # Both sides of it are drawn as loud as they were, once the server has measured them.
    await page.wait_for_function(_DRAWN)
    await _steer_by_keys(page)


async def test_voice_and_instruction_are_others_in_mid_call_and_history_tells(page: Page) -> None:
    await type_words(page, "the red bicycle")
    await until_said(page, "you said")
    await _unfold_stack(page)
    await page.get_by_test_id("voice-picker").select_option("bell")
    await expect(page.get_by_test_id("voice-picker")).to_have_value("bell")
    await page.get_by_test_id("instruct").click()
    await page.get_by_test_id("instruction-text").fill("You are a pirate.")
    await page.get_by_test_id("instruction-send").click()
    await page.get_by_test_id("instruct").click()
    await expect(page.get_by_test_id("instruction-text")).to_have_value("You are a pirate.")
    await page.get_by_test_id("instruction-close").click()
    await page.get_by_test_id("stop").click()
    await until_state(page, "ended")
    await page.get_by_test_id("open-history").click()
    await page.get_by_test_id("history-entry").click()
    lines = page.get_by_test_id("history-lines")
    await expect(lines).to_contain_text("The voice is now bell.")
    await expect(lines).to_contain_text("The instruction is now You are a pirate.")


async def _steer_by_keys(page: Page) -> None:
    """Pause a replay, and go to its beginning and its end, without a mouse."""
    wave, toggle = page.get_by_test_id("waveform"), page.get_by_test_id("replay-toggle")
    await page.get_by_test_id("replay-speed").select_option("0.5")
    await wave.focus()
    await page.keyboard.press("Home")
    await expect(wave).to_have_attribute("aria-valuetext", re.compile("^0:00 of"))
    await page.keyboard.press("Space")
    await expect(toggle).to_have_accessible_name("Play")
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_test_id("replay-line")).not_to_be_empty()
    await page.keyboard.press("End")
    whole = await wave.get_attribute("aria-valuemax")
    await expect(wave).to_have_attribute("aria-valuenow", whole or "")


async def _unfold_stack(page: Page) -> None:
    """Show what is in use, which a phone folds away."""
    folded = page.locator("[data-testid=stack] details:not([open]) summary")
    if await folded.is_visible():
        await folded.click()


async def _talk(page: Page, words: str) -> None:
    """Hold a conversation of one exchange, and end it."""
    await type_words(page, words)
    await until_said(page, "you said")
    await page.get_by_test_id("stop").click()
    await until_state(page, "ended")


async def _rename(page: Page, title: str) -> None:
    await page.get_by_test_id("history-rename").click()
    await page.get_by_test_id("rename-name").fill(title)
    await page.get_by_test_id("rename-save").click()
