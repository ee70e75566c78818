from __future__ import annotations

import secrets
from collections.abc import Callable

from loguru import logger

from repartee.conversation.menu import Menu
from repartee.conversation.parts import Choices
from repartee.conversation.session import Session
from repartee.conversation.session_manager import SessionManager, SessionsFullError
from repartee.transports.ice_servers import ClientIceServer
from repartee.transports.webrtc import CallerConnection, WebRTCConnections

MakeSession = Callable[[str, CallerConnection, Choices], Session]


class Reception:
    """Lets WebRTC callers in: answers their offers, and opens a session once they are here."""

    def __init__(
        self,
        connections: WebRTCConnections,
        sessions: SessionManager,
        make_session: MakeSession,
        *,
        max_pending: int,
        menu: Menu,
        client_ice_servers: Callable[[], list[ClientIceServer]],
    ) -> None:
        """Open the reception.

        Args:
            connections: The peer connections.
            sessions: The conversations.
            make_session: Makes a conversation of a connected caller and their choices.
            max_pending: Answered offers that may wait for their caller at once.
            menu: What a caller may choose.
            client_ice_servers: Tells the ICE servers as one browser is to be told.
        """
        self._connections = connections
        self._sessions = sessions
        self._make_session = make_session
        self._max_pending = max_pending
        self.menu = menu
        self.client_ice_servers = client_ice_servers

    def admit(self) -> None:
        """Ask whether one more caller may come.

        Raises:
            SessionsFullError: If not.
        """
        self._sessions.admit()
        if self._connections.pending >= self._max_pending:
            raise SessionsFullError(self._sessions.limit)

    async def answer(self, sdp: str, choices: Choices) -> dict[str, str]:
        """Answer a new caller's offer.

        Args:
            sdp: The offer.
            choices: What the caller chose.

        Returns:
            The answer: `sdp`, `type` and `pc_id`.

        Raises:
            BadOfferError: If no call can be made of the offer.
            PortsUsedUpError: If there is no port for the sound.
        """
        return await self._connections.open(sdp, lambda caller: self._welcome(caller, choices))

    async def answer_again(self, pc_id: str, sdp: str, *, restart: bool) -> dict[str, str] | None:
        """Answer a further offer of a caller who is here already.

        Args:
            pc_id: The caller's connection.
            sdp: The offer.
            restart: Whether the caller has begun a new peer connection.

        Returns:
            The answer, or None if there is no such caller (any more).

        Raises:
            BadOfferError: If no call can be made of the offer.
            PortsUsedUpError: If there is no port for the sound.
        """
        connection = self._connections.get(pc_id)
        if connection is None:
            return None
        answer = await connection.answer_again(sdp, restart=restart)
        self._connections.rename(connection)
        return answer

    async def add_candidate(
        self, pc_id: str, candidate: str, sdp_mid: str | None, sdp_mline_index: int | None
    ) -> None:
        """Hand a caller's further ICE candidate to its connection.

        Args:
            pc_id: The caller's connection.
            candidate: The candidate line; empty ends them.
            sdp_mid: The media section by name.
            sdp_mline_index: The media section by number.

        Raises:
            KeyError: If there is no such connection.
            BadOfferError: If the candidate cannot be used.
        """
        connection = self._connections.get(pc_id)
        if connection is None:
            raise KeyError(pc_id)
        await connection.add_candidate(candidate, sdp_mid, sdp_mline_index)

    def _welcome(self, caller: CallerConnection, choices: Choices) -> None:
        session = self._make_session(secrets.token_hex(8), caller, choices)

        async def release() -> None:
            self._connections.forget(caller)
            await caller.close()

        try:
            self._sessions.start(session, release)
        except SessionsFullError:
            logger.info("A caller came when all lines were busy")
            self._connections.turn_away(caller)
