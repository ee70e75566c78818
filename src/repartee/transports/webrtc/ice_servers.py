from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import NotRequired, TypedDict

from pipecat.transports.smallwebrtc.connection import IceServer

from repartee.transports.webrtc.turn_credentials import (
    TurnCredential,
    anonymous_user,
    time_limited_credential,
)


class ClientIceServer(TypedDict):
    """An `RTCIceServer` as a browser wants it."""

    urls: str
    username: NotRequired[str]
    credential: NotRequired[str]


class IceServers:
    """The STUN and TURN servers that callers and this server use."""

    def __init__(
        self,
        urls: Sequence[str],
        *,
        username: str = "",
        credential: str = "",
        turn_secret: str = "",
        turn_ttl_secs: float = 3900.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Note them; nothing is asked of them.

        Args:
            urls: `stun:`, `stuns:`, `turn:` and `turns:` addresses.
            username: For TURN, where there is no secret.
            credential: Its password.
            turn_secret: What coturn knows as `static-auth-secret`; empty for none.
            turn_ttl_secs: How long a password made with it is good.
            clock: Seconds since the epoch.
        """
        self._urls = tuple(urls)
        self._fixed = TurnCredential(username, credential)
        self._turn_secret = turn_secret
        self._turn_ttl_secs = turn_ttl_secs
        self._clock = clock

    def for_browser(self) -> list[ClientIceServer]:
        """As a caller is told; with a TURN secret, the password is theirs alone."""
        turn = self._credential()
        return [_described(url, turn) for url in self._urls]

    def for_pipecat(self) -> list[IceServer]:
        """As one peer connection of this server takes them."""
        return [IceServer(**server) for server in self.for_browser()]

    def _credential(self) -> TurnCredential:
        if not self._turn_secret:
            return self._fixed
        expires_at = self._clock() + self._turn_ttl_secs
        return time_limited_credential(self._turn_secret, anonymous_user(), expires_at)


def _described(url: str, turn: TurnCredential) -> ClientIceServer:
    if not url.startswith(("turn:", "turns:")):
        return {"urls": url}
    return {"urls": url, "username": turn.username, "credential": turn.password}
