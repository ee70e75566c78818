"""`@pipecat-ai/websocket-transport`, unmodified, holds a spoken conversation with us."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.async_api import Page

from tests.support.page import write_microphone
from tests.support.server_process import free_port, serving
from tests.support.speech import (
    SAMPLE_RATE,
    SOME_NOTES,
    Samples,
    speak,
    stretches_of_sound,
    sums_of,
    which_said,
)
from tests.support.stock_page import (
    built_client,
    heard_by,
    page_server,
    spoken_in_chromium,
    stock_page,
)

pytestmark = spoken_in_chromium

_GREETED_SECS = 5.0
# Each question and the seconds until the next.
_TURNS = (
    ("what is seventeen plus twenty five", 6.0),
    ("take a note buy milk and bread", 6.0),
    ("read my notes", 8.0),
)


@dataclass(frozen=True)
class _Stage:
    server: str
    second_port: int
    page: str


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Stage]:
    built = built_client("stock_client", tmp_path_factory.mktemp("stock"))
    second_port = free_port()
    with (
        page_server(built) as page,
        serving(
            tmp_path_factory.mktemp("server"),
            STACK="built-in",
            GREETING="Hello, I am Repartee.",
            TRANSPORT_TYPE="websocket",
            WS_PORT=str(second_port),
            ALLOWED_ORIGINS=page,
        ) as server,
    ):
        yield _Stage(server, second_port, page)


def _conversation(directory: Path) -> Samples:
    parts = [np.zeros(int(_GREETED_SECS * SAMPLE_RATE), np.int16)]
    for text, pause in _TURNS:
        parts += [speak(text, "slt", directory), np.zeros(int(pause * SAMPLE_RATE), np.int16)]
    return np.concatenate(parts)


def _ways(stage: _Stage) -> dict[str, dict[str, Any]]:
    return {
        "start": {"endpoint": f"{stage.server}/start", "requestData": {}},
        "second-port": {"wsUrl": f"ws://127.0.0.1:{stage.second_port}"},
    }


async def _talk(page: Page, how: dict[str, Any], length_secs: float) -> dict[str, Any]:
    await page.evaluate("(how) => window.stock.connect(how)", how)
    async with asyncio.timeout(length_secs + 20):
        while len((await _log(page))["told"]) < len(_TURNS):
            await asyncio.sleep(0.2)
    await asyncio.sleep(_TURNS[-1][1])
    return await _log(page)


async def _log(page: Page) -> dict[str, Any]:
    log: dict[str, Any] = await page.evaluate("window.stock.log")
    return log


@pytest.mark.parametrize("way", ["start", "second-port"])
async def test_three_spoken_turns_with_the_stock_client(
    stage: _Stage, way: str, tmp_path: Path
) -> None:
    microphone = tmp_path / "microphone.wav"
    recording = _conversation(tmp_path)
    write_microphone(microphone, recording)
    complaints: list[str] = []
    async with stock_page(stage.page, microphone) as page:
        page.on("console", lambda message: complaints.append(message.text))
        log = await _talk(page, _ways(stage)[way], len(recording) / SAMPLE_RATE)
        heard = await heard_by(page)
        await page.evaluate("window.stock.disconnect()")
        await asyncio.sleep(0.5)
        errors = (await _log(page))["errors"]

    assert [_words(each) for each in log["said"]] == [_words(text) for text, _ in _TURNS]
    assert "42" in log["told"][0]
    assert "milk" in log["told"][2]
    _, *answers = stretches_of_sound(heard, 1.5)
    assert len(answers) == len(_TURNS)
    assert which_said(answers[0], sums_of("seventeen", "twenty five")).endswith("is forty two")
    assert (
        which_said(answers[1], [f"noted {note}" for note in SOME_NOTES])
        == "noted buy milk and bread"
    )
    assert errors == []
    assert not [each for each in complaints if "deserialize" in each or "Unknown frame" in each]


def _words(text: str) -> list[str]:
    return text.lower().replace(".", "").replace("?", "").replace("-", " ").split()
