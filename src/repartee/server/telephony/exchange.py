from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus

from loguru import logger
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket

from repartee.conversation.claim import Claim, ClaimError
from repartee.conversation.parts import Choices
from repartee.conversation.reception import Reception
from repartee.conversation.session_manager import SessionsFullError
from repartee.server.choices import Wishes, checked_choices
from repartee.server.persons import caller_of
from repartee.server.problems import ProblemError
from repartee.server.refusals import sentence_of
from repartee.server.telephony.calls import Call, Calls
from repartee.server.telephony.desk import Desk
from repartee.server.telephony.opening import NoStartError, started
from repartee.server.telephony.public_url import PublicUrl
from repartee.server.telephony.stream_tickets import StreamTicket, StreamTickets
from repartee.server.telephony.webhook import Webhook, parsed_form
from repartee.transports.line import LineEnd
from repartee.transports.telephony.dialect import UnspeakableError
from repartee.transports.telephony.telephone_line import TelephoneLine
from repartee.transports.websocket.announcements import close_reason
from repartee.transports.websocket.codec import CloseCode

PREFIX = "/api/telephone/"
"""What is below it asks for proofs of its own, and not for the access token."""

_CHOICES = ("voice", "llm_backend", "language", "persona", "timezone", "keep")


class Exchange:
    """Answers vendors' webhooks, and connects the streams that they open."""

    def __init__(
        self,
        reception: Reception,
        desks: Mapping[str, Desk],
        public_url: PublicUrl,
        tickets: StreamTickets,
    ) -> None:
        """Open it.

        Args:
            reception: Lets callers in.
            desks: The vendors, by name.
            public_url: What the world calls this server.
            tickets: For streams.
        """
        self._reception = reception
        self._desks = desks
        self._public_url = public_url
        self._tickets = tickets
        self._calls = Calls()

    # Webhooks

    async def answer(self, request: Request, vendor: str) -> Response:
        """Say what is to be done with a call.

        Args:
            request: The webhook.
            vendor: Whose it should be.

        Raises:
            ProblemError: If it is nobody's that we know.
        """
        desk = self._open_desk(vendor)
        webhook = await self._genuine(request, desk)
        call_id = desk.call_id(webhook)
        if self._calls.is_over(call_id):
            return desk.hang_up()
        wishes = _wishes(webhook)
        checked_choices(wishes, self._reception.menu)
        try:
            await self._admit(self._calls.claim(call_id))
        except SessionsFullError as error:
            logger.info("A call by {} is refused: {}", vendor, sentence_of(error))
            return desk.refuse(sentence_of(error))
        caller = await asyncio.to_thread(caller_of, _number(webhook))
        ticket = StreamTicket(vendor=vendor, call_id=call_id, wishes=wishes, caller=caller)
        stream = self._public_url.base(request.scope).replace("http", "ws", 1)
        path = f"{PREFIX}{vendor}/stream/{self._tickets.issue(ticket)}"
        return desk.connect(stream + path, webhook.url)

    def _open_desk(self, vendor: str) -> Desk:
        desk = self._desks.get(vendor)
        if desk is None:
            known = ", ".join(self._desks)
            raise ProblemError(
                HTTPStatus.NOT_FOUND, f"There is no such telephone vendor here. Known: {known}."
            )
        if not desk.is_open:
            raise ProblemError(
                HTTPStatus.NOT_FOUND, f"This server takes no calls from there. Set {desk.needs}."
            )
        return desk

    async def _genuine(self, request: Request, desk: Desk) -> Webhook:
        url = self._public_url.of_request(request.scope)
        body = await request.body()
        try:
            form = parsed_form(body)
        except ValueError as error:
            detail = "The body is no form. Telephone vendors post forms here."
            raise ProblemError(HTTPStatus.BAD_REQUEST, detail) from error
        webhook = Webhook(url, request.headers, request.query_params.multi_items(), form, body)
        if not desk.is_genuine(webhook, time.time()):
            shown = url.partition("?")[0]
            logger.warning("A webhook without a proof that fits came to {}", shown)
            raise ProblemError(
                HTTPStatus.FORBIDDEN,
                f"This proves not to come from the vendor. It was checked for {shown}: if the "
                f"vendor calls another address, set PUBLIC_URL; else look at {desk.needs}.",
            )
        return webhook

    async def _admit(self, claim: Claim) -> None:
        try:
            await self._reception.check(claim)
        except ClaimError:
            self._reception.admit()

    # Streams

    async def connect(self, websocket: WebSocket, vendor: str, presented: str) -> None:
        """Connect a stream with a conversation, until it ends.

        Args:
            websocket: Not accepted yet.
            vendor: Whose it should be.
            presented: The ticket in its address.
        """
        desk = self._desks.get(vendor)
        ticket = self._tickets.redeem(presented, vendor)
        if desk is None or ticket is None:
            # Before it is accepted, this is a 403.
            await websocket.close(CloseCode.POLICY)
            return
        await websocket.accept()
        try:
            start = await started(websocket, desk.dialect)
            if desk.call_id_is_exact and start.call_id != ticket.call_id:
                raise NoStartError("This ticket is for another call.", CloseCode.POLICY)
            line = TelephoneLine(websocket, desk.dialect, start)
        except (NoStartError, UnspeakableError) as error:
            logger.warning("A stream of {} cannot be used: {}", vendor, error)
            code = error.code if isinstance(error, NoStartError) else CloseCode.UNSUPPORTED_DATA
            await _close(websocket, code, str(error))
            return
        await self._converse(line, ticket)

    async def _converse(self, line: TelephoneLine, ticket: StreamTicket) -> None:
        claim = self._calls.claim(ticket.call_id)
        call = Call(lambda: _claim_of(line) or claim)
        self._calls.begin(ticket.call_id, call)
        chosen = checked_choices(ticket.wishes, self._reception.menu)
        choices = replace(chosen, person=ticket.caller)
        try:
            end = await self._receive(line, choices, claim)
        except (SessionsFullError, ClaimError) as error:
            # The vendor asks again, and hears then that all lines are busy.
            await line.close("full", sentence_of(error))
        else:
            call.is_over = end is not LineEnd.LOST
        finally:
            call.settle()

    async def _receive(self, line: TelephoneLine, choices: Choices, claim: Claim) -> LineEnd:
        try:
            return await self._reception.receive(line, choices, claim)
        except ClaimError:
            if claim.is_new:
                raise
            # What the call was part of is gone; the caller is still there.
            return await self._reception.receive(line, choices)


def _claim_of(line: TelephoneLine) -> Claim | None:
    conversation = line.conversation
    return Claim(conversation.id, conversation.resume_token) if conversation else None


def _number(webhook: Webhook) -> str:
    # Exotel has its own name for it.
    return webhook.field("From") or webhook.field("CallFrom")


def _wishes(webhook: Webhook) -> Wishes:
    chosen = {name: value for name, value in webhook.query if name in _CHOICES}
    try:
        return Wishes.model_validate(chosen)
    except ValueError as error:
        detail = "A choice in the webhook's address is too long."
        raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, detail) from error


async def _close(websocket: WebSocket, code: CloseCode, reason: str) -> None:
    try:
        await websocket.close(code, close_reason(reason))
    except (RuntimeError, OSError):
        logger.debug("A stream was closed by its vendor first")
