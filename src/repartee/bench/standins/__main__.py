"""The stand-ins' own process: told what to do by its argument and its input."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from collections.abc import Mapping

from pydantic import BaseModel, TypeAdapter

from repartee.bench.standins.line_up import LineUp, VendorDelays
from repartee.bench.standins.timed_ears import Saying, TimedEars
from repartee.bench.standins.witness import Asked, WatchedEars, WatchedMind, WatchedSpeaker
from repartee.engines.phrasebook import Phrasebook
from repartee.simulator.mind import BuiltInMind
from repartee.simulator.script import Rule, ScriptedMind
from repartee.simulator.simulator import Simulator
from repartee.simulator.speaking import BuiltInSpeaker
from repartee.simulator.standin import Parts

_SAYING = TypeAdapter(tuple[str, float])


class Told(BaseModel):
    """The argument."""

    line_up: tuple[str, str, str]
    delays: tuple[float, float, float, float]
    reply: str
    cores: list[int]


async def serve(told: Told) -> None:
    """Serve until there is no more input.

    Args:
        told: What to do.
    """
    if told.cores:
        os.sched_setaffinity(0, told.cores)
    line_up, delays = LineUp(*told.line_up), VendorDelays(*told.delays)
    ears = TimedEars(delays.interims)
    mind = ScriptedMind(
        [Rule(re.compile(""), told.reply)], otherwise=BuiltInMind(Phrasebook.load())
    )
    parts = Parts(
        WatchedEars(ears, _tell), WatchedSpeaker(BuiltInSpeaker(), _tell), WatchedMind(mind, _tell)
    )
    names = tuple(dict.fromkeys(told.line_up))
    async with Simulator(names, delays=delays.choice(line_up), parts=parts) as simulator:
        _write(simulator.environment())
        while line := await asyncio.to_thread(sys.stdin.readline):
            ears.saying = Saying(*_SAYING.validate_json(line))


def _tell(asked: Asked) -> None:
    _write({"part": asked.part, "at": asked.at})


def _write(told: Mapping[str, object]) -> None:
    sys.stdout.write(f"{json.dumps(told)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(serve(Told.model_validate_json(sys.argv[1])))
