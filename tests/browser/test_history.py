"""Earlier conversations on the page: found, read, taken up again, forgotten, or never kept."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, Route, expect

from repartee.app import create_app
from repartee.conversation.persona import Persona
from repartee.services.provider import VoiceChoice
from repartee.settings import Settings
from repartee.stacks.stack import Brain
from tests.browser.conversing import type_words, unfold_stack, until_said, until_state
from tests.support.page import chromium_page, needs_chromium
from tests.support.running_server import running
from tests.support.tool_stack import ToolStack, Wish

pytestmark = [pytest.mark.browser, needs_chromium]

_LONGEST_MS = 30_000
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
    stack.brains = (Brain("scripted", "Scripted"), Brain("clever", "A clever one"))
    stack.languages = ("en", "de")
    stack.personas = (Persona("pirate", "A pirate", "You are a pirate."),)
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
    await page.get_by_test_id("history-find").click()
    await expect(entries).to_have_count(1)
    await _narrow_down(page)
    await expect(page.get_by_test_id("history-snippet").locator("mark").first).to_have_text(
        "bicycle"
    )
    await entries.click()
    line = page.get_by_test_id("history-line")
    await expect(line.filter(has_text="the red bicycle").first).to_be_visible()
    await _find_lines(page)
    await page.get_by_test_id("history-rename").click()
    await page.get_by_test_id("rename-cancel").click()
    await _rename(page, "About bicycles")
    await expect(page.get_by_test_id("history-title")).to_have_text("About bicycles")
    await page.get_by_test_id("history-forget").click()
    await page.get_by_test_id("confirm-no").click()
    await expect(page.get_by_test_id("history-reader")).to_be_visible()
    await page.get_by_test_id("history-forget").click()
    await page.get_by_test_id("confirm-yes").click()
    await expect(page.get_by_test_id("history-reader")).to_have_count(0)
    await page.reload()
    await page.get_by_test_id("open-history").click()
    await expect(entries).to_have_count(1)
    await expect(entries).to_contain_text("boat")


async def test_long_lists_and_long_conversations_are_read_in_parts(page: Page) -> None:
    await page.route(re.compile(r"/events\?after=0"), _long_beginning)
    await page.route(re.compile(r"/api/conversations\?"), _one_at_a_time)
    await _talk(page, "the red bicycle")
    await _talk(page, "the blue boat")
    await page.get_by_test_id("open-history").click()
    entries = page.get_by_test_id("history-entry")
    await expect(entries).to_have_count(1)
    await page.get_by_test_id("history-more").click()
    await expect(entries).to_have_count(2)
    await entries.last.click()
    line = page.get_by_test_id("history-line").filter(has_text="You said")
    await expect(page.get_by_test_id("history-line").first).to_be_visible()
    await expect(line).to_have_count(0)
    await page.get_by_test_id("lines-more").click()
    await expect(line.first).to_be_visible()


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


async def test_an_exported_conversation_is_brought_back(page: Page, tmp_path: Path) -> None:
    await _talk(page, "the red bicycle")
    await page.get_by_test_id("open-history").click()
    await page.get_by_test_id("history-entry").click()
    await expect(page.get_by_test_id("history-continue")).to_be_visible()
    exported = await _export(page, tmp_path)
    await page.get_by_test_id("history-forget").click()
    await page.get_by_test_id("confirm-yes").click()
    await expect(page.get_by_test_id("history-empty")).to_be_visible()
    lines = page.get_by_test_id("history-line").filter(has_text="the red bicycle")
    await _import(page, exported)
    await expect(lines.first).to_be_visible()
    await _back_to_the_list(page)
    exported.write_text(exported.read_text().replace("red bicycle", "red tricycle"))
    await _import(page, exported)
    await page.get_by_test_id("import-another").click()
    await expect(page.get_by_test_id("history-title")).to_contain_text("tricycle")
    await _back_to_the_list(page)
    await expect(page.get_by_test_id("history-entry")).to_have_count(2)
    # An upload that never ends.
    await page.route("**/api/conversations/import?*", lambda _: None)
    await page.get_by_test_id("import-file").set_input_files(exported)
    await page.get_by_test_id("import-stop").click()
    await expect(page.get_by_test_id("import-progress")).to_have_count(0)


async def test_what_is_stored_is_told_and_all_of_it_forgotten(page: Page) -> None:
    await _talk(page, "the red bicycle")
    await page.get_by_test_id("open-history").click()
    await page.get_by_test_id("tab-stored").click()
    figures = page.get_by_test_id("stored-figures")
    await expect(figures).to_contain_text("1 (")
    await page.get_by_test_id("forget-all").click()
    await page.get_by_test_id("confirm-no").click()
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
    await _steer_by_mouse(page)


async def test_what_was_chosen_for_the_next_conversation_is_asked_for(page: Page) -> None:
    await unfold_stack(page)
    await page.get_by_test_id("brain-picker").select_option("clever")
    await page.get_by_test_id("persona-picker").select_option("pirate")
    await page.get_by_test_id("language-picker").select_option("de")
    await page.get_by_test_id("voice-picker").select_option("bell")
    async with page.expect_request("**/start") as asking:
        await page.get_by_test_id("start").click()
    asked = (await asking.value).post_data_json
    await until_state(page, "listening")
    assert asked is not None
    assert asked["llm_backend"] == "clever"
    assert asked["persona"] == "pirate"
    assert (asked["language"], asked["voice"]) == ("de", "bell")
    for what, back in {"brain": "scripted", "language": "en"}.items():
        await page.get_by_test_id(f"{what}-picker").select_option(back)
        await expect(page.get_by_test_id(f"{what}-picker")).to_have_value(back)


async def test_voice_and_instruction_are_others_in_mid_call_and_history_tells(page: Page) -> None:
    await type_words(page, "the red bicycle")
    await until_said(page, "you said")
    await unfold_stack(page)
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


async def _steer_by_mouse(page: Page) -> None:
    """Seek in the drawing, and go from line to line."""
    wave, times = page.get_by_test_id("waveform"), page.get_by_test_id("replay-times")
    await wave.click(position={"x": 1, "y": 20})
    await expect(times).to_contain_text("0:00 /")
    await page.get_by_test_id("replay-next").click()
    await expect(page.get_by_test_id("replay-line")).not_to_be_empty()
    await wave.press("End")
    at_the_end = await wave.get_attribute("aria-valuenow")
    await page.get_by_test_id("replay-previous").click()
    await expect(wave).not_to_have_attribute("aria-valuenow", at_the_end or "")
    await page.get_by_test_id("replay-toggle").click()
    await expect(page.get_by_test_id("replay-toggle")).to_have_accessible_name("Pause")


async def _narrow_down(page: Page) -> None:
    """Look among the recent ones, and among those in which something went wrong."""
    entries = page.get_by_test_id("history-entry")
    await page.get_by_test_id("history-since").select_option("7")
    await expect(entries).to_have_count(1)
    await page.get_by_test_id("history-errors").check()
    await expect(page.get_by_test_id("history-empty")).to_be_visible()
    await page.get_by_test_id("history-errors").uncheck()
    await expect(entries).to_have_count(1)


async def _find_lines(page: Page) -> None:
    """Go through the lines in which a word is, and see how long an answer took."""
    await page.get_by_test_id("find-line").fill("red")
    count = page.get_by_test_id("find-count")
    await page.get_by_test_id("find-next").click()
    first = await count.inner_text()
    await page.get_by_test_id("find-next").click()
    await expect(count).not_to_have_text(first)
    await page.get_by_test_id("find-previous").click()
    await expect(count).to_have_text(first)
    await page.get_by_test_id("line-timing").click()
    await expect(page.get_by_test_id("history-lines").get_by_test_id("waterfall")).to_be_visible()


async def _one_at_a_time(route: Route) -> None:
    """Have the server list one conversation at a time."""
    await route.continue_(url=f"{re.sub(r'&?limit=[0-9]+', '', route.request.url)}&limit=1")


async def _long_beginning(route: Route) -> None:
    """Stretch a conversation's first event with what newer servers may tell, which nobody sees."""
    answer = await route.fetch()
    told = await answer.json()
    first = told["events"][0]
    unheard_of = {**first, "event": {**first["event"], "kind": "newer"}}
    await route.fulfill(response=answer, json={**told, "events": [first, *[unheard_of] * 499]})


async def _back_to_the_list(page: Page) -> None:
    """Where there is room for one of both, go back."""
    if await page.get_by_test_id("history-back").is_visible():
        await page.get_by_test_id("history-back").click()


async def _export(page: Page, directory: Path) -> Path:
    """Have a conversation as a file, as its reader does."""
    await page.get_by_test_id("history-export").click()
    async with page.expect_download() as downloading:
        await page.get_by_test_id("export-json").click()
    file = directory / "talk.json"
    await (await downloading.value).save_as(file)
    return file


async def _import(page: Page, file: Path) -> None:
    async with page.expect_file_chooser() as choosing:
        await page.get_by_test_id("import").click()
    await (await choosing.value).set_files(file)


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
