"""What a standard `mcp.json` says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import (
    AliasChoices,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    JsonValue,
    Tag,
    ValidationError,
)
from pydantic.alias_generators import to_camel
from pydantic_core import from_json

# `${NAME}` or `${NAME:-default}`, as other clients of the protocol have it.
_VARIABLE = re.compile(r"\$\{(?:env:)?(\w+)(?::-([^}]*))?\}")
_Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$")]


class McpConfigError(Exception):
    """The file cannot be used; the message says what is wrong and where."""


class _Entry(BaseModel):
    # The file is shared with other clients, which have keys of their own.
    model_config = ConfigDict(extra="ignore", alias_generator=to_camel, populate_by_name=True)

    disabled: bool = False
    allowed_tools: tuple[str, ...] = ()
    """Names of the tools that the agent may use; the server's others are not offered."""
    ask_first: tuple[str, ...] = ()
    """Names of those among them that the caller is asked about, every time."""
    timeout_secs: Annotated[float, Field(gt=0, le=3600)] = 60.0
    """How long a call may take."""
    sentences: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """By tool: how callers ask the built-in brain for it, with `{argument}` in place of each."""
    words: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """By argument: what callers are likely to say there."""


class StdioServer(_Entry):
    """A server that is a program on this machine."""

    type: Literal["stdio"] = "stdio"
    command: Annotated[str, Field(min_length=1)]
    args: tuple[str, ...] = ()
    env: dict[str, str] = Field(default_factory=dict, repr=False)
    cwd: Path | None = None


class HttpServer(_Entry):
    """A server at an address, by streamable HTTP."""

    type: Literal["http", "streamable-http", "streamableHttp"] = "http"
    url: Annotated[str, Field(pattern=r"^https?://", repr=False)]
    headers: dict[str, str] = Field(default_factory=dict, repr=False)


McpServerConfig: TypeAlias = StdioServer | HttpServer


def _kind_of(entry: object) -> str:
    return "address" if isinstance(entry, dict) and "url" in entry else "program"


_AnyServer = Annotated[
    Annotated[StdioServer, Tag("program")] | Annotated[HttpServer, Tag("address")],
    Discriminator(_kind_of),
]


class _File(BaseModel):
    servers: Annotated[
        dict[_Name, _AnyServer],
        Field(validation_alias=AliasChoices("mcpServers", "servers")),
    ]


def load_mcp_config(path: Path, environment: Mapping[str, str]) -> dict[str, McpServerConfig]:
    """Read the servers that tools come from.

    Args:
        path: The file.
        environment: What `${NAME}` stands for in it: keys belong there, and not into the file.

    Returns:
        The servers that are not disabled, by name.

    Raises:
        McpConfigError: If the file cannot be read, or is no `mcp.json`.
    """
    try:
        content = _filled(from_json(path.read_text(encoding="utf-8")), environment)
        servers = _File.model_validate(content).servers
    except ValidationError as error:
        raise McpConfigError(f"{path}: {_first_fault(error)}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise McpConfigError(f"{path} cannot be read: {error}.") from error
    except ValueError as error:
        raise McpConfigError(f"{path} is not JSON: {error}.") from error
    return {name: server for name, server in servers.items() if not server.disabled}


def _filled(value: JsonValue, environment: Mapping[str, str]) -> JsonValue:
    match value:
        case str():
            return _VARIABLE.sub(lambda found: _value_of(found, environment), value)
        case list():
            return [_filled(each, environment) for each in value]
        case dict():
            return {key: _filled(each, environment) for key, each in value.items()}
        case _:
            return value


def _value_of(found: re.Match[str], environment: Mapping[str, str]) -> str:
    name, default = found[1], found[2]
    value = environment.get(name, default)
    if value is None:
        raise McpConfigError(f"${{{name}}} is not set in the environment. Set it, or remove it.")
    return value


def _first_fault(error: ValidationError) -> str:
    # Never with the input: it may hold a key.
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}."
