"""A spoken conversation in a real browser: what the caller says is spoken, what it hears counts."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.async_api import Page

from tests.support.page import chromium_page, needs_chromium, tape, write_microphone
from tests.support.server_process import serving
from tests.support.speech import (
    SAMPLE_RATE,
    SOME_NOTES,
    Samples,
    needs_flite,
    runs_of_sound,
    speak,
    sums_of,
    which_said,
    write_down,
)

pytestmark = [pytest.mark.browser, pytest.mark.audio, needs_chromium, needs_flite]

GREETING = "Hello, I am Repartee."
_GREETED_SECS = 5.0
# Each question and the seconds until the next; the story is interrupted, all others finish.
_TURNS = (
    ("what time is it", 6.5),
    ("what is seventeen plus twenty five", 6.0),
    ("take a note buy milk and bread", 6.0),
    ("read my notes", 7.5),
    ("tell me a long story", 7.0),
    ("what day is it today", 8.0),
    ("goodbye", 8.0),
)
_STORY, _INTERRUPTION = 4, 5
# A safety bound for a machine that does other things too; on a quiet one it is 0.22 s.
_SILENT_WITHIN_SECS = 3.0
_SAME_WORDS = 0.5
_HOURS = (
    "twelve",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
)
_NOTES_READ = ["you have no notes yet say take a note and what it is"] + [
    f"you have one note one {note}" for note in SOME_NOTES
]
# Longer than the pauses inside any question.
_BETWEEN_QUESTIONS_SECS = 2.0


@pytest.fixture(scope="module")
def built_in_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("server"), GREETING=GREETING, STACK="built-in") as url:
        yield url


def _spoken_conversation(voice: str, directory: Path) -> Samples:
    parts = [np.zeros(int(_GREETED_SECS * SAMPLE_RATE), np.int16)]
    for text, pause in _TURNS:
        parts += [speak(text, voice, directory), np.zeros(int(pause * SAMPLE_RATE), np.int16)]
    return np.concatenate(parts)


async def _captions(page: Page) -> list[dict[str, str]]:
    captions: list[dict[str, str]] = await page.get_by_test_id("caption").evaluate_all(
        "all => all.map(each => ({...each.dataset, text: "
        "each.querySelector('[data-testid=caption-text]').textContent}))"
    )
    return captions


async def _talk(page: Page) -> None:
    await page.get_by_test_id("start").click()
    state = page.get_by_test_id("state")
    length = _GREETED_SECS + sum(pause + 3 for _, pause in _TURNS)
    async with asyncio.timeout(length + 20):
        while await state.get_attribute("data-state") != "ended":
            await asyncio.sleep(0.2)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("voice", ["slt", "rms", "awb"])
async def test_six_turns_are_heard_understood_and_answered_aloud(
    built_in_url: str, voice: str, tmp_path: Path
) -> None:
    microphone = tmp_path / "microphone.wav"
    write_microphone(microphone, _spoken_conversation(voice, tmp_path))
    requests: list[str] = []
    async with chromium_page(built_in_url, microphone) as page:
        page.on("request", lambda request: requests.append(request.url))
        await _talk(page)
        said, heard = await tape(page, 0), await tape(page, 1)
        captions = await _captions(page)
        ending = await page.get_by_test_id("state").inner_text()
    answers = _answers(said, heard)
    told = _told(captions)

    assert "hello" in write_down(_cut(heard, 0, answers[0][0])).lower(), (
        "the greeting was not heard"
    )
    _assert_time(write_down(answers[0][2]), told[0])
    assert "42" in told[1]
    assert which_said(answers[1][2], sums_of("seventeen", "twenty five")).endswith("is forty two")
    assert "milk" in told[3]
    assert which_said(answers[3][2], _NOTES_READ).endswith("buy milk and bread")
    interrupted = [caption for caption in captions if caption.get("cut") == "true"]
    assert len(interrupted) == 1, captions
    assert answers[_INTERRUPTION][1] < _SILENT_WITHIN_SECS, (
        f"the agent talked on for {answers[_INTERRUPTION][1]:.2f} s"
    )
    assert datetime.now().astimezone().strftime("%A") in told[_INTERRUPTION]
    assert "goodbye" in told[6].lower()
    assert ending
    assert all(url.startswith((built_in_url, "blob:", "data:")) for url in requests), requests


def _answers(said: Samples, heard: Samples) -> list[tuple[float, float, Samples]]:
    """For each question: when it began, how long the agent talked on, and the answer's sound."""
    questions = runs_of_sound(said, _BETWEEN_QUESTIONS_SECS)
    assert len(questions) == len(_TURNS), questions
    ends = [begin for begin, _ in questions[1:]] + [len(heard) / SAMPLE_RATE]
    return [
        (begin, _talked_on(heard, begin), _cut(heard, end, until))
        for (begin, end), until in zip(questions, ends, strict=True)
    ]


def _talked_on(heard: Samples, since: float) -> float:
    runs = runs_of_sound(heard, 0.5)
    return next((end - since for begin, end in runs if begin <= since < end), 0.0)


def _cut(samples: Samples, begin: float, end: float) -> Samples:
    return samples[int(begin * SAMPLE_RATE) : int(end * SAMPLE_RATE)]


def _told(captions: list[dict[str, Any]]) -> list[str]:
    """The agent's captions after each of the caller's, in order."""
    told: list[str] = []
    for caption in captions:
        if caption["who"] == "user":
            told.append("")
        elif told:
            told[-1] = f"{told[-1]} {caption['text']}".strip()
    return told


def _assert_time(heard: str, caption: str) -> None:
    hour = datetime.now().astimezone().strftime("%-I")
    near = {_HOURS[int(hour) % 12], _HOURS[(int(hour) - 1) % 12]}
    assert re.search(r"it.?s", caption, re.IGNORECASE), caption
    assert near & set(caption.lower().replace(".", "").split()), caption
    _assert_same_words(heard, caption)


def _assert_same_words(heard: str, caption: str) -> None:
    """The general recogniser mishears a word here and there; most must be those of the caption."""
    wanted = caption.lower().replace(".", "").replace(",", "").split()
    understood = set(heard.split())
    share = sum(word in understood for word in wanted) / len(wanted)
    assert share >= _SAME_WORDS, f"heard '{heard}' for '{caption}'"
