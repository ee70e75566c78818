"""Pipecat's React kit, unmodified, holds a spoken conversation with us over a WebSocket."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.async_api import expect

from tests.support.page import write_microphone
from tests.support.server_process import serving
from tests.support.speech import SAMPLE_RATE, speak, stretches_of_sound, sums_of, which_said
from tests.support.stock_page import (
    built_client,
    heard_by,
    page_server,
    spoken_in_chromium,
    stock_page,
)

pytestmark = spoken_in_chromium

GREETING = "Hello, I am Repartee."
QUESTION = "what is seventeen plus twenty five"
_GREETED_SECS = 6.0
_AFTER_SECS = 20.0
_LONGEST_MS = 40_000


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The kit's page, which calls our server from an origin of its own."""
    built = built_client("stock_react_client", tmp_path_factory.mktemp("stock"))
    with (
        page_server(built) as page,
        serving(
            tmp_path_factory.mktemp("server"),
            STACK="built-in",
            GREETING=GREETING,
            TRANSPORT_TYPE="websocket",
            ALLOWED_ORIGINS=page,
        ) as server,
    ):
        yield f"{page}/?endpoint={server}/start"


async def test_a_spoken_turn_with_the_react_kit(url: str, tmp_path: Path) -> None:
    microphone = tmp_path / "microphone.wav"
    pauses = [np.zeros(int(secs * SAMPLE_RATE), np.int16) for secs in (_GREETED_SECS, _AFTER_SECS)]
    question = speak(QUESTION, "slt", tmp_path)
    write_microphone(microphone, np.concatenate([pauses[0], question, pauses[1]]))
    complaints: list[str] = []
    errors: list[str] = []
    expect.set_options(timeout=_LONGEST_MS)
    async with stock_page(url, microphone) as page:
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: errors.append(str(error)))
        told = page.get_by_test_id("assistant")
        await page.get_by_test_id("connect").click()
        await expect(page.get_by_test_id("state")).to_have_text("ready")
        await expect(told.first).to_contain_text("I am Repartee")
        said = page.get_by_test_id("user").last
        await expect(said).to_have_text(re.compile(f"^{QUESTION}", re.IGNORECASE))
        await expect(page.get_by_test_id("function_call")).to_contain_text("calculate completed")
        await expect(told.last).to_contain_text("42")
        await asyncio.sleep(5)
        heard = await heard_by(page)
        await page.get_by_test_id("disconnect").click()
        await expect(page.get_by_test_id("state")).to_have_text("disconnected")
        assert await page.get_by_test_id("problem").text_content() == ""

    _, answer = stretches_of_sound(heard, 1.5)
    assert which_said(answer, sums_of("seventeen", "twenty five")).endswith("is forty two")
    assert errors == []
    assert not [each for each in complaints if "deserialize" in each or "Unknown frame" in each]
