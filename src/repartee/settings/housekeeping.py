from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings

LogLevel = Literal["TRACE", "DEBUG", "INFO", "WARNING", "ERROR"]


class HousekeepingSettings(BaseSettings):
    """Logs and files."""

    log_level: LogLevel = Field(
        "INFO", description="TRACE, DEBUG, INFO, WARNING or ERROR.", examples=["INFO"]
    )
    log_format: Literal["text", "json"] = Field(
        "text", description="`json` writes one JSON object a line.", examples=["json"]
    )
    cache_dir: Path = Field(
        Path("~/.cache/repartee"),
        description="Where generated files (the language model) are kept.",
        examples=["/var/cache/repartee"],
    )
    data_dir: Path = Field(
        Path("~/.local/share/repartee"),
        description="Where conversations are kept so that callers can come back to them.",
        examples=["/var/lib/repartee"],
    )
    models_dir: Path = Field(
        Path("~/.cache/repartee/models"),
        description="Where models are kept that `repartee models pull` fetched.",
        examples=["/var/lib/repartee/models"],
    )
    hf_endpoint: str = Field(
        "https://huggingface.co",
        max_length=512,
        description="The model hub, or a mirror of it.",
        examples=["https://hub.example.com"],
    )
    hf_token: SecretStr = Field(
        SecretStr(""), description="Token for models that the hub gives to members only."
    )

    @field_validator("cache_dir", "data_dir", "models_dir")
    @classmethod
    def _home(cls, value: Path) -> Path:
        return value.expanduser()

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value
