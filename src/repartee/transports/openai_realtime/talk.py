from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from repartee.transports.openai_realtime.cut import Cut
from repartee.transports.openai_realtime.events import ErrorType, Event, error
from repartee.transports.openai_realtime.hearing import Hearing
from repartee.transports.openai_realtime.items import Items
from repartee.transports.openai_realtime.own_tools import OwnTools
from repartee.transports.openai_realtime.progress import Progress
from repartee.transports.openai_realtime.response import Outcome, Response, SpokenMessage
from repartee.transports.openai_realtime.session import SessionSettings
from repartee.transports.openai_realtime.spoken_words import SpokenWords

Data = Mapping[str, Any]
_MOST_SPOKEN = 100


@dataclass(frozen=True, slots=True)
class Wish:
    """How the client wants one answer."""

    aloud: bool
    metadata: Mapping[str, str] | None = None


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
        self._session = session
        self._response: Response | None = None
        self._progress = Progress()
        self._words = SpokenWords()
        self._early_text = ""
        self._spoken: dict[str, SpokenMessage] = {}
        self._cancelled = False
        self._wish: Wish | None = None
        self._cut = Cut()
        self._stale = self._up_to_date = False
        self._ending: Outcome | None = None

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
            case "bot-llm-started" | "bot-llm-text" | "bot-llm-stopped":
                return self._thought(kind, data)
            case "bot-tts-started":
                self._stale = False
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
        if self._stale:
            return []
        opened, response = self._opened()
        return [*opened, *response.sound(pcm)]

    def cleared(self) -> list[Event]:
        """An interruption has passed the voice."""
        over, ending = self._cut.cleared(), self._ending
        return self._closed(ending) if over and ending is not None else []

    # What the client asks

    @property
    def is_answering(self) -> bool:
        """Whether a response is under way that another one would disturb."""
        return self._response is not None and (self._is_cut or not self._progress.is_over)

    @property
    def is_up_to_date(self) -> bool:
        """Whether nothing is new since the agent told what came of its own tools."""
        return self._up_to_date

    def news(self) -> None:
        """The client has given the agent something to answer."""
        self._up_to_date = False

    def nothing_to_add(self, wish: Wish) -> list[Event]:
        """Give an answer without anything in it.

        Clients ask for an answer when a remote tool is done; this agent goes on by itself.

        Args:
            wish: How it was to be.
        """
        return [] if self._response else [*self.ask(wish), *self._closed(Outcome.COMPLETED)]

    def ask(self, wish: Wish) -> list[Event]:
        """The client wants an answer.

        Args:
            wish: How it is to be.
        """
        # One that nothing more came of.
        closed = self._closed(Outcome.COMPLETED)
        self._wish = wish
        self._progress.asked()
        return [*closed, *self._opened()[0]]

    def commit(self) -> tuple[str, list[Event]]:
        """The client says that what it has sent is a turn.

        Returns:
            The id of its item, and what the client is told.
        """
        self.news()
        return self.hearing.committed()

    def cancel(self) -> bool:
        """The client stops the answer; it ends when the agent has been interrupted.

        Returns:
            Whether the agent has yet to be interrupted: a second time would stop the next answer.
        """
        first, self._cancelled = not self._cancelled, True
        return first

    def spoken(self, item_id: str) -> SpokenMessage | None:
        """An answer of the agent's, by the id of its item; it may still be under way."""
        present = self._response.message if self._response else None
        if present is not None and present.item_id == item_id:
            return present
        return self._spoken.get(item_id)

    # The caller

    def _turn_over(self) -> list[Event]:
        events = self.hearing.stopped()
        events += self.hearing.transcript(wanted=self._wants_words)
        if self._early_text:
            text, self._early_text = self._early_text, ""
            events += self._written(text)
        return events

    def _understood(self, data: Data) -> list[Event]:
        if data.get("input_type") == "chat" or not data.get("final", True):
            return []
        return self.hearing.words(str(data.get("text", "")), wanted=self._wants_words)

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
                self._progress.model_began()
                self._early_text = ""
                self._stale = False
                # Before the turn is over, the answer is a guess.
                return [] if self.hearing.open else self._opened()[0]
            case "bot-llm-text":
                return self._model_said(str(data.get("text", "")))
            case _:
                self._progress.model_ended()
                return self._closed_if_over()

    def _model_said(self, text: str) -> list[Event]:
        aloud = self._is_aloud
        self._progress.model_said(aloud=aloud and bool(text.strip()))
        if aloud:
            return []
        if self.hearing.open:
            self._early_text += text
            return []
        return self._written(text)

    def _written(self, text: str) -> list[Event]:
        opened, response = self._opened()
        return [*opened, *response.text(text)]

    def _spoke(self, kind: str, data: Data) -> list[Event]:
        if self._stale:
            return []
        match kind:
            case "bot-started-speaking":
                self._progress.voice_began()
                return self._opened()[0]
            case "bot-output":
                delta = self._words.after(data) if self._response and self._is_aloud else ""
                return self._written(delta) if delta else []
            case _:
                self._progress.voice_ended()
                return self._closed_if_over()

    def _interrupted(self) -> list[Event]:
        outcome = Outcome.CLIENT_CANCELLED if self._cancelled else Outcome.TURN_DETECTED
        over = self._cut.told()
        self._early_text = ""
        # A last piece of the old sound may slip through, and pass for speech of its own.
        self._stale = self._progress.is_heard or self._has_sounded
        if self._response is None or over:
            return self._closed(outcome)
        self._ending = outcome
        return []

    @property
    def _is_cut(self) -> bool:
        """Whether an interruption is on its way that ends the response."""
        return self._cancelled or self._ending is not None

    @property
    def _has_sounded(self) -> bool:
        message = self._response.message if self._response else None
        return message is not None and message.sound_ms > 0

    def _used_function(self, kind: str, data: Data) -> list[Event]:
        name, call_id = str(data.get("function_name") or ""), str(data.get("tool_call_id"))
        client = any(each["name"] == name for each in self._session.tools)
        match kind.removeprefix("llm-function-call-"):
            case "started":
                self._progress.call_announced(client=client)
            case "in-progress":
                return self._calls(call_id, name, data.get("arguments") or {}, client=client)
            case "stopped" if not client:
                # The model goes on with the result: the response ends later.
                self._progress.own_tool_ended()
                cancelled = bool(data.get("cancelled"))
                return self._told_of_tool(
                    self.own_tools.ended(call_id, data.get("result"), cancelled=cancelled)
                )
        return []

    def _calls(self, call_id: str, name: str, arguments: Data, *, client: bool) -> list[Event]:
        opened, response = self._opened()
        if not client:
            return [*opened, *self.own_tools.called(response, call_id, name, arguments)]
        self._progress.call_made()
        call = response.call(call_id, name, arguments)
        return [*opened, *call, *self._closed_if_over()]

    def noticed(self, data: Data) -> list[Event]:
        """Take in a server message that is not RTVI's own.

        Args:
            data: What it carries.
        """
        if data.get("type") == "recording-heard":
            item_id, text = str(data.get("id")), data.get("text")
            return self.hearing.recorded(item_id, text, wanted=self._wants_words)
        return self._told_of_tool(self.own_tools.noticed(data))

    def _told_of_tool(self, events: list[Event]) -> list[Event]:
        if any(each["type"] == "conversation.item.done" for each in events):
            self._up_to_date = True
        return events

    def _measured(self, data: Data) -> list[Event]:
        if self._response is not None:
            for tokens in data.get("tokens") or ():
                self._response.usage.add(tokens)
        return []

    # Responses

    @property
    def _is_aloud(self) -> bool:
        wish = self._wish
        return wish.aloud if wish is not None else self._session.modality == "audio"

    def _opened(self) -> tuple[list[Event], Response]:
        """The response that is under way, begun if there is none."""
        if self._response is not None:
            return [], self._response
        self._response = Response(
            self.items,
            audio=self._session.speaks,
            aloud=self._is_aloud,
            voice=self._session.voice,
            metadata=self._wish.metadata if self._wish else None,
        )
        self._words = SpokenWords()
        return self._response.opened(), self._response

    def _closed_if_over(self) -> list[Event]:
        # One that was cut ends when the interruption has passed, and not as a whole one.
        whole = self._progress.is_over and not self._is_cut
        return self._closed(Outcome.COMPLETED) if whole else []

    def _closed(self, outcome: Outcome) -> list[Event]:
        response, self._response = self._response, None
        self._ending = None
        self._progress, self._cancelled, self._wish = Progress(), False, None
        if response is None:
            return []
        if response.message is not None:
            self._spoken[response.message.item_id] = response.message
            while len(self._spoken) > _MOST_SPOKEN:
                del self._spoken[next(iter(self._spoken))]
        return response.closed(outcome)
