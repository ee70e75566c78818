"""Two people in one conversation, each at a page of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.async_api import Page, expect

from tests.browser.conversing import (
    begin,
    captions,
    choose_way,
    type_words,
    until_said,
    until_state,
)
from tests.support.page import chromium_page, needs_chromium
from tests.support.server_process import serving
from tests.support.speech import needs_flite

pytestmark = [pytest.mark.browser, needs_chromium, needs_flite]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    directory = tmp_path_factory.mktemp("server")
    stack = {"STACK": "built-in", "LLM_PROVIDER": "cerebras", "SIMULATE": "1"}
    with serving(directory, **stack) as address:
        yield address


async def _invitation(page: Page) -> str:
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await page.get_by_test_id("invite").click()
    await page.get_by_text("Link copied").wait_for()
    return str(await page.evaluate("() => navigator.clipboard.readText()"))


async def _names(page: Page) -> list[str]:
    names: list[str] = await page.get_by_test_id("participants").locator("li").all_inner_texts()
    return names


async def test_somebody_joins_by_a_link_and_both_pages_are_in_step(url: str) -> None:
    async with chromium_page(url, None) as host, chromium_page(url, None) as guest:
        await choose_way(host, "webrtc")
        await begin(host)
        link = await _invitation(host)
        assert "#join=" in link

        await choose_way(guest, "websocket")
        await guest.goto(link)
        await guest.get_by_test_id("name").fill("Anna")
        await guest.get_by_test_id("join-now").click()
        await until_state(guest, "listening")
        await until_said(host, "anna joined")
        assert await _names(host) == ["You", "Anna"]
        assert (await _names(guest))[-1] == "You"
        assert "join" not in guest.url

        await type_words(guest, "what time is it")
        await until_said(host, "what time is it")
        said = next(each for each in await captions(host) if "time is it" in each["text"])
        assert said["name"] == "Anna"
        for page in (host, guest):
            await until_said(page, "it's")

        await guest.get_by_test_id("stop").click()
        await until_said(host, "anna left")
        await type_words(host, "what did i say")
        await until_said(host, "you said")


async def test_an_invitation_may_be_copied_by_hand_and_declined(url: str) -> None:
    async with chromium_page(url, None) as host, chromium_page(url, None) as guest:
        await begin(host)
        await host.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(); }")
        await host.get_by_test_id("invite").click()
        link = host.get_by_test_id("invitation-link")
        await link.click()
        assert await host.evaluate("() => getSelection()?.toString()") == await link.input_value()

        await guest.goto(await link.input_value())
        await guest.get_by_test_id("join-decline").click()
        await expect(guest.get_by_test_id("start")).to_be_visible()
        assert "join" not in guest.url


async def test_a_guest_who_reloads_is_the_same_guest(url: str) -> None:
    async with chromium_page(url, None) as host, chromium_page(url, None) as guest:
        await begin(host)
        await guest.goto(await _invitation(host))
        await guest.get_by_test_id("name").fill("Anna")
        await guest.get_by_test_id("join-now").click()
        await until_said(host, "anna joined")
        # The host may be told before the guest's page is; only a page that was goes on.
        await until_state(guest, "listening")
        await guest.reload()
        await until_state(guest, "listening")
        await expect(host.get_by_test_id("participants").locator("li")).to_have_text(
            ["You", "Anna"]
        )
