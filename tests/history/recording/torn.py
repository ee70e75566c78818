"""Records a tone a second in real time until it is killed: `python -m … PATH KIND`.

Prints how many seconds have passed, ten times a second.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import get_args

import numpy as np

from repartee.conversation.sitting import SittingClock
from repartee.history.recording.encoder import RecordingFormat
from repartee.history.recording.tape import FileTape
from repartee.transports.line import HEARD_RATE

_TICK = HEARD_RATE // 50


async def record(path: Path, kind: RecordingFormat) -> None:
    """Record for ever."""
    clock = SittingClock()
    tape = FileTape(path, kind, clock.now)
    tape.begin(lambda: sys.exit("it failed"))
    tone = (8000 * np.sin(np.arange(_TICK) * 2 * np.pi * 500 / HEARD_RATE)).astype("<i2").tobytes()
    for tick in range(1_000_000):
        await asyncio.sleep(max(0.0, tick / 50 - clock.now()))
        tape.heard(tone)
        tape.played(tone, HEARD_RATE, 0.04)
        if tick % 5 == 0:
            print(f"{clock.now():.3f}", flush=True)


if __name__ == "__main__":
    asyncio.run(
        record(
            Path(sys.argv[1]), next(each for each in get_args(RecordingFormat) if each in sys.argv)
        )
    )
