"""The phrasebook with the operator's tools in it, so that the built-in brain calls them too."""

from __future__ import annotations

from collections.abc import Iterable

from repartee.engines.phrasebook import Phrasebook, PhrasebookError, SpokenTool
from repartee.settings import SettingsError
from repartee.stacks.own_tools import OwnTools
from repartee.tools.direct import Skill, arguments_of
from repartee.tools.mcp.server import McpServer
from repartee.tools.mcp.servers import name_for
from repartee.tools.options import options_of


def phrasebook_with(own: OwnTools, servers: Iterable[McpServer]) -> Phrasebook:
    """Load the phrasebook, and add what can be asked for on this server alone.

    Args:
        own: The operator's functions.
        servers: Their tools can be asked for where the file has sentences for them.

    Raises:
        SettingsError: A sentence is no template.
    """
    of_servers = [tool for server in servers for tool in _of_server(server)]
    of_file = [_of_skill(skill) for skill in own.skills]
    # One after the other, so that a mistake is laid to the right file.
    for variable, tools in (("TOOLS_FILE", of_file), ("MCP_CONFIG", of_servers)):
        try:
            phrasebook = Phrasebook.load([*of_file, *of_servers] if tools is of_servers else tools)
        except PhrasebookError as error:
            raise SettingsError(f"{variable}: {error}") from error
    return phrasebook


def _of_skill(skill: Skill) -> SpokenTool:
    options, arguments = options_of(skill), arguments_of(skill)
    return SpokenTool(
        skill.__name__,
        options.sentences,
        arguments.properties,
        tuple(arguments.required),
        options.words,
    )


def _of_server(server: McpServer) -> Iterable[SpokenTool]:
    # What a server's arguments are is known once it is there; the ears learn before that.
    for tool, sentences in server.config.sentences.items():
        if tool in server.config.allowed_tools:
            yield SpokenTool(name_for(server.name, tool), sentences, words=server.config.words)
