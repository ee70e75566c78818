"""What the agent can do for a caller, whoever hears, thinks and speaks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from repartee.engines.phrasebook import PhraseGroup
from repartee.services.provider import BrainProvider, Provider
from repartee.settings import Settings
from repartee.stacks.crew import Crew
from repartee.stacks.mcp import McpProvider
from repartee.stacks.occupations import occupations
from repartee.stacks.own_tools import OwnTools
from repartee.stacks.providers import language_model
from repartee.tools.direct import Tools
from repartee.tools.host import ToolHost
from repartee.tools.mcp.servers import McpServers
from repartee.tools.registry import build_tools


class Toolbox:
    """The tools of all conversations: skills, work beside the talk, the operator's own, and MCP."""

    def __init__(
        self,
        settings: Settings,
        own_tools: OwnTools,
        mcp: McpServers,
        brains: Crew[BrainProvider] | None,
    ) -> None:
        """Describe them; `parts` are to be started.

        Args:
            settings: The server's settings.
            own_tools: The operator's.
            mcp: Other programs'.
            brains: What the team thinks with unless it has a model of its own; None for nothing.

        Raises:
            SettingsError: If a package, a directory or a file is missing that the settings ask for.
        """
        own = settings.team_llm_provider
        self._team_brains = (
            [Crew[BrainProvider]([language_model(settings, own, first=False)])] if own else []
        )
        thinking = self._team_brains[0] if self._team_brains else brains
        self._occupations = occupations(settings, thinking if thinking is not None else ())
        self._own_tools = own_tools
        self._mcp = mcp

    @property
    def parts(self) -> Sequence[Crew[Any] | McpServers]:
        """What is started with the stack, and closed with it."""
        return [*self._team_brains, self._mcp]

    @property
    def providers(self) -> dict[str, Provider]:
        """Those of them that may be away, by the name that `/health` has for them."""
        return {f"tools-{each.name}": McpProvider(each) for each in self._mcp}

    @property
    def missing(self) -> frozenset[str]:
        """Tools that would be there if the settings asked for what they need."""
        return self._occupations.missing

    def tools(self, host: ToolHost, phrase_groups: Sequence[PhraseGroup] = ()) -> Tools:
        """Make the functions a model may call in the host's conversation.

        Args:
            host: The conversation.
            phrase_groups: What a limited brain understands.
        """
        sources = (self._occupations, self._own_tools, self._mcp)
        return build_tools(host, phrase_groups, *sources)
