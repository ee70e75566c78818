from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings


class ToolSettings(BaseSettings):
    """What the agent can do besides talking."""

    tools_file: Path | None = Field(
        None,
        description="A Python file of your own: each public async function in it is a tool; "
        "docs/tools.md shows one.",
        examples=["my_tools.py"],
    )
    mcp_config: Path | None = Field(
        None,
        description="An mcp.json with MCP servers, whose tools the agent may use where they are "
        "allowed by name; docs/tools.md shows one.",
        examples=["mcp.json"],
    )

    @field_validator("tools_file", "mcp_config")
    @classmethod
    def _tools_home(cls, value: Path | None) -> Path | None:
        return value.expanduser() if value else None


def environment() -> Mapping[str, str]:
    """What `${NAME}` stands for in an mcp.json."""
    return os.environ
