from __future__ import annotations

import asyncio
from collections.abc import Callable

from loguru import logger

from repartee.conversation.claim import Claim, ClaimError
from repartee.conversation.parts import Choices
from repartee.conversation.reception import Reception
from repartee.conversation.session_manager import SessionsFullError
from repartee.transports.webrtc.connection import CallerConnection
from repartee.transports.webrtc.connections import WebRTCConnections
from repartee.transports.webrtc.line import WebRTCLine

_BUSY = "All lines are busy. Please try again in a minute."


class WebRTCCalls:
    """Answers WebRTC offers, and hands callers who have really connected to the reception."""

    def __init__(
        self,
        connections: WebRTCConnections,
        reception: Reception,
        *,
        max_pending: int,
        sample_rate: int,
    ) -> None:
        """Begin with no calls.

        Args:
            connections: The peer connections.
            reception: Lets callers in.
            max_pending: Answered offers that may wait for their caller at once.
            sample_rate: The voice's own rate in Hz.
        """
        self._connections = connections
        self._reception = reception
        self._max_pending = max_pending
        self._sample_rate = sample_rate
        self._calls: set[asyncio.Task[None]] = set()

    async def check(self, claim: Claim) -> None:
        """Ask whether a caller would be let in.

        Raises:
            SessionsFullError: If all lines are busy, or too many offers wait.
            ClaimError: If they may not be in the conversation they ask for.
        """
        await self._reception.check(claim)
        if self._connections.pending >= self._max_pending:
            raise SessionsFullError(self._max_pending)

    async def answer(
        self,
        sdp: str,
        choices: Choices,
        claim: Claim,
        seated: Callable[[Claim], None] = lambda _: None,
    ) -> dict[str, str]:
        """Answer a new caller's offer.

        Args:
            sdp: The offer.
            choices: What the caller chose.
            claim: Which conversation they want to be in.
            seated: Told how to come back, once they are in it.

        Returns:
            The answer: `sdp`, `type` and `pc_id`.

        Raises:
            BadOfferError: If no call can be made of the offer.
            PortsUsedUpError: If there is no port for the sound.
        """

        def connected(caller: CallerConnection) -> None:
            call = asyncio.create_task(self._hold(caller, choices, claim, seated))
            self._calls.add(call)
            call.add_done_callback(self._calls.discard)

        return await self._connections.open(sdp, connected)

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

    async def _hold(
        self,
        caller: CallerConnection,
        choices: Choices,
        claim: Claim,
        seated: Callable[[Claim], None],
    ) -> None:
        line = WebRTCLine(caller, self._sample_rate)
        try:
            await self._reception.receive(line, choices, claim, seated)
        except SessionsFullError:
            logger.info("A caller came when all lines were busy")
            await self._connections.turn_away(caller, "full", _BUSY)
        except ClaimError as error:
            await self._connections.turn_away(caller, "refused", str(error))
        finally:
            self._connections.forget(caller)
            await caller.close()
