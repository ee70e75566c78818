from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from repartee.bench.subjects import fastrtc

Interpreter: TypeAlias = Callable[[], Awaitable[str]]


async def _own_python() -> str:
    return sys.executable


@dataclass(frozen=True, slots=True)
class Subject:
    """A server that can be measured.

    Attributes:
        name: In tables.
        arguments: Of Python; `--port N` comes at the end.
        settings: Environment variables it takes beside the vendors' addresses.
        python: Finds the interpreter, or makes an environment for it.
        ready: The path that answers 200 once it can be called.
        talks_on: Whether a caller can tell its second answer from its first. Where no packet is
            sent in silence and the stream's clock stands still, two answers are one to who listens.
    """

    name: str
    arguments: tuple[str, ...]
    settings: Mapping[str, str] | None = None
    python: Interpreter = _own_python
    ready: str = "/openapi.json"
    talks_on: bool = True

    async def command(self, port: int) -> list[str]:
        """What starts it.

        Args:
            port: Where it shall listen, on 127.0.0.1.

        Raises:
            PeerMissingError: It needs what cannot be had here.
        """
        return [await self.python(), *self.arguments, "--port", str(port)]


SUBJECTS = {
    subject.name: subject
    for subject in (
        # As a newcomer finds it: nothing is set but who hears, thinks and speaks.
        Subject("repartee", ("-m", "repartee", "serve"), ready="/health"),
        Subject("pipecat", ("-m", "repartee.bench.subjects.stock_pipecat")),
        # -P: its folder has a module of the package's own name.
        Subject(
            "fastrtc", ("-P", fastrtc.PROGRAM), fastrtc.settings(), fastrtc.python, talks_on=False
        ),
    )
}
