"""Three turns by telephone with the built-in stack: real speech, telephone bandwidth, real time."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from fastapi import FastAPI

from repartee.app import create_app
from repartee.conversation.session import Session
from repartee.settings import Settings
from repartee.stacks.composed import ComposedStack
from repartee.stacks.plan import plan_stack
from repartee.stacks.presence import Presence
from tests.support.running_server import running
from tests.support.speech import (
    SAMPLE_RATE,
    SOME_NOTES,
    Samples,
    needs_flite,
    speak,
    stretches_of_sound,
    which_said,
)
from tests.support.telephone.accounts import with_telephones
from tests.support.telephone.caller import TelephoneCaller, through_a_telephone, to_wide_band
from tests.support.telephone.vendors import VENDORS

pytestmark = [pytest.mark.audio, needs_flite]

# By telephone all three were heard rightly in 208 of 208 combinations of cut starts, endings and
# speaker means; "what can you do" in 190.
_TURNS = ["take a note buy milk and bread", "what are you able to do", "goodbye"]

_BETWEEN_ANSWERS_SECS = 1.0
_LEAST_HEARD_SECS = 3.0
_INTERRUPTING = 2
"""Said into the answer before it, which is a long one."""


@dataclass
class Running:
    url: str
    app: FastAPI


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Running]:
    settings = with_telephones(
        Settings(
            _env_file=None,
            stack="built-in",
            greeting="Hello, I am Repartee.",
            cache_dir=tmp_path,
            data_dir=tmp_path,
        )
    )
    stack = ComposedStack(settings, plan_stack(settings, Presence()))
    try:
        await stack.start()
        app = create_app(settings, stack)
        async with running(app) as url:
            yield Running(url, app)
    finally:
        await stack.close()


@dataclass
class Conversation:
    """What was said in one call, from both sides."""

    vendor: str
    transcript: list[tuple[str, str]] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    heard: Samples = field(default_factory=lambda: np.zeros(0, np.int16))

    def of(self, role: str) -> list[str]:
        return [text for speaker, text in self.transcript if speaker == role]


async def _hold(server: Running, vendor: str, words: list[Samples]) -> Conversation:
    conversation = Conversation(vendor)
    sessions = server.app.state.sessions._live
    before = set(sessions)
    caller = await TelephoneCaller.dialling(VENDORS[vendor](), server.url)
    async with caller:
        await caller.hears_something(0, timeout_secs=60)
        (session,) = [live.session for name, live in sessions.items() if name not in before]
        for turn, samples in enumerate(words):
            if turn != _INTERRUPTING:
                await caller.hears_silence(0.8)
            conversation.waits.append(await _answer_after(caller, samples))
        assert await caller.closed(60) == 1000
        assert caller.clears, "nothing that was under way was taken back"
        conversation.transcript = _transcript(session)
        conversation.heard = to_wide_band(caller.samples)
    return conversation


def _transcript(session: Session) -> list[tuple[str, str]]:
    return [
        (str(message["role"]), str(message["content"]))
        for message in session.snapshot().messages
        if message["role"] in ("user", "assistant") and message.get("content")
    ]


@pytest.mark.timeout(600)
async def test_callers_of_every_vendor_are_understood_and_answered_three_times(
    server: Running, tmp_path: Path
) -> None:
    words = [through_a_telephone(speak(text, "slt", tmp_path)) for text in _TURNS]
    for vendor in sorted(VENDORS):
        conversation = await _hold(server, vendor, words)
        # Both spellings are in the dictionary, and sound the same.
        said = [each.replace("good bye", "goodbye") for each in conversation.of("user")]
        assert said == _TURNS, vendor
        assert "milk and bread" in conversation.of("assistant")[1]
        # At the caller's end the answer is in what came over the wire. Each answer by itself: a
        # recogniser adapts to what it hears, and digital silence is no room.
        spurts = stretches_of_sound(conversation.heard, _BETWEEN_ANSWERS_SECS)
        heard = [which_said(spurt, [f"noted {note}" for note in SOME_NOTES]) for spurt in spurts]
        print(json.dumps([vendor, conversation.transcript, conversation.waits, heard]))
        assert sum(map(len, spurts)) > _LEAST_HEARD_SECS * SAMPLE_RATE, vendor
        assert "noted buy milk and bread" in heard, vendor


async def _answer_after(caller: TelephoneCaller, samples: Samples) -> float:
    """Say something; gives how long the answer took, in seconds of the call."""
    caller.say(samples)
    while not caller.has_spoken:
        await asyncio.sleep(0.02)
    said_at = caller.secs
    if caller.to_play:
        return 0.0
    return await caller.hears_something(said_at, timeout_secs=60) - said_at
