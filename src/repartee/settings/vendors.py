from __future__ import annotations

from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings

_ADDRESSES = (
    "speaches_base_url",
    "ollama_base_url",
    "kokoro_base_url",
    "piper_base_url",
    "openai_base_url",
    "anthropic_base_url",
    "cerebras_base_url",
    "groq_base_url",
    "cartesia_base_url",
    "elevenlabs_base_url",
    "deepgram_base_url",
)


def _key(vendor: str) -> SecretStr:
    key: SecretStr = Field(SecretStr(""), description=f"Key of {vendor}.")
    return key


def _address(default: str, what: str) -> str:
    address: str = Field(default, max_length=512, description=what, examples=[default])
    return address


class VendorSettings(BaseSettings):
    """Where services are, and the keys they want."""

    # Servers of your own
    speaches_base_url: str = _address("http://speaches:8000", "Address of Speaches.")
    ollama_base_url: str = _address("http://ollama:11434", "Address of Ollama.")
    ollama_model: str = Field(
        "llama3.2:3b",
        min_length=1,
        max_length=200,
        description="Ollama's model; fetched at the start where it is missing.",
        examples=["llama3.2:1b"],
    )
    kokoro_base_url: str = _address("http://localhost:8880/v1", "Address of Kokoro-FastAPI.")
    piper_base_url: str = _address("http://localhost:5000", "Address of Piper's HTTP server.")

    # Services in the cloud
    anthropic_api_key: SecretStr = _key("Anthropic")
    anthropic_base_url: str = _address("https://api.anthropic.com", "Address of Anthropic.")
    anthropic_client: Literal["api", "bedrock", "vertex"] = Field(
        "api",
        description="How Claude is reached: Anthropic's own API, Amazon Bedrock or Google Vertex "
        "(extras `bedrock` and `vertex`; their own credentials are used).",
        examples=["bedrock"],
    )
    anthropic_region: str = Field(
        "", max_length=64, description="Region of Bedrock or Vertex.", examples=["eu-central-1"]
    )
    anthropic_project: str = Field(
        "", max_length=128, description="Google Cloud project of Vertex.", examples=["my-project"]
    )
    openai_api_key: SecretStr = _key("OpenAI")
    openai_base_url: str = _address("https://api.openai.com/v1", "Address of OpenAI.")
    cerebras_api_key: SecretStr = _key("Cerebras")
    cerebras_base_url: str = _address("https://api.cerebras.ai/v1", "Address of Cerebras.")
    groq_api_key: SecretStr = _key("Groq")
    groq_base_url: str = _address("https://api.groq.com/openai/v1", "Address of Groq.")
    cartesia_api_key: SecretStr = _key("Cartesia")
    cartesia_base_url: str = _address("https://api.cartesia.ai", "Address of Cartesia.")
    elevenlabs_api_key: SecretStr = _key("ElevenLabs")
    elevenlabs_base_url: str = _address("https://api.elevenlabs.io", "Address of ElevenLabs.")
    deepgram_api_key: SecretStr = _key("Deepgram")
    deepgram_base_url: str = _address("https://api.deepgram.com", "Address of Deepgram.")

    # When they fail
    provider_stall_secs: float = Field(
        3.0,
        gt=0,
        le=60,
        description="Seconds in which a provider that has begun may pause.",
        examples=[3.0],
    )
    retry_budget_secs: float = Field(
        8.0,
        gt=0,
        le=120,
        description="Seconds of retries and other providers after which the agent gives up a turn.",
        examples=[8.0],
    )

    @field_validator(*_ADDRESSES)
    @classmethod
    def _schemes(cls, value: str) -> str:
        if not value.startswith(("http://", "https://", "ws://", "wss://")):
            raise ValueError("it is no address: it must begin with http:// or https://")
        return value.rstrip("/")
