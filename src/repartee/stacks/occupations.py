"""Who can be given work that goes on beside the talk, as configured."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib.util import find_spec

from pydantic import SecretStr

from repartee.services.provider import BrainProvider
from repartee.settings import Settings, SettingsError
from repartee.tools.assignments.job import Workers
from repartee.tools.occupations import Occupations

_CLAUDES_OWN = frozenset({"ANTHROPIC_API_KEY"})


def occupations(settings: Settings, brains: Iterable[BrainProvider]) -> Occupations:
    """Find out who there is.

    Args:
        settings: The server's settings.
        brains: What the team can think with, in order; looked at anew for each conversation.

    Raises:
        SettingsError: If a package or a directory is missing that the settings ask for.
    """
    return Occupations(
        _team(settings, brains),
        _claude_code(settings),
        claude_code_changes_unasked=settings.claude_code_permissions == "acceptEdits",
    )


def _team(settings: Settings, brains: Iterable[BrainProvider]) -> Callable[[], Workers] | None:
    if not settings.team:
        return None
    if settings.team_url:
        _need("a2a", "TEAM_URL", "a2a")
        from repartee.tools.team.remote import RemoteAddress, RemoteTeam

        address = RemoteAddress(settings.team_url, settings.team_token)
        return lambda: RemoteTeam(address)
    if not _thinking(brains):
        return None
    # Imported here: it takes a second, and built-in mode has no use for it.
    from repartee.stacks.team_model import model_of
    from repartee.tools.team.in_process import InProcessTeam

    return lambda: InProcessTeam(model_of(_thinking(brains)))


def _thinking(brains: Iterable[BrainProvider]) -> list[BrainProvider]:
    return [brain for brain in brains if brain.id != "built-in"]


def _claude_code(settings: Settings) -> Callable[[], Workers] | None:
    workspace = settings.claude_code_workspace
    if workspace is None:
        return None
    if not workspace.is_dir():
        raise SettingsError(f"CLAUDE_CODE_WORKSPACE: there is no directory {workspace}.")
    _need("claude_agent_sdk", "CLAUDE_CODE_WORKSPACE", "claude-code")
    from repartee.tools.claude_code.job import ClaudeCode, ClaudeCodeConfig

    config = ClaudeCodeConfig(
        workspace=workspace,
        executable=settings.claude_code_path,
        model=settings.claude_code_model,
        permission_mode=settings.claude_code_permissions,
        max_budget_usd=settings.claude_code_max_usd,
        environment=_without_secrets(settings),
    )
    return lambda: ClaudeCode(config)


def _without_secrets(settings: Settings) -> Mapping[str, str]:
    """Empty values for what a command that Claude Code runs must not read."""
    names = (
        name.upper()
        for name in type(settings).model_fields
        if isinstance(getattr(settings, name), SecretStr)
    )
    return {name: "" for name in names if name not in _CLAUDES_OWN}


def _need(package: str, variable: str, extra: str) -> None:
    if find_spec(package) is None:
        raise SettingsError(
            f"{variable} needs the package {package}, which is not installed. "
            f"Install it with: pip install -e '.[{extra}]'"
        )
