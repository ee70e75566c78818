from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode

from repartee.settings.lists import split_commas

StackName = Literal["auto", "built-in", "annie", "speaches", "cloud", "realtime"]


class PersonaSettings(BaseSettings):
    """Who answers: the stack, and how it introduces itself."""

    stack: StackName = Field(
        "auto",
        description="Ears, brain and voice together: built-in, annie, speaches or cloud; or one "
        "model that hears and speaks: realtime. `auto` picks the best that is really here.",
        examples=["cloud"],
    )
    simulate: bool = Field(
        False,
        description="Rehearse: stand-ins on this machine take the place of every remote service.",
        examples=[True],
    )
    greeting: str = Field(
        "",
        max_length=1000,
        description="What is said when a caller connects; empty for one that fits the brain, "
        "`off` for silence.",
        examples=["Hello, how can I help?"],
    )
    system_instruction: str = Field(
        "You are Repartee, a friendly voice assistant. Your words are spoken aloud: answer in one "
        "or two short sentences of plain spoken language, without markdown, lists or emoji.",
        max_length=20_000,
        description="The persona prompt given to the brain. The built-in brain has its own.",
        examples=["You are a concise assistant for a bicycle shop."],
    )
    allow_caller_prompts: bool = Field(
        True,
        description="Let callers of the PCM16 WebSocket and /v1/realtime bring their own prompt.",
        examples=[False],
    )
    personas_file: Path | None = Field(
        None,
        description="A YAML file of personas that a caller may choose; docs/stacks.md shows one.",
        examples=["personas.yaml"],
    )
    languages: Annotated[list[str], NoDecode] = Field(
        default_factory=list,
        description="Languages a caller may choose, separated by commas. Empty: only the "
        "configured one.",
        examples=["en,de,es"],
    )

    @field_validator("languages", mode="before")
    @classmethod
    def _split_languages(cls, value: object) -> object:
        return split_commas(value)

    @field_validator("personas_file")
    @classmethod
    def _personas_home(cls, value: Path | None) -> Path | None:
        return value.expanduser() if value else None
