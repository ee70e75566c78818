from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from repartee.tools.answer import Answer
from repartee.tools.mcp.progress import OnProgress


@dataclass(frozen=True)
class Offer:
    """A tool as its server describes it."""

    name: str
    description: str
    schema: Mapping[str, Any] = field(default_factory=dict)
    """Of its arguments, as JSON schema."""
    destroys: bool = False
    """Whether its server says that it destroys something."""


class LinkLostError(Exception):
    """The connection is gone, and with it whatever was under way."""


class Link(Protocol):
    """An open connection. Every method raises `LinkLostError` if it is open no more."""

    async def offers(self) -> tuple[Offer, ...]:
        """Ask for all tools of the server."""
        ...

    async def call(
        self, tool: str, arguments: Mapping[str, Any], on_progress: OnProgress
    ) -> Answer:
        """Call a tool; what it complains about is an answer, too."""
        ...
