from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest

from repartee.cli.listening import CannotListenError, listening
from repartee.settings import Settings, load_settings
from tests.support.server_process import free_port, serving
from tests.support.socket_caller import CLIENT_READY, socket_caller
from tests.support.speech import needs_flite


def _settings(**changes: object) -> Settings:
    return load_settings(_env_file=None, **{"server_port": 0, "ws_port": 0, **changes})


def test_one_port_is_opened() -> None:
    listeners = list(listening(_settings()))
    assert len(listeners) == 1
    listeners[0].close()


def test_a_second_port_is_opened_for_websockets() -> None:
    listeners = list(listening(_settings(transport_type="websocket", ws_host="127.0.0.2")))
    assert [each.getsockname()[0] for each in listeners] == ["127.0.0.1", "127.0.0.2"]
    for each in listeners:
        each.close()


def test_a_port_that_is_taken_is_named_by_its_variable() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ports = listening(_settings(transport_type="websocket", ws_port=port))
        next(ports).close()
        with pytest.raises(CannotListenError, match=f":{port}: .*WS_PORT"):
            next(ports)


@pytest.mark.audio
@needs_flite
async def test_callers_on_both_ports_are_told_that_the_server_stops(tmp_path: Path) -> None:
    port = free_port()
    variables = {"STACK": "built-in", "TRANSPORT_TYPE": "websocket", "WS_PORT": str(port)}
    server = serving(tmp_path, DATA_DIR=str(tmp_path / "data"), **variables)
    url = await asyncio.to_thread(server.__enter__)
    async with (
        socket_caller(f"{url}/api/ws") as first,
        socket_caller(f"http://127.0.0.1:{port}/") as second,
    ):
        for caller in (first, second):
            await caller.send(CLIENT_READY)
            await caller.until(lambda c=caller: bool(c.of_type("bot-ready")))  # type: ignore[misc]
        stopping = asyncio.create_task(asyncio.to_thread(server.__exit__, None, None, None))
        for caller in (first, second):
            assert await caller.closed() == 1012
            assert [each["reason"] for each in caller.told("ending")] == ["stopping"]
        await stopping
