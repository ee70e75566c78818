"""Pipecat's Realtime service on a link that comes back."""

from __future__ import annotations

import asyncio
import json
from abc import abstractmethod
from dataclasses import dataclass, field
from typing import Any, cast

from loguru import logger
from pipecat.frames.frames import ControlFrame, ErrorFrame
from pipecat.services.openai.realtime import events
from pipecat.services.openai.realtime.llm import (
    OpenAIRealtimeLLMService,
    OpenAIRealtimeLLMSettings,
)
from pipecat.utils.errors import ErrorCategory
from pipecat.utils.types import assert_given

from repartee.services.candid import CandidService
from repartee.services.failover.chain import Notice, OnNotice, PartName
from repartee.services.failover.recovery import fault_of
from repartee.services.faults import GarbledError, RejectedError
from repartee.services.realtime.link import Link
from repartee.services.realtime.refusals import HARMLESS, category_of
from repartee.services.vendor import Vendor


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server of the Realtime API."""

    address: str
    """Of the WebSocket, without a query."""
    api_key: str = field(repr=False)
    vendor: Vendor
    """As messages to people name it."""
    label: str
    """Likewise, with the model."""


@dataclass
class TalkerChangeFrame(ControlFrame):
    """Has a talker be somebody else from now on.

    Attributes:
        instructions: Who it is.
        voice: Its voice.
        language: Which one it hears, ISO 639-1; empty to detect it.
    """

    instructions: str
    voice: str
    language: str = ""
    interruptible: bool = field(default=False, init=False)


class LinkedService(CandidService, OpenAIRealtimeLLMService):
    """Opens a session with a server, and another whenever one is lost.

    Stock, the receive loop ends at almost any error and nothing opens another connection: the
    agent is deaf and dumb from then on.

        connected ──▶ session.created ──▶ session.update ──▶ session.updated ──▶ retold ──▶ ready
                                                                                  resumed ◀──┘
    """

    def __init__(
        self,
        server: Server,
        settings: OpenAIRealtimeLLMSettings,
        on_notice: OnNotice,
        budget_secs: float,
    ) -> None:
        """Describe the link; it is opened when the pipeline is set up.

        Args:
            server: Whom to talk to.
            settings: Model, instructions and session.
            on_notice: Told when the server is lost for long.
            budget_secs: After how long without a connection that is told.
        """
        self.vendor = server.vendor
        self.model_variable = "OPENAI_REALTIME_MODEL"
        super().__init__(api_key=server.api_key, base_url=server.address, settings=settings)
        self._instructions = str(settings.system_instruction or "")
        self._label = server.label
        self._on_notice = on_notice
        self._link = Link(self.base_url, self._auth_headers, self, budget_secs=budget_secs)
        self._keeping: asyncio.Task[None] | None = None

    @property
    def is_ready(self) -> bool:
        """Whether there is a session that knows of the conversation."""
        return self._api_session_ready

    # What a conversation makes of it

    @abstractmethod
    async def retell(self) -> None:
        """Tell a new session of the conversation."""

    @abstractmethod
    async def resume(self) -> None:
        """Go on in a new session, which knows of the conversation."""

    @abstractmethod
    async def break_off(self) -> None:
        """End what was going on: the session is lost."""

    @abstractmethod
    async def heed(self, event: object) -> None:
        """Take in what the server said of the conversation."""

    @abstractmethod
    def is_overdue(self) -> bool:
        """Whether the server has been silent for too long."""

    @property
    def transcription_model(self) -> str:
        """Who writes down what callers say; empty where nobody does."""
        settings = cast("OpenAIRealtimeLLMSettings", self._settings)
        audio = assert_given(settings.session_properties).audio
        heard = audio.input if audio else None
        return (heard.transcription.model or "") if heard and heard.transcription else ""

    async def become(self, instructions: str, voice: str, language: str) -> None:
        """Be somebody else from now on.

        Args:
            instructions: Who.
            voice: With which voice. A session keeps the one that was heard in it, so another one
                takes another session.
            language: In which language callers are understood; empty to detect it.
        """
        self._instructions = instructions
        settings = cast("OpenAIRealtimeLLMSettings", self._settings)
        settings.system_instruction = instructions
        properties = assert_given(settings.session_properties)
        heard = properties.audio.input if properties.audio else None
        if heard is not None and heard.transcription is not None:
            heard.transcription.language = language or None
        output = properties.audio.output if properties.audio else None
        if output is not None and output.voice != voice:
            output.voice = voice
            self._link.renew()
        elif self.is_ready:
            await self._send_session_update()

    # In place of Pipecat's connection

    async def _connect(self) -> None:
        if self._keeping is None:
            self._keeping = self.create_task(self._link.keep(), f"{self}::link")

    async def _disconnect(self) -> None:
        self._api_session_ready = False
        self._link.close()
        keeping, self._keeping = self._keeping, None
        if keeping is not None:
            await self.cancel_task(keeping, timeout=1.0)

    async def _ws_send(self, realtime_message: dict[str, Any]) -> None:
        await self._link.send(json.dumps(realtime_message))

    # What the link tells

    async def take(self, message: str | bytes) -> None:
        """Take in what the server said.

        Args:
            message: One event.

        Raises:
            GarbledError: If it is none.
            RejectedError: If the server does not take us.
        """
        event = _parsed(message)
        match event:
            case events.SessionCreatedEvent():
                await self._send_session_update()
            case events.SessionUpdatedEvent() if not self._api_session_ready:
                await self._begin()
            case events.ErrorEvent():
                self._note(event.error)
        await self.heed(event)

    async def link_lost(self, _error: Exception) -> None:
        """The session is gone; another is tried."""
        self._api_session_ready = False
        await self.break_off()

    async def link_hopeless(self, error: Exception, category: ErrorCategory) -> None:
        """Tell that nobody answers."""
        self._on_notice(Notice(PartName.BRAIN, self._label, fault_of(category), ""))
        frame = ErrorFrame(error=str(error), exception=error, processor=self, category=category)
        await self.push_error_frame(frame)

    async def _begin(self) -> None:
        await self.retell()
        self._link.came_up()
        self._api_session_ready = True
        await self.resume()

    def _note(self, error: events.RealtimeError) -> None:
        """Take note of an error; only one that ends the session is raised."""
        if not self._api_session_ready:
            raise RejectedError(error.message, category_of(error.code, error.type))
        level = "DEBUG" if error.code in HARMLESS else "WARNING"
        logger.log(level, "{}: {}", self._label, error.message)


def _parsed(message: str | bytes) -> object:
    try:
        return events.parse_server_event(message)
    except Exception as error:
        raise GarbledError("the server sent what is no event") from error
