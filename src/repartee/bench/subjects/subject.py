from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass

# Everything but who hears, thinks and speaks is as a newcomer finds it.
_REPARTEE = {
    "STT_PROVIDER": "deepgram",
    "LLM_PROVIDER": "openai",
    "TTS_PROVIDER": "cartesia",
    "GREETING": "",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """A server that can be measured.

    Attributes:
        name: In tables.
        module: Python module that serves; given `--port N` at the end.
        arguments: Before the port.
        settings: Environment variables it takes beside the vendors' addresses.
    """

    name: str
    module: str
    arguments: tuple[str, ...] = ()
    settings: Mapping[str, str] | None = None

    def command(self, port: int) -> list[str]:
        """What starts it.

        Args:
            port: Where it shall listen, on 127.0.0.1.
        """
        return [sys.executable, "-m", self.module, *self.arguments, "--port", str(port)]


SUBJECTS = {
    subject.name: subject
    for subject in (
        Subject("repartee", "repartee", ("serve",), _REPARTEE),
        Subject("pipecat", "repartee.bench.subjects.stock_pipecat"),
    )
}
