"""A speech service that is down or errs never crashes the agent (B5: 7)."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from loguru import logger
from pipecat.frames.frames import TranscriptionFrame, TTSAudioRawFrame

from repartee.services.failover.chain import Patience
from repartee.settings import load_settings
from tests.services.failover.stage import Stage
from tests.support.remote_parts import EARS, VOICES, provider, session, use
from tests.support.troubled_vendors import (
    HEARD,
    Dropped,
    Garbage,
    Hang,
    MidwayGarbage,
    Refused,
    Status,
    Trouble,
    TroubledVendor,
    every,
)

if TYPE_CHECKING:
    from loguru import Message

EXAMPLES = settings(
    max_examples=100,
    # Most of a failing example's time is waiting; smaller ones would take minutes.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
PATIENCE = Patience(first_secs=1.5, stall_secs=0.5, budget_secs=0.05)
LONGEST_TROUBLE_SECS = 0.5
"""After that a fault that nobody has noticed is over: a hang, say, before the words were due."""
SERVED_SECS = 20.0

kinds = st.sampled_from(
    ["application/octet-stream", "application/json", "text/html", "audio/pcm", "text/event-stream"]
)
troubles: st.SearchStrategy[Trouble] = st.one_of(
    st.builds(Status, st.integers(400, 599)),
    st.builds(Status, st.sampled_from([401, 402, 403, 404, 408, 429, 500, 503, 529])),
    st.builds(Garbage, st.binary(max_size=200), kinds),
    st.builds(Garbage, st.just(b"")),
    st.builds(Garbage, st.sampled_from([b"{}", b"[]", b"null", b'{"text": 7}']), kinds),
    st.builds(Refused),
    st.builds(Dropped, st.booleans()),
    st.builds(MidwayGarbage),
    st.builds(Hang),
)
sequences = st.lists(troubles, min_size=1, max_size=2)


@dataclass
class Crashes:
    """What went wrong without being handled."""

    found: list[str] = field(default_factory=list)

    def note_log(self, message: Message) -> None:
        record = message.record
        if record["exception"] is not None or "Uncaught" in record["message"]:
            self.found.append(str(message))

    def note_task(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        self.found.append(str(context))


@contextmanager
def watching_crashes() -> Iterator[Crashes]:
    crashes = Crashes()
    sink = logger.add(crashes.note_log, level="WARNING")
    try:
        yield crashes
    finally:
        logger.remove(sink)


@pytest.fixture(scope="module")
def vendors(loop: asyncio.Runner) -> Iterator[dict[str, TroubledVendor]]:
    async def start() -> dict[str, TroubledVendor]:
        made = {name: TroubledVendor(name) for name in {*every(EARS), *every(VOICES)}}
        for vendor in made.values():
            await vendor.start()
        return made

    async def close() -> None:
        for vendor in running.values():
            await vendor.close()

    running = loop.run(start())
    yield running
    loop.run(close())


async def _is_served(part: str, stage: Stage) -> None:
    """Ask once, and wait for what was asked for."""
    kind = TranscriptionFrame if part == "ears" else TTSAudioRawFrame
    before = len(stage.of(kind))
    await use(part, stage)
    await stage.until(lambda: len(stage.of(kind)) > before, secs=SERVED_SECS)
    if part == "ears":
        words = stage.of(TranscriptionFrame)[-1].text.lower().strip(". ")
        assert words == HEARD


async def _is_in_trouble(part: str, stage: Stage, noticed: asyncio.Event) -> None:
    noticed.clear()
    await use(part, stage)
    try:
        async with asyncio.timeout(LONGEST_TROUBLE_SECS):
            await noticed.wait()
    except TimeoutError:
        return


async def _survives(
    part: str, vendor: TroubledVendor, sequence: list[Trouble], crashes: Crashes
) -> None:
    asyncio.get_running_loop().set_exception_handler(crashes.note_task)
    with pytest.MonkeyPatch.context() as patch:
        for variable, value in vendor.environment.items():
            patch.setenv(variable, value)
        configured = load_settings(_env_file=None)
    service = provider(part, vendor.name, configured)
    await service.start()
    noticed = asyncio.Event()
    async with session(part, service, tell=lambda _: noticed.set(), patience=PATIENCE) as stage:
        for trouble in sequence:
            await vendor.fall_ill(trouble)
            await _is_in_trouble(part, stage, noticed)
            await vendor.get_well()
            await _is_served(part, stage)
            assert not stage.worker.has_finished()
    await service.close()


def _holds(
    part: str,
    vendor: TroubledVendor,
    sequence: list[Trouble],
    loop: asyncio.Runner,
) -> None:
    began = time.monotonic()
    with watching_crashes() as crashes:
        loop.run(_survives(part, vendor, sequence, crashes))
    assert crashes.found == []
    assert time.monotonic() - began < 10 * len(sequence)


@EXAMPLES
@pytest.mark.timeout(600)
@given(name=st.sampled_from([*every(EARS)]), sequence=sequences)
def test_ears_hear_again_after_any_trouble(
    loop: asyncio.Runner, vendors: dict[str, TroubledVendor], name: str, sequence: list[Trouble]
) -> None:
    _holds("ears", vendors[name], sequence, loop)


@EXAMPLES
@pytest.mark.timeout(600)
@given(name=st.sampled_from([*every(VOICES)]), sequence=sequences)
def test_voices_speak_again_after_any_trouble(
    loop: asyncio.Runner, vendors: dict[str, TroubledVendor], name: str, sequence: list[Trouble]
) -> None:
    _holds("voice", vendors[name], sequence, loop)
