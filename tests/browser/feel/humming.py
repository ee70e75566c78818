"""A server whose agent hums, in a process of its own, perhaps behind a bad network."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.support.bad_network import SERVER_ADDRESS, BadNetwork
from tests.support.server_process import ServerProcess, free_port, here

_PROGRAM = "tests.browser.feel.house"
_ROOT = Path(__file__).parents[3]
_FROM_HERE = {"PYTHONPATH": os.pathsep.join([str(_ROOT), os.environ.get("PYTHONPATH", "")])}


@contextmanager
def humming_server(
    network: BadNetwork | None = None, directory: Path | None = None
) -> Iterator[str]:
    """Serve until the block is left; gives the address.

    Args:
        network: On whose server's side it is; None for this machine's loopback.
        directory: Where it keeps what it keeps; None for nowhere.
    """
    port = free_port()
    host = SERVER_ADDRESS if network else "127.0.0.1"
    with ExitStack() as stack:
        server = ServerProcess(
            directory or Path(stack.enter_context(tempfile.TemporaryDirectory())),
            [_PROGRAM, "--host", host, "--port", str(port)],
            f"http://{host}:{port}",
            {**_FROM_HERE, "ALLOW_ANONYMOUS": "true"},
            prefix=network.server_prefix if network else (),
            where=network.call if network else here,
        )
        server.start()
        stack.callback(server.stop)
        yield server.url
