from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator

from repartee.settings import Settings


class CannotListenError(Exception):
    """A port is not to be had; the message says which, why and what to do."""


def listening(settings: Settings) -> Iterator[socket.socket]:
    """Open the ports where callers come, one after the other.

    Args:
        settings: Which.

    Yields:
        The main port's socket, and the second one's if there is one. Whoever iterates closes them.

    Raises:
        CannotListenError: If one is not to be had.
    """
    yield _listen(settings.server_host, settings.server_port, "SERVER_PORT")
    if settings.second_address is not None:
        yield _listen(*settings.second_address, "WS_PORT")


def _listen(host: str, port: int, variable: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with contextlib.ExitStack() as undo:
        listener = undo.enter_context(socket.socket(family, socket.SOCK_STREAM))
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen(512)
        except OSError as error:
            raise CannotListenError(
                f"Cannot listen on {host}:{port}: {(error.strerror or str(error)).lower()}. "
                f"Set {variable} to another port, or stop the program that uses this one."
            ) from error
        undo.pop_all()
    return listener
