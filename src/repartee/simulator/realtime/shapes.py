"""The shapes of a Realtime session and of its items, as OpenAI checks them."""

from __future__ import annotations

import uuid
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

VOICES = ("alloy", "ash", "ballad", "cedar", "coral", "echo", "marin", "sage", "shimmer", "verse")

VoiceName = Literal[
    "alloy", "ash", "ballad", "cedar", "coral", "echo", "marin", "sage", "shimmer", "verse"
]


def new_id(kind: str) -> str:
    """An id as OpenAI makes them: `item_…`, `resp_…`, `event_…`, `sess_…`, `call_…`."""
    return f"{kind}_{uuid.uuid4().hex[:21]}"


class Shape(BaseModel):
    """What is refused where it has a field too many."""

    model_config = ConfigDict(extra="forbid")


# The session


class Pcm(Shape):
    """Linear samples."""

    type: Literal["audio/pcm"] = "audio/pcm"
    rate: Literal[24000] = 24000


class Pcmu(Shape):
    """G.711 as telephones of America and Japan speak it."""

    type: Literal["audio/pcmu"]


class Pcma(Shape):
    """G.711 as all others speak it."""

    type: Literal["audio/pcma"]


AudioFormat = Annotated[Pcm | Pcmu | Pcma, Field(discriminator="type")]


class ServerVad(Shape):
    """A turn ends after a silence of a given length."""

    type: Literal["server_vad"] = "server_vad"
    threshold: float = Field(0.5, ge=0, le=1)
    prefix_padding_ms: int = Field(300, ge=0)
    silence_duration_ms: int = Field(500, ge=0)
    idle_timeout_ms: int | None = Field(None, ge=5000, le=30_000)
    create_response: bool = True
    interrupt_response: bool = True


class SemanticVad(Shape):
    """A turn ends when what was said sounds as if it were all."""

    type: Literal["semantic_vad"]
    eagerness: Literal["low", "medium", "high", "auto"] = "auto"
    create_response: bool = True
    interrupt_response: bool = True


TurnDetection = Annotated[ServerVad | SemanticVad, Field(discriminator="type")]


class NoiseReduction(Shape):
    """Where the microphone is."""

    type: Literal["near_field", "far_field"]


class Transcription(Shape):
    """Who writes down what the caller says."""

    model: str | None = None
    language: str | None = None
    prompt: str | None = None


class AudioInput(Shape):
    """What becomes of the caller's sound."""

    format: AudioFormat = Field(default_factory=Pcm)
    transcription: Transcription | None = None
    noise_reduction: NoiseReduction | None = None
    turn_detection: TurnDetection | None = Field(default_factory=ServerVad)


class AudioOutput(Shape):
    """How the model sounds."""

    format: AudioFormat = Field(default_factory=Pcm)
    voice: VoiceName = "alloy"
    speed: float = Field(1.0, ge=0.25, le=1.5)


class Audio(Shape):
    """Sound in both directions."""

    input: AudioInput = Field(default_factory=AudioInput)
    output: AudioOutput = Field(default_factory=AudioOutput)


class FunctionTool(Shape):
    """A function that the client runs."""

    type: Literal["function"] = "function"
    name: str = Field(min_length=1, max_length=64, pattern=r"^[a-zA-Z0-9_-]+$")
    description: str = ""
    parameters: dict[str, Any] = Field(default_factory=dict)


Modality = Literal["text", "audio"]
Modalities = list[Modality]
MaxTokens = Annotated[int, Field(ge=1, le=4096)] | Literal["inf"]


def _sound_alone() -> Modalities:
    return ["audio"]


class Session(Shape):
    """How a session goes on."""

    type: Literal["realtime"] = "realtime"
    object: Literal["realtime.session"] = "realtime.session"
    id: str = Field(default_factory=lambda: new_id("sess"))
    model: str = "gpt-realtime"
    output_modalities: Modalities = Field(default_factory=_sound_alone, max_length=1)
    instructions: str = ""
    tools: list[FunctionTool] = Field(default_factory=list)
    tool_choice: str | dict[str, Any] = "auto"
    max_output_tokens: MaxTokens = "inf"
    parallel_tool_calls: bool | None = None
    tracing: str | dict[str, Any] | None = None
    truncation: str | dict[str, Any] = "auto"
    prompt: dict[str, Any] | None = None
    reasoning: dict[str, Any] | None = None
    include: list[str] | None = None
    expires_at: int = 0
    audio: Audio = Field(default_factory=Audio)


# What a conversation consists of


class InputText(Shape):
    """Words that were typed, or an instruction."""

    type: Literal["input_text"]
    text: str


class InputAudio(Shape):
    """Sound that came as a whole."""

    type: Literal["input_audio"]
    audio: str | None = None
    transcript: str | None = None


class InputImage(Shape):
    """A picture; the stand-in sees nothing."""

    type: Literal["input_image"]
    image_url: str
    detail: Literal["auto", "low", "high"] = "auto"


class OutputText(Shape):
    """Words that the model wrote."""

    type: Literal["output_text"]
    text: str


class OutputAudio(Shape):
    """Words that the model spoke."""

    type: Literal["output_audio"]
    transcript: str | None = None
    audio: str | None = None


Content = Annotated[
    InputText | InputAudio | InputImage | OutputText | OutputAudio, Field(discriminator="type")
]
ItemStatus = Literal["completed", "incomplete", "in_progress"]


class _Item(Shape):
    id: str = Field(default_factory=lambda: new_id("item"), max_length=32)
    object: Literal["realtime.item"] = "realtime.item"
    status: ItemStatus = "completed"


class Message(_Item):
    """What somebody said."""

    type: Literal["message"] = "message"
    role: Literal["system", "user", "assistant"]
    content: list[Content]


class FunctionCall(_Item):
    """A function that the model wants to be run."""

    type: Literal["function_call"] = "function_call"
    call_id: str = Field(default_factory=lambda: new_id("call"))
    name: str
    arguments: str


class FunctionCallOutput(_Item):
    """What came of it."""

    type: Literal["function_call_output"] = "function_call_output"
    call_id: str
    output: str


Item = Message | FunctionCall | FunctionCallOutput
AnyItem = Annotated[Item, Field(discriminator="type")]
