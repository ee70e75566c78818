from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from repartee.transports.openai_realtime.answering import Answering
from repartee.transports.openai_realtime.events import ErrorType, Event, error
from repartee.transports.openai_realtime.hearing import Hearing
from repartee.transports.openai_realtime.items import Items
from repartee.transports.openai_realtime.own_tools import OwnTools
from repartee.transports.openai_realtime.response import Response
from repartee.transports.openai_realtime.session import SessionSettings
from repartee.transports.openai_realtime.spoken_words import SpokenWords

Data = Mapping[str, Any]


class Talk:
    """Puts what happens in the conversation, told in RTVI, into events; no I/O."""

    def __init__(self, session: SessionSettings) -> None:
        """Begin with an agent that listens.

        Args:
            session: As the client set it.
        """
        self.items = Items()
        self.hearing = Hearing(self.items)
        self.own_tools = OwnTools(self.items)
        self.answering = Answering(session, self.items)
        self.is_up_to_date = False
        """Whether nothing is new since the agent told what came of its own tools."""
        self._session = session
        self._words: tuple[Response | None, SpokenWords] = (None, SpokenWords())
        self._early_text = ""

    # What the conversation tells

    def told(self, kind: str, data: Data) -> list[Event]:
        """Take in one RTVI server message.

        Args:
            kind: Its type.
            data: What it carries.
        """
        match kind:
            case "user-started-speaking" if self._detects_turns:
                self.news()
                return self.hearing.started()
            case "user-stopped-speaking" if self._detects_turns:
                return self._turn_over()
            case "user-input":
                return self._understood(data)
            case "user-llm-text":
                text = str(data.get("text", ""))
                return self.hearing.taken_up(text, wanted=self._wants_words)
            case "bot-llm-started" | "bot-llm-text" | "bot-llm-stopped":
                return self._thought(kind, data)
            case "bot-tts-started":
                self.answering.is_stale = False
                return []
            case "bot-started-speaking" | "bot-stopped-speaking" | "bot-output":
                return self._spoke(kind, data)
            case "bot-interrupted":
                return self._interrupted()
            case _ if kind.startswith("llm-function-call-"):
                return self._used_function(kind, data)
            case "metrics":
                return self._measured(data)
            case "error" | "error-response":
                message = str(data.get("error", ""))
                return [error(message, code="agent_failed", kind=ErrorType.SERVER)]
            case _:
                return []

    def sound(self, pcm: bytes) -> list[Event]:
        """Let the client hear the agent; 16-bit samples at the session's rate."""
        return self.answering.sound(pcm)

    def cleared(self) -> list[Event]:
        """An interruption has passed the voice."""
        return self.answering.cleared()

    def noticed(self, data: Data) -> list[Event]:
        """Take in a server message that is not RTVI's own.

        Args:
            data: What it carries.
        """
        if data.get("type") == "recording-heard":
            item_id, text = str(data.get("id")), data.get("text")
            return self.hearing.recorded(item_id, text, wanted=self._wants_words)
        return self._told_of_tool(self.own_tools.noticed(data))

    # What the client does

    def news(self) -> None:
        """The client has given the agent something to answer."""
        self.is_up_to_date = False

    def commit(self) -> tuple[str, list[Event]]:
        """The client says that what it has sent is a turn.

        Returns:
            The id of its item, and what the client is told.
        """
        self.news()
        return self.hearing.committed()

    # The caller

    def _turn_over(self) -> list[Event]:
        events = self.hearing.stopped()
        events += self.hearing.transcript(wanted=self._wants_words)
        if self._early_text:
            text, self._early_text = self._early_text, ""
            events += self.answering.text(text)
        return events

    def _understood(self, data: Data) -> list[Event]:
        if data.get("input_type") == "backchannel":
            self.hearing.aside()
            return []
        if data.get("input_type") == "chat" or not data.get("final", True):
            return []
        return self.hearing.words(
            str(data.get("text", "")),
            wanted=self._wants_words,
            agent_speaks=self.answering.progress.is_heard,
        )

    @property
    def _detects_turns(self) -> bool:
        return self._session.turn_detection is not None

    @property
    def _wants_words(self) -> bool:
        return self._session.transcription is not None

    # The agent

    def _thought(self, kind: str, data: Data) -> list[Event]:
        match kind:
            case "bot-llm-started":
                self.answering.model_began()
                self._early_text = ""
                # Before the turn is over, the answer is a guess.
                return [] if self.hearing.open else self.answering.opened()[0]
            case "bot-llm-text":
                return self._model_said(str(data.get("text", "")))
            case _:
                self.answering.progress.model_ended()
                return self.answering.closed_if_over()

    def _model_said(self, text: str) -> list[Event]:
        aloud = self.answering.is_aloud
        self.answering.progress.model_said(aloud=aloud and bool(text.strip()))
        if aloud:
            return []
        if self.hearing.open:
            self._early_text += text
            return []
        return self.answering.text(text)

    def _spoke(self, kind: str, data: Data) -> list[Event]:
        if self.answering.is_stale:
            return []
        match kind:
            case "bot-started-speaking":
                self.answering.progress.voice_began()
                return self.answering.opened()[0]
            case "bot-output":
                return self._said(data)
            case _:
                self.answering.progress.voice_ended()
                return self.answering.closed_if_over()

    def _said(self, data: Data) -> list[Event]:
        response = self.answering.response
        if response is None or not self.answering.is_aloud:
            return []
        if response is not self._words[0]:
            self._words = (response, SpokenWords())
        delta = self._words[1].after(data)
        return self.answering.text(delta) if delta else []

    def _interrupted(self) -> list[Event]:
        self._early_text = ""
        return self.answering.interrupted()

    def _used_function(self, kind: str, data: Data) -> list[Event]:
        name, call_id = str(data.get("function_name") or ""), str(data.get("tool_call_id"))
        client = any(each["name"] == name for each in self._session.tools)
        match kind.removeprefix("llm-function-call-"):
            case "started":
                self.answering.progress.call_announced(client=client)
            case "in-progress":
                return self._calls(call_id, name, data.get("arguments") or {}, client=client)
            case "stopped" if not client:
                # The model goes on with the result: the response ends later.
                self.answering.progress.own_tool_ended()
                cancelled = bool(data.get("cancelled"))
                return self._told_of_tool(
                    self.own_tools.ended(call_id, data.get("result"), cancelled=cancelled)
                )
        return []

    def _calls(self, call_id: str, name: str, arguments: Data, *, client: bool) -> list[Event]:
        opened, response = self.answering.opened()
        if not client:
            return [*opened, *self.own_tools.called(response, call_id, name, arguments)]
        self.answering.progress.call_made()
        call = response.call(call_id, name, arguments)
        return [*opened, *call, *self.answering.closed_if_over()]

    def _told_of_tool(self, events: list[Event]) -> list[Event]:
        if any(each["type"] == "conversation.item.done" for each in events):
            self.is_up_to_date = True
        return events

    def _measured(self, data: Data) -> list[Event]:
        response = self.answering.response
        if response is not None:
            for tokens in data.get("tokens") or ():
                response.usage.add(tokens)
        return []
