from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode

from repartee.settings.lists import split_commas

BrainName = Literal[
    "built-in", "ollama", "anthropic", "cerebras", "groq", "openai", "openai-compatible"
]


class BrainSettings(BaseSettings):
    """The language model."""

    llm_provider: BrainName | None = Field(
        None,
        description="Brain: built-in, ollama, anthropic, cerebras, groq, openai, "
        "openai-compatible. Empty: the stack's own.",
        examples=["anthropic"],
    )
    llm_model: str = Field(
        "",
        max_length=200,
        description="Model of LLM_PROVIDER; empty for the provider's default. Ollama's is "
        "OLLAMA_MODEL.",
        examples=["claude-sonnet-4-6"],
    )
    llm_base_url: str = Field(
        "",
        max_length=512,
        description="Address of LLM_PROVIDER=openai-compatible.",
        examples=["http://localhost:8080/v1"],
    )
    llm_api_key: SecretStr = Field(
        SecretStr(""), description="Key of LLM_PROVIDER=openai-compatible, if it wants one."
    )
    llm_temperature: float | None = Field(
        None, ge=0, le=2, description="Empty: the provider's default.", examples=[0.7]
    )
    llm_top_p: float | None = Field(
        None, gt=0, le=1, description="Empty: the provider's default.", examples=[0.9]
    )
    llm_max_tokens: int | None = Field(
        None, ge=1, le=100_000, description="Longest answer in tokens.", examples=[150]
    )
    llm_thinking: Literal["off", "low", "medium", "high"] = Field(
        "off",
        description="How hard Claude thinks before it speaks; thoughts are never spoken.",
        examples=["low"],
    )
    llm_choices: Annotated[list[BrainName], NoDecode] = Field(
        default_factory=list,
        description="Brains a caller may choose, separated by commas. Empty: the brain and its "
        "fallbacks.",
        examples=["anthropic,ollama"],
    )
    llm_fallbacks: Annotated[list[BrainName], NoDecode] = Field(
        default_factory=list,
        description="Brains that take over when the first fails, in order, separated by commas.",
        examples=["ollama,built-in"],
    )
    llm_first_token_secs: float = Field(
        4.0,
        gt=0,
        le=120,
        description="Seconds without a token before another brain is asked.",
        examples=[4.0],
    )

    @field_validator("llm_choices", "llm_fallbacks", mode="before")
    @classmethod
    def _split_llm_lists(cls, value: object) -> object:
        return split_commas(value)
