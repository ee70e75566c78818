"""One provider fails in the second of three turns, in each of eight ways."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.conversations.rehearsals import Conversation, converse
from tests.support.server_process import serving
from tests.support.stand_ins import StandIns

EARS = ("speaches", "openai", "cartesia", "deepgram")
BRAINS = ("anthropic", "cerebras", "groq", "ollama", "openai")
VOICES = ("speaches", "kokoro-fastapi", "openai", "elevenlabs", "cartesia", "piper")
FAULTS = ("refuse", "401", "429=20", "500", "slow=20", "drop", "garbage", "hang")

_VARIABLES = {"ears": "STT", "brain": "LLM", "voice": "TTS"}


@dataclass(frozen=True)
class Cell:
    """A provider, and how it fails."""

    part: str
    provider: str
    fault: str

    @property
    def environment(self) -> dict[str, str]:
        """Its part alone is remote, and the built-in one takes over."""
        built_in = {f"{each}_PROVIDER": "built-in" for each in _VARIABLES.values()}
        variable = _VARIABLES[self.part]
        return {
            **built_in,
            f"{variable}_PROVIDER": self.provider,
            f"{variable}_FALLBACKS": "built-in",
        }

    def __str__(self) -> str:
        return f"{self.part}-{self.provider}-{self.fault}"


@dataclass(frozen=True)
class Outcome:
    """What a caller had of it."""

    cell: Cell
    talk: Conversation
    log: str

    @property
    def verdict(self) -> str:
        """`recovered`, `apologised` or `lost`."""
        if self.talk.ended or len(self.talk.turns) < 3:
            return "lost"
        if all(turn.answered for turn in self.talk.turns) and self.talk.remembers:
            sorry = "Sorry, I can't" in self.talk.turns[1].answer_text
            return "apologised" if sorry else "recovered"
        return "lost"

    @property
    def seconds(self) -> float | None:
        """From the last word of the second turn to the first sound of its answer."""
        return self.talk.turns[1].delay_seconds if len(self.talk.turns) > 1 else None


ALL = tuple(
    Cell(part, provider, fault)
    for part, providers in (("ears", EARS), ("brain", BRAINS), ("voice", VOICES))
    for provider in providers
    for fault in FAULTS
)
# Each provider once, and each fault about twice: what every run can afford.
SOME = tuple(
    cell
    for number, cell in enumerate(ALL)
    if number % len(FAULTS) == (number // len(FAULTS)) % len(FAULTS)
)


async def play(cell: Cell, stand_ins: StandIns, directory: Path) -> Outcome:
    """Hold the conversation of a cell on a server of its own.

    Args:
        cell: Who fails, and how.
        stand_ins: The vendors.
        directory: Where the server runs.
    """
    with serving(directory, **stand_ins.environment, **cell.environment) as url:
        return await play_on(url, cell, stand_ins, directory)


async def play_on(url: str, cell: Cell, stand_ins: StandIns, directory: Path) -> Outcome:
    """Hold the conversation of a cell.

    Args:
        url: A server whose settings are the cell's.
        cell: Who fails, and how.
        stand_ins: The vendors.
        directory: Where the server runs.
    """
    try:
        talk = await converse(
            url,
            typed=cell.part != "ears",
            before={1: f"{cell.provider}:{cell.fault}"},
            arm=stand_ins.arm,
        )
    finally:
        stand_ins.clear(cell.provider)
    return Outcome(cell, talk, (directory / "server.log").read_text())
