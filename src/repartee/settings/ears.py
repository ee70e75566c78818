from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode

from repartee.settings.lists import split_commas

EarsName = Literal[
    "built-in",
    "whisper",
    "faster-whisper",
    "openai-whisper",
    "whisper-cpp",
    "moonshine",
    "speaches",
    "openai-compatible",
    "openai",
    "cartesia",
    "deepgram",
]


class EarsSettings(BaseSettings):
    """Speech to text."""

    stt_provider: EarsName | None = Field(
        None,
        description="Ears: built-in, whisper (faster-whisper, or openai-whisper where only PyTorch "
        "reaches the GPU), faster-whisper, openai-whisper, whisper-cpp, moonshine, speaches, "
        "openai-compatible, openai, cartesia, deepgram. Empty: the stack's own.",
        examples=["faster-whisper"],
    )
    stt_model: str = Field(
        "",
        max_length=200,
        description="Model of the ears; empty for the provider's default. Speaches: "
        "Systran/faster-distil-whisper-small.en. Cartesia: ink-whisper.",
        examples=["Systran/faster-distil-whisper-small.en"],
    )
    stt_language: str = Field(
        "en",
        min_length=2,
        max_length=16,
        description="Language that is spoken; `auto` where the ears can tell.",
        examples=["de"],
    )
    stt_base_url: str = Field(
        "",
        max_length=512,
        description="Address of STT_PROVIDER=openai-compatible.",
        examples=["http://localhost:8000/v1"],
    )
    stt_api_key: SecretStr = Field(
        SecretStr(""), description="Key of STT_PROVIDER=openai-compatible, if it wants one."
    )
    stt_device: Literal["auto", "cpu", "cuda"] = Field(
        "auto", description="Where local ears compute.", examples=["cuda"]
    )
    stt_compute_type: str = Field(
        "default",
        max_length=32,
        description="Number format of faster-whisper, such as int8 or float16.",
        examples=["int8"],
    )
    stt_no_speech_prob: float = Field(
        0.5,
        gt=0,
        le=1,
        description="Whisper's probability of silence from which its words are not believed.",
        examples=[0.4],
    )
    stt_partials: bool = Field(
        True,
        description="Whether Whisper listens into what is still being said, so that its words are "
        "there sooner; a machine that takes over 0.3 s for it is spared.",
        examples=[False],
    )
    stt_fallbacks: Annotated[list[EarsName], NoDecode] = Field(
        default_factory=list,
        description="Ears that take over when the first fail, in order, separated by commas.",
        examples=["faster-whisper,built-in"],
    )
    stt_final_secs: float = Field(
        2.5,
        gt=0,
        le=30,
        description="Seconds after speech without a word before other ears are asked.",
        examples=[2.5],
    )

    @field_validator("stt_fallbacks", mode="before")
    @classmethod
    def _split_stt_fallbacks(cls, value: object) -> object:
        return split_commas(value)
