"""Writes docs/transports.md: every transport side by side, in bad networks, and after a cut.

Run it with nothing else going on: `python -m tests.conversations.transports docs/transports.md`.
It takes about half an hour. `--only comparison`, `weather` or `returns` writes that part anew and
leaves the others as they are.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from repartee.caller import Transport
from tests.conversations import comparison, transports_page
from tests.conversations.bad_weather import SPELLS, Weathered, server_far_away, weather
from tests.conversations.comparison import Held
from tests.conversations.picture import drawn
from tests.conversations.returns import PASSAGES, Return, there_and_back
from tests.conversations.ways import ENVIRONMENT
from tests.support.bad_network import namespaces_permitted
from tests.support.server_process import ServerProcess, free_port
from tests.support.stand_ins import StandIns, standing_in

_CALLS_EACH = 3
_RETURNS_EACH = 20
_THROUGH_WEATHER = (Transport.WEBRTC, Transport.WEBSOCKET)
_BUILT_IN_BUT_BRAIN = {
    "STT_PROVIDER": "built-in",
    "LLM_PROVIDER": "openai",
    "TTS_PROVIDER": "built-in",
}


def main() -> None:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("page", type=Path)
    parser.add_argument("--only", choices=[*_PARTS])
    options = parser.parse_args()
    names = [options.only] if options.only else [*_PARTS]
    for name in names:
        with TemporaryDirectory() as directory:
            part = _PARTS[name](Path(directory), options.page)
        parts = {**transports_page.parts_of(options.page), name: part}
        options.page.write_text(transports_page.joined(_head(), parts))


def _head() -> list[str]:
    return [
        "# Transports",
        "",
        "Written by `python -m tests.conversations.transports docs/transports.md`. Server and",
        "caller share one machine, with whatever else runs there: take times as ratios. Each part",
        "was measured in one run.",
        "",
        f"Machine: {os.cpu_count()} cores, {platform.machine()}, Python "
        f"{platform.python_version()}. Ears, brain and voice are the built-in ones.",
    ]


def _comparison(directory: Path, page: Path) -> list[str]:
    server = _server(directory, GREETING="Hello.")
    server.start()
    held: list[Held] = []
    try:
        # By turns, so that whatever else the machine does falls on all of them alike.
        for _ in range(_CALLS_EACH):
            for transport in Transport:
                held.append(asyncio.run(comparison.hold(server, transport)))
                _tell(transport, held[-1].delays, held[-1].missing_secs)
    finally:
        server.stop()
    rows = comparison.rows(held)
    picture = page.parent / "images" / "transports.svg"
    picture.write_text(drawn(rows))
    return transports_page.comparison(rows, _CALLS_EACH)


def _weather(directory: Path, _page: Path) -> list[str]:
    if not namespaces_permitted():
        raise SystemExit("Network namespaces need root, ip and /dev/net/tun.")
    seen: list[Weathered] = []
    with server_far_away(directory) as (network, server):
        for spell in SPELLS:
            for transport in _THROUGH_WEATHER:
                seen.append(weather(network, server, transport, spell))
                _tell(transport, spell.name, seen[-1].verdict, seen[-1].error)
    return transports_page.weather(seen)


def _returns(directory: Path, _page: Path) -> list[str]:
    returns: list[Return] = []
    with standing_in(directory / "cache") as stand_ins:
        server = server_with_a_language_model(directory, stand_ins)
        server.start()
        try:
            for passage in PASSAGES:
                returns += asyncio.run(there_and_back(server, passage, _RETURNS_EACH))
                for each in returns[-_RETURNS_EACH:]:
                    _tell(passage, f"{each.seconds:.2f} s", *each.complaints)
        finally:
            server.stop()
    return transports_page.returns(returns)


_PARTS: dict[str, Callable[[Path, Path], list[str]]] = {
    "comparison": _comparison,
    "weather": _weather,
    "returns": _returns,
}


def server_with_a_language_model(directory: Path, stand_ins: StandIns) -> ServerProcess:
    """A server whose ears and voice are built in, and whose brain knows what its context tells.

    Args:
        directory: Where it runs.
        stand_ins: The vendors.
    """
    return _server(directory, **stand_ins.environment, **_BUILT_IN_BUT_BRAIN, GREETING="Hello.")


def _server(directory: Path, **variables: str) -> ServerProcess:
    port = free_port()
    environment = {**ENVIRONMENT, **variables}
    if "LLM_PROVIDER" in variables:
        # A stack would set all three parts.
        del environment["STACK"]
    return ServerProcess(
        directory,
        ["repartee", "serve", "--port", str(port)],
        f"http://127.0.0.1:{port}",
        environment,
    )


def _tell(*told: object) -> None:
    print(*told, sep=" | ", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
