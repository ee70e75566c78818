"""A spoken conversation over a WebSocket: the page's own player, pauses and interruptions."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.browser.conversing import captions, choose_way, state_of, until_said
from tests.support.page import chromium_page, needs_chromium, tape, write_microphone
from tests.support.server_process import serving
from tests.support.speech import (
    SAMPLE_RATE,
    needs_flite,
    runs_of_sound,
    speak,
    sums_of,
    which_said,
    write_down,
)

pytestmark = [pytest.mark.browser, pytest.mark.audio, needs_chromium, needs_flite]

GREETING = "Hello, I am Repartee."
_BEFORE_SECS = 6.0
_STORY_SECS = 7.0
# A safety bound for a machine that does other things too.
_SILENT_WITHIN_SECS = 3.0


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    directory = tmp_path_factory.mktemp("server")
    with serving(
        directory, GREETING=GREETING, STACK="built-in", TRANSPORT_TYPE="websocket"
    ) as address:
        yield address


@pytest.mark.timeout(600)
async def test_a_spoken_turn_is_answered_aloud_and_a_story_can_be_interrupted(
    url: str, tmp_path: Path
) -> None:
    def pause(secs: float) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
        return np.zeros(int(secs * SAMPLE_RATE), np.int16)

    said = [
        pause(_BEFORE_SECS),
        speak("tell me a long story", "slt", tmp_path),
        pause(_STORY_SECS),
        speak("what is seventeen plus twenty five", "slt", tmp_path),
        pause(20),
    ]
    microphone = tmp_path / "microphone.wav"
    write_microphone(microphone, np.concatenate(said))
    sockets: list[str] = []
    async with chromium_page(url, microphone) as page:
        page.on("websocket", lambda socket: sockets.append(socket.url))
        await page.get_by_test_id("way-picker").wait_for()
        assert await page.get_by_test_id("way-picker").input_value() == "websocket"
        await page.get_by_test_id("start").click()
        await until_said(page, "42")
        await asyncio.sleep(4)
        spoken, heard = await tape(page, 0), await tape(page, 1)
        shown = await captions(page)
    (story, interruption), *_ = [runs_of_sound(spoken, 2.0)]
    assert sockets[0].startswith(url.replace("http", "ws"))
    assert [each["text"] for each in shown if each["cut"] == "true"]
    assert "hello" in write_down(heard[: int(story[0] * SAMPLE_RATE)]).lower()
    answer = heard[int(interruption[1] * SAMPLE_RATE) :]
    assert which_said(answer, sums_of("seventeen", "twenty five")).endswith("is forty two")
    talked_on = next(
        (
            end - interruption[0]
            for begin, end in runs_of_sound(heard, 0.5)
            if begin <= interruption[0] < end
        ),
        0.0,
    )
    assert talked_on < _SILENT_WITHIN_SECS, f"the agent talked on for {talked_on:.2f} s"


@pytest.mark.timeout(600)
async def test_a_microphone_that_is_muted_in_mid_word_ends_the_turn(
    url: str, tmp_path: Path
) -> None:
    microphone = tmp_path / "microphone.wav"
    # Speech without an end: only the mute button makes a pause.
    speech = np.concatenate([speak("what time is it", "slt", tmp_path) for _ in range(30)])
    write_microphone(microphone, speech)
    async with chromium_page(url, microphone) as page:
        await choose_way(page, "websocket")
        await page.get_by_test_id("start").click()
        async with asyncio.timeout(30):
            while await state_of(page) != "hearing":
                await asyncio.sleep(0.05)
        await page.get_by_test_id("mute").click()
        async with asyncio.timeout(20):
            while await state_of(page) == "hearing":
                await asyncio.sleep(0.05)
