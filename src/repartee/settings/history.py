from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode

from repartee.settings.lists import split_commas

Kept = Literal["nothing", "text", "audio"]
Redacted = Literal["cards", "emails", "phones"]
Country = Annotated[str, Field(pattern="^[A-Z]{2}$")]
"""As ISO 3166 abbreviates it."""


class HistorySettings(BaseSettings):
    """What is kept of conversations, where, and for how long."""

    history_keep: Kept = Field(
        "text",
        description="The most that is kept of a conversation: `nothing`, `text`, or `audio` "
        "(text and recordings). A caller may choose less.",
        examples=["audio"],
    )
    history_keep_days: float = Field(
        90,
        ge=0,
        le=36_500,
        description="Days after its last word in which a conversation is kept; 0 for ever.",
        examples=[90],
    )
    history_redact: Annotated[list[Redacted], NoDecode] = Field(
        default_factory=list,
        description="What is taken out of stored text: `cards`, `emails`, `phones`, by commas.",
        examples=["cards,emails,phones"],
    )
    history_phone_countries: Annotated[list[Country], NoDecode] = Field(
        default_factory=lambda: ["US", "GB"],
        description="Countries whose phone numbers HISTORY_REDACT=phones finds without a country "
        "code, two letters each, by commas. Numbers with one are found anyway.",
        examples=["DE,AT,CH"],
    )
    database_url: SecretStr = Field(
        SecretStr(""),
        description="Where history is kept: sqlite:///path/to/file or postgresql://user:password"
        "@host/name. Empty: an SQLite file in DATA_DIR.",
        examples=["postgresql://repartee:secret@localhost/repartee"],
    )
    record_calls: bool = Field(
        False,
        description="Whether calls are recorded that choose nothing themselves; wants "
        "HISTORY_KEEP=audio. The caller is told.",
        examples=[True],
    )
    recording_notice: str = Field(
        "This conversation is recorded.",
        min_length=1,
        max_length=500,
        description="What the agent says at the beginning of a recorded call, after its greeting.",
        examples=["This call is recorded. Say stop recording if you do not want that."],
    )
    recordings_url: str = Field(
        "",
        max_length=1024,
        description="Where recordings are kept: a directory, or any address that fsspec knows. "
        "Empty: a directory in DATA_DIR.",
        examples=["/var/lib/repartee/recordings"],
    )
    recording_format: Literal["opus", "flac"] = Field(
        "opus",
        description="`opus`: about 30 MB an hour; `flac`: lossless, about 150 MB.",
        examples=["flac"],
    )
    recordings_keep_days: float = Field(
        30, ge=0, le=36_500, description="Days a recording is kept; 0 for ever.", examples=[30]
    )
    recordings_max_gb: float = Field(
        10,
        ge=0,
        le=1_000_000,
        description="Gigabytes of recordings; the oldest are removed beyond it. 0 for no limit.",
        examples=[10],
    )
    context_tokens: int = Field(
        0,
        ge=0,
        le=10_000_000,
        description="Tokens of conversation that the brain is given; 0 for what its model takes.",
        examples=[8000],
    )
    context_summaries: bool = Field(
        True,
        description="Whether older exchanges are summarised before there is no more room for them.",
        examples=[False],
    )
    memory: bool = Field(
        True,
        description="Whether the agent remembers facts about the people that it talks to, from one "
        "conversation to the next.",
        examples=[False],
    )
    memory_model: str = Field(
        "",
        max_length=512,
        description="A local embedding model for recall by meaning: a name of `repartee models "
        "list` or a directory. Empty: by words.",
        examples=["all-minilm-l6-v2"],
    )
    memory_index_older: bool = Field(
        True,
        description="Whether what was said before MEMORY_MODEL was set is indexed, too, beside "
        "the talk.",
        examples=[False],
    )

    @field_validator("history_redact", "history_phone_countries", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return split_commas(value)
