"""`repartee serve` with an agent that hums, so that every gap in its voice shows.

Deepgram, OpenAI and Cartesia are stand-ins on a thread of the same process; all else is as served.
Takes the options of `repartee serve`.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import repeat

from repartee.cli import main
from repartee.engines.phrasebook import Phrasebook
from repartee.simulator.delays import DelayChoice
from repartee.simulator.hearing import ScriptedEars
from repartee.simulator.mind import BuiltInMind
from repartee.simulator.script import Rule, ScriptedMind
from repartee.simulator.simulator import Simulator
from repartee.simulator.speaking import ScriptedSpeaker
from repartee.simulator.standin import Parts

WORDS = 40
SECS_PER_WORD = 0.3
GREETING = "Hello"
ASKED = "hum for me"
_HUM = [Rule(re.compile(ASKED), " ".join(["hum"] * WORDS) + ".")]
_CHOSEN = {
    "STT_PROVIDER": "deepgram",
    "LLM_PROVIDER": "openai",
    "TTS_PROVIDER": "cartesia",
    "GREETING": GREETING,
    "HISTORY_KEEP": "audio",
    "RECORD_CALLS": "true",
    "RECORDING_NOTICE": "",
    "RECORDING_FORMAT": "flac",
}


@contextmanager
def _stand_ins() -> Iterator[dict[str, str]]:
    """Run the stand-ins until the block is left; gives the settings that point at them."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="stand-ins", daemon=True)
    thread.start()
    mind = ScriptedMind(_HUM, otherwise=BuiltInMind(Phrasebook.load()))
    parts = Parts(ScriptedEars(repeat("stop")), ScriptedSpeaker(SECS_PER_WORD), mind)
    simulator = Simulator(
        ("deepgram", "openai", "cartesia"), delays=DelayChoice(factor=0.0), parts=parts
    )
    asyncio.run_coroutine_threadsafe(simulator.__aenter__(), loop).result()
    try:
        yield simulator.environment()
    finally:
        asyncio.run_coroutine_threadsafe(simulator.__aexit__(None, None, None), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


if __name__ == "__main__":
    with _stand_ins() as pointed:
        os.environ.update(pointed | _CHOSEN)
        sys.argv.insert(1, "serve")
        main()
