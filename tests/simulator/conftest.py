from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import cache

import pytest

from repartee.engines.phrasebook import Phrasebook
from repartee.simulator.delays import DelayChoice
from repartee.simulator.hearing import ScriptedEars
from repartee.simulator.mind import BuiltInMind
from repartee.simulator.simulator import Simulator
from repartee.simulator.speaking import ScriptedSpeaker
from repartee.simulator.standin import Parts

Rehearse = Callable[..., AbstractAsyncContextManager[Simulator]]

AT_ONCE = DelayChoice(factor=0.0)


@cache
def phrasebook() -> Phrasebook:
    return Phrasebook.load()


@asynccontextmanager
async def scripted(
    *names: str, hears: tuple[str, ...] = (), delays: DelayChoice = AT_ONCE
) -> AsyncIterator[Simulator]:
    """Stand-ins without delays, with the built-in mind, scripted ears and a voice that hums."""
    parts = Parts(ScriptedEars(hears), ScriptedSpeaker(), BuiltInMind(phrasebook()))
    async with Simulator(names, delays=delays, parts=parts) as simulator:
        yield simulator


@pytest.fixture
def rehearse() -> Rehearse:
    return scripted
