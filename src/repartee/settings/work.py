from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings

from repartee.settings.brain import BrainName


class WorkSettings(BaseSettings):
    """Work that goes on beside the talk: a team of agents, and Claude Code."""

    team: bool = Field(
        True,
        description="Whether callers may give tasks to a team of agents. It thinks with the "
        "brain's language model, or is elsewhere (TEAM_URL).",
        examples=[False],
    )
    team_llm_provider: BrainName | None = Field(
        None,
        description="Language model of the team: as LLM_PROVIDER, but not built-in. Empty: the "
        "brain's and its fallbacks.",
        examples=["openai"],
    )
    team_url: str = Field(
        "",
        max_length=512,
        description="Address of a remote team that speaks A2A, below which its agent card is. "
        "Empty: a team in this process.",
        examples=["https://team.example.org"],
    )
    team_token: SecretStr = Field(
        SecretStr(""), description="Sent to TEAM_URL as a bearer token, if it wants one."
    )
    claude_code_workspace: Path | None = Field(
        None,
        description="The directory in which Claude Code may work for callers. Empty: it is off. "
        "Callers can change and run what is in it: docs/work.md first.",
        examples=["/home/me/projects/shop"],
    )
    claude_code_path: Path | None = Field(
        None,
        description="The `claude` to run. Empty: the one that comes with the SDK.",
        examples=["/usr/local/bin/claude"],
    )
    claude_code_model: str = Field(
        "",
        max_length=200,
        description="Claude Code's model; empty for its own default.",
        examples=["claude-sonnet-5"],
    )
    claude_code_permissions: Literal["default", "acceptEdits", "plan"] = Field(
        "default",
        description="What Claude Code does unasked: `default` reads, `acceptEdits` changes files "
        "in its directory too, `plan` changes nothing at all.",
        examples=["acceptEdits"],
    )
    claude_code_max_usd: float | None = Field(
        None,
        gt=0,
        le=1000,
        description="Most dollars that one instruction may cost. Empty: no limit.",
        examples=[2.0],
    )

    @field_validator("team_url")
    @classmethod
    def _is_http(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("it must begin with http:// or https://")
        return value

    @field_validator("claude_code_workspace", "claude_code_path")
    @classmethod
    def _work_home(cls, value: Path | None) -> Path | None:
        return value.expanduser() if value else None
