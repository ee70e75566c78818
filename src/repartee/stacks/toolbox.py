"""What the agent can do for a caller, whoever hears, thinks and speaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from repartee.engines.phrasebook import PhraseGroup
from repartee.services.provider import BrainProvider, Provider
from repartee.settings import Settings
from repartee.stacks.crew import Crew
from repartee.stacks.mcp import McpProvider, mcp_servers
from repartee.stacks.occupations import occupations
from repartee.stacks.own_tools import OwnTools, load_own_tools
from repartee.stacks.providers import language_model
from repartee.tools.direct import Tools
from repartee.tools.host import ToolHost
from repartee.tools.mcp.servers import McpServers
from repartee.tools.registry import build_tools


@dataclass(frozen=True)
class Brought:
    """Tools that the operator brought along."""

    functions: OwnTools
    servers: McpServers

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Find them.

        Raises:
            SettingsError: If a file or a package is missing that the settings ask for.
        """
        return cls(load_own_tools(settings.tools_file), mcp_servers(settings))


class Toolbox:
    """The tools of all conversations: skills, work beside the talk, the operator's own, and MCP."""

    def __init__(
        self, settings: Settings, brought: Brought, brains: Crew[BrainProvider] | None
    ) -> None:
        """Describe them; `parts` are to be started.

        Args:
            settings: The server's settings.
            brought: What the operator brought along.
            brains: What the team thinks with unless it has a model of its own; None for nothing.

        Raises:
            SettingsError: If a package or a directory is missing that the settings ask for.
        """
        own = settings.team_llm_provider
        self._team_brains = (
            [Crew[BrainProvider]([language_model(settings, own, first=False)])] if own else []
        )
        thinking = self._team_brains[0] if self._team_brains else brains
        self._occupations = occupations(settings, thinking if thinking is not None else ())
        self._brought = brought

    @property
    def parts(self) -> Sequence[Crew[Any] | McpServers]:
        """What is started with the stack, and closed with it."""
        return [*self._team_brains, self._brought.servers]

    @property
    def missing(self) -> frozenset[str]:
        """Names of tools for which there is nobody here."""
        return self._occupations.missing

    @property
    def providers(self) -> dict[str, Provider]:
        """Those of them that may be away, by the name that `/health` has for them."""
        return {f"tools-{each.name}": McpProvider(each) for each in self._brought.servers}

    def tools(self, host: ToolHost, phrase_groups: Sequence[PhraseGroup] = ()) -> Tools:
        """Make the functions a model may call in the host's conversation.

        Args:
            host: The conversation.
            phrase_groups: What a limited brain understands.
        """
        sources = (self._occupations, self._brought.functions, self._brought.servers)
        return build_tools(host, phrase_groups, *sources)
