"""A phone in the network: its browser gives the microphone over `HTTPS=1`, and not over http."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.async_api import async_playwright

from repartee.server.lan import lan_addresses
from tests.support.page import needs_chromium
from tests.support.server_process import serving

_ADDRESS = next((each for each in lan_addresses() if "." in each), "")
pytestmark = [
    pytest.mark.browser,
    needs_chromium,
    pytest.mark.skipif(not _ADDRESS, reason="needs a network"),
]
_MICROPHONE = """async () => {
  if (!navigator.mediaDevices) return "none";
  const stream = await navigator.mediaDevices.getUserMedia({audio: true});
  return stream.getAudioTracks()[0].readyState;
}"""


async def _microphone_at(url: str) -> str:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"],
        )
        # As somebody who has been warned, and went on.
        context = await browser.new_context(ignore_https_errors=True)
        page = await context.new_page()
        await page.goto(url)
        found: str = await page.evaluate(_MICROPHONE)
        await browser.close()
        return found


@pytest.mark.parametrize(("variables", "found"), [({"HTTPS": "1"}, "live"), ({}, "none")])
async def test_a_browser_in_the_network_gives_a_microphone_to_https_alone(
    tmp_path: Path, variables: dict[str, str], found: str
) -> None:
    variables = {**variables, "SERVER_HOST": "0.0.0.0", "ACCESS_TOKEN": "sesame"}
    with serving(tmp_path, **variables) as here:
        url = here.replace("127.0.0.1", _ADDRESS)
        assert await _microphone_at(f"{url}/health") == found
