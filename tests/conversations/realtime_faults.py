"""Writes docs/realtime-faults.md: what a caller hears when the speech-to-speech link fails.

Run it with nothing else going on, for a quarter of an hour:
`python -m tests.conversations.realtime_faults docs/realtime-faults.md`. `--calls 1` takes a third.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from repartee.caller import Patience, Transport, Turn
from tests.conversations.rehearsals import recording
from tests.conversations.ways import calling
from tests.support.server_process import serving
from tests.support.stand_ins import StandIns, standing_in

TURNS = ("my name is anna", "count to ten", "what is my name")
"""The second is answered for some five seconds, the third by who remembers the first."""
PROMISED_SECS = 3.0
ENVIRONMENT = {"STACK": "realtime", "LOG_LEVEL": "DEBUG"}
_VOICE = "slt"
_GAP_SECS = 0.5
_QUIET_SECS = 4.0  # an answer that is taken up after a silence is one answer
_CALLS_EACH = 3


@dataclass(frozen=True)
class Trouble:
    """What goes wrong while the model counts."""

    name: str
    fault: str


# A tool is called first, and its result is spoken then: what is timed meets both, and matters to
# the longer one alone. What comes at once would hit the call.
TROUBLES = (
    Trouble("nothing", ""),
    Trouble("the link drops in mid-answer", "drop@1.2s*2"),
    Trouble("an error event in mid-answer", "500@1.2s*2"),
    Trouble("a rate limit in mid-answer", "429@1.2s*2"),
    Trouble("a stall of 1 s in mid-answer", "slow=1@1.2s*2"),
    Trouble("silence from mid-answer on", "half-open@1.2s*2"),
    Trouble("garbage in mid-answer", "garbage@1.2s*2"),
    Trouble("an error event instead of the answer", "500*1"),
    Trouble("a rate limit instead of the answer", "429*1"),
    Trouble("two rate limits", "429*2"),
    Trouble("no answer at all", "hang*1"),
)


@dataclass(frozen=True)
class Heard:
    """What one caller heard of it."""

    turns: tuple[Turn, ...]
    trouble_came: bool
    """Whether what was to go wrong did."""

    @property
    def delay_secs(self) -> float:
        """From the last word to the first of the answer."""
        delay = self.turns[1].delay_seconds
        return float("inf") if delay is None else delay

    @property
    def pause_secs(self) -> float:
        """The longest silence within the answer."""
        pause = self.turns[1].longest_pause_seconds
        return float("inf") if pause is None else pause

    @property
    def is_whole(self) -> bool:
        """Whether the answer came to its end."""
        return "10" in self.turns[1].answer_text

    @property
    def context_kept(self) -> bool:
        """Whether the name is known that was told before."""
        return "anna" in self.turns[2].answer_text.lower()


async def hold(url: str, transport: Transport, trouble: Trouble, stand_ins: StandIns) -> Heard:
    """Hold the conversation, and let something go wrong in its second turn.

    Args:
        url: The server.
        transport: Which way to go.
        trouble: What goes wrong.
        stand_ins: Whose link it is.
    """
    speeches = [await asyncio.to_thread(recording, text, _VOICE) for text in TURNS]
    turns = []
    patience = Patience(answer=30, longest_answer=60, quiet=_QUIET_SECS)
    try:
        async with calling(url, transport, patience=patience) as call:
            for number, speech in enumerate(speeches):
                await call.wait(_GAP_SECS)
                if number == 1 and trouble.fault:
                    stand_ins.arm(f"openai/realtime:{trouble.fault}")
                turns.append(await call.say(speech))
    finally:
        trouble_came = not stand_ins.armed("openai")
        stand_ins.clear("openai")
    return Heard(tuple(turns), trouble_came)


@contextmanager
def rehearsing(directory: Path) -> Iterator[tuple[str, StandIns]]:
    """Run a server in front of stand-ins."""
    with (
        standing_in(directory / "cache") as stand_ins,
        serving(directory, **stand_ins.environment, **ENVIRONMENT) as url,
    ):
        yield url, stand_ins


def main() -> None:
    """Hold all conversations, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("page", type=Path)
    parser.add_argument("--calls", type=int, default=_CALLS_EACH, help="of each kind")
    options = parser.parse_args()
    with TemporaryDirectory() as directory, rehearsing(Path(directory)) as (url, stand_ins):
        lines = asyncio.run(_measured(url, stand_ins, options.calls))
    options.page.write_text("\n".join([*_head(options.calls), *lines]) + "\n")


async def _measured(url: str, stand_ins: StandIns, calls: int) -> list[str]:
    lines = []
    for trouble in TROUBLES:
        for transport in (Transport.WEBRTC, Transport.PCM16):
            heard = [await hold(url, transport, trouble, stand_ins) for _ in range(calls)]
            lines.append(_row(trouble, transport, heard))
            print(lines[-1], file=sys.stderr)
    return lines


def _row(trouble: Trouble, transport: Transport, calls: Sequence[Heard]) -> str:
    cells = (
        trouble.name,
        f"`{trouble.fault}`" if trouble.fault else "",
        transport.value,
        _spread([call.delay_secs for call in calls]),
        _spread([call.pause_secs for call in calls]),
        f"{sum(call.is_whole for call in calls)} of {len(calls)}",
        f"{sum(call.context_kept for call in calls)} of {len(calls)}",
    )
    return f"| {' | '.join(cells)} |"


def _spread(secs: Sequence[float]) -> str:
    if len(secs) == 1:
        return f"{secs[0]:.1f}"
    return f"{median(secs):.1f} ({min(secs):.1f} to {max(secs):.1f})"


def _head(calls: int) -> list[str]:
    said = ", ".join(f"*{text}*" for text in TURNS)
    return [
        "# When a speech-to-speech link fails",
        "",
        "Written by `python -m tests.conversations.realtime_faults docs/realtime-faults.md`.",
        "Server, caller and the stand-in for OpenAI's Realtime API share one machine, with",
        "whatever else runs there: take times as ratios.",
        "",
        f"Machine: {os.cpu_count()} cores, {platform.machine()}, Python "
        f"{platform.python_version()}.",
        "",
        f"Calls of each kind: {calls}, by voice (flite's slt): {said}.",
        "Something goes wrong while the second is answered. The promise for what happens in",
        f"mid-answer: no silence of more than {PROMISED_SECS:.0f} s.",
        "",
        "- **Delay**: from their last word to the first of the answer. Of it, semantic turn",
        "  detection takes 0.5 s, and the model twice 0.5 s, as it calls a function first.",
        "- **Pause**: the longest silence within the answer.",
        "- **Context kept**: the third is answered with the name.",
        "",
        "| What goes wrong | Fault | Transport | Delay s, median | Pause s, median | Answer whole "
        "| Context kept |",
        "|---|---|---|---|---|---|---|",
    ]


if __name__ == "__main__":
    main()
