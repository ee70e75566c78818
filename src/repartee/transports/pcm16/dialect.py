"""Between RTVI, which the conversation speaks, and the events of raw PCM16. No I/O."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from pipecat.processors.frameworks.rtvi.models import MESSAGE_LABEL, PROTOCOL_VERSION

from repartee.transports.pcm16.agent_activity import AgentActivity
from repartee.transports.pcm16.client_events import (
    AnswerEvent,
    AssignmentWishEvent,
    ClientEvent,
    EndEvent,
    InterruptEvent,
    MuteEvent,
    PingEvent,
    TextEvent,
)
from repartee.transports.pcm16.health_events import (
    ErrorCode,
    ErrorEvent,
    MetricsEvent,
    ProviderEvent,
)
from repartee.transports.pcm16.measurements import measurements
from repartee.transports.pcm16.place_events import (
    EndingEvent,
    Participant,
    ParticipantJoinedEvent,
    ParticipantLeftEvent,
    SessionEvent,
    VoiceUsed,
)
from repartee.transports.pcm16.server_events import ServerEvent
from repartee.transports.pcm16.spoken_segment import SpokenSegment
from repartee.transports.pcm16.talk_events import AnswerCutEvent, TranscriptionEvent
from repartee.transports.pcm16.work_events import (
    AssignmentEvent,
    FunctionCallEvent,
    FunctionResultEvent,
    NoticeEvent,
    QuestionEvent,
    QuestionSettledEvent,
)

Message = Mapping[str, Any]
"""One RTVI message."""

LINE_ID = "line"
"""Id of the messages that come from the line itself, not from the conversation."""


@dataclass(frozen=True, slots=True)
class Greeting:
    """What a caller learns at the start about what they asked for."""

    agent_name: str = ""
    voice: VoiceUsed = field(default_factory=VoiceUsed)
    notes: tuple[str, ...] = ()


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Pcm16Dialect:
    """Puts the conversation's RTVI messages into events, in the order in which they come.

    It keeps what one message does not say by itself: what the agent was doing, and how much of a
    sentence was spoken when it was cut off.
    """

    def __init__(
        self, greeting: Greeting | None = None, *, now: Callable[[], datetime] = _utc_now
    ) -> None:
        """Begin with an agent that listens.

        Args:
            greeting: What the session event says about the caller's wishes.
            now: The time, with its zone; RTVI stamps only what users say.
        """
        self._greeting = greeting or Greeting()
        self._now = now
        self._activity = AgentActivity()
        self._segment = SpokenSegment(now)
        self._utterances = 0

    def events(self, message: Message) -> list[ServerEvent]:
        """Translate one RTVI server message.

        Args:
            message: As the conversation sent it.

        Returns:
            What the caller is told; nothing for what this dialect does not mention.
        """
        kind, data = str(message.get("type")), message.get("data") or {}
        if kind == "error" and message.get("id") == LINE_ID:
            return [_error(ErrorCode.BAD_FRAME, data)]
        events = self._translate(kind, data)
        return [*events, *self._activity.after(kind)]

    def _translate(self, kind: str, data: dict[str, Any]) -> list[ServerEvent]:
        match kind:
            case "user-input":
                return [self._what_user_said(data)]
            case "bot-output":
                return self._segment.progress(data)
            case "bot-interrupted":
                return self._segment.cut()
            case "llm-function-call-in-progress":
                return [self._call(data)]
            case "llm-function-call-stopped":
                return [self._result(data)]
            case "metrics":
                figures = measurements(data)
                return [MetricsEvent(measurements=figures)] if figures else []
            case "error":
                return [_error(ErrorCode.AGENT_FAILED, data)]
            case "error-response":
                return [_error(ErrorCode.REFUSED, data)]
            case "server-message":
                return [self._notice(data)]
            case _:
                return []

    def _what_user_said(self, data: dict[str, Any]) -> ServerEvent:
        final = bool(data.get("final", True))
        aside = data.get("input_type") == "backchannel"
        # Its words came already, as those of a turn.
        self._utterances -= aside and self._utterances > 0
        segment = f"user-{self._utterances}"
        self._utterances += final
        return TranscriptionEvent(
            text=str(data.get("text", "")),
            role="user",
            user_id=str(data.get("user_id") or ""),
            timestamp=self._stamp(data.get("timestamp")),
            final=final,
            segment=segment,
            typed=data.get("input_type") == "chat",
            aside=aside,
        )

    def _call(self, data: dict[str, Any]) -> ServerEvent:
        return FunctionCallEvent(
            name=str(data.get("function_name") or ""),
            arguments=data.get("arguments") or {},
            call_id=str(data.get("tool_call_id")),
            timestamp=self._now(),
        )

    def _result(self, data: dict[str, Any]) -> ServerEvent:
        return FunctionResultEvent(
            name=str(data.get("function_name") or ""),
            call_id=str(data.get("tool_call_id")),
            result=data.get("result"),
            cancelled=bool(data.get("cancelled")),
            timestamp=self._now(),
        )

    def _notice(self, data: dict[str, Any]) -> ServerEvent:
        match data.get("type"):
            case "conversation":
                return self._session(data)
            case "participant-joined":
                return ParticipantJoinedEvent(**_company(data))
            case "participant-left":
                return ParticipantLeftEvent(**_company(data))
            case "ending":
                return EndingEvent(reason=data["reason"], message=data["message"])
            case "answer-cut":
                return AnswerCutEvent(heard=data["heard"], timestamp=self._now())
            case "provider-switched" | "provider-failed":
                return _provider(data)
            case "tool-result":
                return self._result(
                    {**data, "function_name": data["tool"], "tool_call_id": data["call_id"]}
                )
            case "tool-question":
                return QuestionEvent(id=data["id"], question=data["question"])
            case "tool-question-settled":
                return QuestionSettledEvent(id=data["id"])
            case "assignment":
                return AssignmentEvent.model_validate(data)
            case name:
                rest = {key: value for key, value in data.items() if key != "type"}
                return NoticeEvent(name=str(name or ""), data=rest)

    def _session(self, data: dict[str, Any]) -> ServerEvent:
        return SessionEvent(
            id=data["id"],
            resume_token=data["resume_token"],
            invite_token=data.get("invite_token") or "",
            **_company(data),
            resumed=bool(data.get("resumed")),
            grace_secs=data.get("grace_secs") or 0,
            agent_name=self._greeting.agent_name,
            voice=self._greeting.voice,
            notes=list(self._greeting.notes),
        )

    def _stamp(self, given: object) -> datetime:
        try:
            stamp = datetime.fromisoformat(str(given))
        except ValueError:
            return self._now()
        return stamp if stamp.tzinfo else stamp.replace(tzinfo=UTC)


def client_ready() -> dict[str, Any]:
    """The RTVI message by which a caller says that the agent may begin.

    A caller of this dialect sends no such event: whoever has connected is ready.
    """
    about = {"library": "repartee-pcm16"}
    return _message("client-ready", {"version": PROTOCOL_VERSION, "about": about})


def rtvi_message(event: ClientEvent) -> dict[str, Any] | None:
    """Translate one event of the caller.

    Args:
        event: As it came.

    Returns:
        An RTVI client message; None for what the line does by itself.
    """
    match event:
        case TextEvent():
            options = {"run_immediately": True, "audio_response": True}
            return _message("send-text", {"content": event.text, "options": options})
        case InterruptEvent():
            return _message("client-message", {"t": "interrupt"})
        case AnswerEvent():
            choice = {"id": event.id, "yes": event.yes}
            return _message("client-message", {"t": "answer-question", "d": choice})
        case AssignmentWishEvent():
            wish = event.model_dump(exclude={"v", "type"})
            return _message("client-message", {"t": "assignment", "d": wish})
        case EndEvent():
            return _message("client-message", {"t": "hang-up"})
        case MuteEvent() | PingEvent():
            return None


def _message(kind: str, data: dict[str, Any]) -> dict[str, Any]:
    return {"label": MESSAGE_LABEL, "type": kind, "id": uuid.uuid4().hex[:8], "data": data}


def _error(code: ErrorCode, data: dict[str, Any]) -> ErrorEvent:
    fatal = bool(data.get("fatal"))
    return ErrorEvent(code=code, message=str(data.get("error", "")), fatal=fatal)


def _provider(data: dict[str, Any]) -> ProviderEvent:
    return ProviderEvent(
        part=data["part"],
        provider=data["from"],
        successor=data["to"],
        fault=data["fault"],
        message=data["message"],
    )


def _company(data: dict[str, Any]) -> dict[str, Any]:
    return {
        "participant": Participant(**data["participant"]),
        "participants": [Participant(**each) for each in data.get("participants") or ()],
    }
