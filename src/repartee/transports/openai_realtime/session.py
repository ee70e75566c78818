"""What the client has set of its session, and how the session looks from outside; no I/O."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from repartee.transports.openai_realtime.events import new_id
from repartee.transports.openai_realtime.formats import FORMATS, AudioFormat
from repartee.transports.steering import ClientTool

_MOST_TOOLS = 128
_MOST_INSTRUCTIONS_CHARS = 32_000

Modality: TypeAlias = Literal["text", "audio"]


class _Part(BaseModel):
    # What OpenAI adds tomorrow must not break a client of today's server.
    model_config = ConfigDict(extra="ignore")


class _Format(_Part):
    type: Literal["audio/pcm", "audio/pcmu", "audio/pcma"]


class _Transcription(_Part):
    model: str | None = None
    language: str | None = None
    prompt: str | None = None


class _TurnDetection(_Part):
    type: Literal["server_vad", "semantic_vad"]
    create_response: bool = True


class _Input(_Part):
    format: _Format | None = None
    transcription: _Transcription | None = None
    turn_detection: _TurnDetection | None = None


class _VoiceId(_Part):
    id: str


class _Output(_Part):
    format: _Format | None = None
    voice: str | _VoiceId | None = None


class _Audio(_Part):
    input: _Input | None = None
    output: _Output | None = None


class FunctionTool(_Part):
    """A function that runs at the client."""

    type: Literal["function"]
    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
    description: str | None = None
    parameters: dict[str, Any] | None = None


class NamedFunction(_Part):
    """The one function that has to be called."""

    type: Literal["function"]
    name: str


class SessionUpdate(_Part):
    """The `session` of a `session.update`."""

    type: Literal["realtime"] = "realtime"
    model: str | None = None
    instructions: Annotated[str, Field(max_length=_MOST_INSTRUCTIONS_CHARS)] | None = None
    output_modalities: Annotated[list[Modality], Field(min_length=1, max_length=1)] | None = None
    audio: _Audio | None = None
    tools: Annotated[list[FunctionTool], Field(max_length=_MOST_TOOLS)] | None = None
    tool_choice: Literal["auto", "none", "required"] | NamedFunction | None = None
    tracing: Any = None


class SessionSettings:
    """One session as its client set it.

    What the client asks for and this server does not do is not repeated: `session.updated` shows
    what is in force.
    """

    def __init__(self, model: str, voice: str, longest_secs: float) -> None:
        """Begin as OpenAI's sessions begin.

        Args:
            model: The name by which the client asked.
            voice: The voice that speaks.
            longest_secs: How long it may last.
        """
        self.id = new_id("sess")
        self.model = model
        self.voice = voice
        self.instructions = ""
        self.modality: Modality = "audio"
        self.hears: AudioFormat = FORMATS["audio/pcm"]
        self.speaks: AudioFormat = FORMATS["audio/pcm"]
        self.transcription: dict[str, Any] | None = None
        self.turn_detection: str | None = "server_vad"
        self.answers_turns = True
        """Whether the end of a turn that was detected is answered unasked."""
        self.tools: list[dict[str, Any]] = []
        self.tool_choice = "auto"
        self._expires_at = int(time.time() + longest_secs)

    def take(self, update: SessionUpdate) -> None:
        """Take over what an update sets; its voice is for whoever chooses voices."""
        given = update.model_fields_set
        self.instructions = (
            update.instructions or "" if "instructions" in given else (self.instructions)
        )
        if update.output_modalities:
            self.modality = update.output_modalities[0]
        if "tools" in given:
            self.tools = [each.model_dump(exclude_none=True) for each in update.tools or ()]
        if update.tool_choice is not None:
            choice = update.tool_choice
            self.tool_choice = choice if isinstance(choice, str) else "required"
        if update.audio is not None:
            self._take_audio(update.audio)

    def _take_audio(self, audio: _Audio) -> None:
        if audio.output is not None and audio.output.format is not None:
            self.speaks = FORMATS[audio.output.format.type]
        heard = audio.input
        if heard is None:
            return
        if heard.format is not None:
            self.hears = FORMATS[heard.format.type]
        if "transcription" in heard.model_fields_set:
            transcription = heard.transcription
            self.transcription = (
                transcription.model_dump(exclude_none=True) if transcription else None
            )
        if "turn_detection" in heard.model_fields_set:
            detection = heard.turn_detection
            self.turn_detection = detection.type if detection else None
            self.answers_turns = detection.create_response if detection else True

    @property
    def client_tools(self) -> list[ClientTool]:
        """The functions that run at the client."""
        return [
            ClientTool(each["name"], each.get("description", ""), each.get("parameters", {}))
            for each in self.tools
        ]

    def as_event(self) -> dict[str, Any]:
        """The session object of `session.created` and `session.updated`."""
        return {
            "type": "realtime",
            "object": "realtime.session",
            "id": self.id,
            "model": self.model,
            "output_modalities": [self.modality],
            "instructions": self.instructions,
            "tools": self.tools,
            "tool_choice": self.tool_choice,
            "max_output_tokens": "inf",
            "tracing": None,
            "truncation": "auto",
            "prompt": None,
            "expires_at": self._expires_at,
            "audio": {
                "input": {
                    "format": _as_format(self.hears),
                    "transcription": self.transcription,
                    "noise_reduction": None,
                    "turn_detection": _as_turn_detection(
                        self.turn_detection, answers=self.answers_turns
                    ),
                },
                "output": {"format": _as_format(self.speaks), "voice": self.voice, "speed": 1.0},
            },
            "include": None,
        }


def voice_in(update: SessionUpdate) -> str:
    """The voice that an update asks for; empty for none."""
    voice = update.audio.output.voice if update.audio and update.audio.output else None
    return voice.id if isinstance(voice, _VoiceId) else voice or ""


def decides_turns(update: SessionUpdate) -> bool:
    """Whether an update wants the client to say when a turn is over, or to be answered."""
    heard = update.audio.input if update.audio else None
    if heard is None or "turn_detection" not in heard.model_fields_set:
        return False
    return heard.turn_detection is None or not heard.turn_detection.create_response


def language_in(update: SessionUpdate) -> str:
    """The language that an update says is spoken; empty for none."""
    heard = update.audio.input if update.audio else None
    return (heard.transcription.language or "") if heard and heard.transcription else ""


def _as_format(audio: AudioFormat) -> Mapping[str, Any]:
    pcm = audio.name == "audio/pcm"
    return {"type": audio.name, "rate": audio.rate} if pcm else {"type": audio.name}


def _as_turn_detection(kind: str | None, *, answers: bool) -> dict[str, Any] | None:
    if kind is None:
        return None
    does = {"create_response": answers, "interrupt_response": True}
    return {"type": kind, **does, **({"eagerness": "auto"} if kind == "semantic_vad" else {})}
