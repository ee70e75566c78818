"""Claude Code as a worker: one session a conversation, by the Claude Agent SDK."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from claude_agent_sdk import (
    AssistantMessage,
    ClaudeAgentOptions,
    ClaudeSDKClient,
    ClaudeSDKError,
    CLINotFoundError,
    Message,
    PermissionResultAllow,
    PermissionResultDeny,
    ResultMessage,
    SystemMessage,
    ToolPermissionContext,
    ToolUseBlock,
)
from loguru import logger

from repartee.tools.assent import Assent, assent_in
from repartee.tools.assignments.job import Counter, JobError
from repartee.tools.claude_code.requests import SpokenWish, doing, is_outside, wish_of
from repartee.tools.heard import MAY_IT

_GO_ON = "Go on where you stopped."
_SPOKEN = (
    "Your instructions come from a voice conversation, and your last message is read aloud. Begin "
    "it with one or two plain sentences that say what you did or found; details may follow."
)
_NOT_ALLOWED = "The caller did not allow it. Don't try it another way; say what you would need."
_OUTSIDE = "That is outside the workspace, where nothing may be done."


@dataclass(frozen=True)
class ClaudeCodeConfig:
    """Where and how Claude Code works."""

    workspace: Path
    """The only directory whose files it may touch."""
    executable: Path | None = None
    """The `claude` to run; None for the one that comes with the SDK."""
    model: str = ""
    """Empty for its own default."""
    permission_mode: Literal["default", "acceptEdits", "plan"] = "default"
    """What it may do unasked: read only, change files too, or nothing but plan."""
    max_budget_usd: float | None = None
    """It stops an instruction that has cost more."""
    silence_secs: float = 180.0
    """It counts as hung when nothing came from it for so long."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """What it sees other than this process does: secrets that are not its own are empty."""


class ClaudeCode:
    """Takes on the instructions of one conversation; each goes on from the one before."""

    def __init__(self, config: ClaudeCodeConfig) -> None:
        """Describe it; nothing is started.

        Args:
            config: Where and how it works.
        """
        self.config = config
        self.session_id = ""
        """Claude Code's name for what it remembers; empty before it has begun."""

    def take_on(self, text: str) -> ClaudeJob:
        """Accept an instruction; nothing is started yet.

        Args:
            text: What the caller wants.
        """
        return ClaudeJob(text, self)


class ClaudeJob:
    """One instruction. Its process lives no longer than it does: the session is kept on disk."""

    def __init__(self, text: str, claude: ClaudeCode) -> None:
        """Describe the work; nothing is started.

        Args:
            text: What the caller wants.
            claude: Whose session it belongs to.
        """
        self._text = text
        self._claude = claude
        self._begun = False
        # Claude may ask for several things at once; a caller hears one question at a time.
        self._one_question = asyncio.Lock()
        self._deadline: asyncio.Timeout | None = None

    async def work(self, counter: Counter) -> str:
        """Have it done, or go on with it.

        Raises:
            JobError: If Claude Code is not there, hangs, ends early or gives up.
        """
        try:
            async with asyncio.timeout(self._claude.config.silence_secs) as self._deadline:
                return await self._work(counter)
        except TimeoutError as error:
            raise JobError(
                "Claude Code did not react any more, so I stopped it. Tell it to go on."
            ) from error
        except CLINotFoundError as error:
            raise JobError(
                "Claude Code is not installed here. Whoever runs me should set CLAUDE_CODE_PATH."
            ) from error
        except ClaudeSDKError as error:
            logger.warning("Claude Code failed: {}", error)
            raise JobError("Claude Code stopped unexpectedly. Tell it to go on.") from error
        finally:
            self._deadline = None

    async def _work(self, counter: Counter) -> str:
        counter.report("starting")
        client = ClaudeSDKClient(self._options(counter))
        try:
            await client.connect()
            await client.query(_GO_ON if self._begun else self._text)
            async for message in client.receive_response():
                self._alive()
                self._notice(message, counter)
                if isinstance(message, ResultMessage):
                    return _outcome(message)
        finally:
            with contextlib.suppress(ClaudeSDKError):
                await client.disconnect()
        raise JobError("Claude Code ended without a result. Tell it to go on.")

    def _notice(self, message: Message, counter: Counter) -> None:
        if isinstance(message, SystemMessage) and message.subtype == "init":
            self._claude.session_id = str(message.data.get("session_id") or "")
        elif isinstance(message, ResultMessage):
            self._claude.session_id = message.session_id
        elif isinstance(message, AssistantMessage):
            self._begun = True
            for block in message.content:
                if isinstance(block, ToolUseBlock):
                    counter.report(doing(block.name))

    # Permissions

    async def _may_it(
        self, counter: Counter, tool: str, arguments: dict[str, Any]
    ) -> PermissionResultAllow | PermissionResultDeny:
        if is_outside(self._claude.config.workspace, tool, arguments):
            return PermissionResultDeny(message=_OUTSIDE)
        wish = wish_of(tool, arguments)
        async with self._one_question:
            self._alive(forever=True)
            try:
                allowed = await _asked(counter, wish, _detail(tool, arguments))
            finally:
                self._alive()
        logger.info("{} was {}", tool, "allowed" if allowed else "not allowed")
        return PermissionResultAllow() if allowed else PermissionResultDeny(message=_NOT_ALLOWED)

    def _alive(self, *, forever: bool = False) -> None:
        if self._deadline is None or self._deadline.expired():
            return
        now = asyncio.get_running_loop().time()
        self._deadline.reschedule(None if forever else now + self._claude.config.silence_secs)

    def _options(self, counter: Counter) -> ClaudeAgentOptions:
        async def may_it(
            tool: str, arguments: dict[str, Any], _: ToolPermissionContext
        ) -> PermissionResultAllow | PermissionResultDeny:
            return await self._may_it(counter, tool, arguments)

        config = self._claude.config
        return ClaudeAgentOptions(
            cwd=config.workspace,
            cli_path=config.executable,
            model=config.model or None,
            permission_mode=config.permission_mode,
            max_budget_usd=config.max_budget_usd,
            resume=self._claude.session_id or None,
            can_use_tool=may_it,
            system_prompt={"type": "preset", "preset": "claude_code", "append": _SPOKEN},
            # Settings in a workspace or at home could allow what the caller must be asked for.
            setting_sources=[],
            strict_mcp_config=True,
            env=dict(config.environment),
            stderr=_log,
        )


async def _asked(counter: Counter, wish: SpokenWish, detail: str) -> bool:
    question = f"Claude Code wants to {wish.words}. {MAY_IT}"
    for asking in (question, f"Please answer with yes or no. {question}"):
        words = await counter.ask(asking, detail, by_ear=wish.is_whole)
        match assent_in(words):
            case Assent.YES:
                return True
            case Assent.NO:
                return False
        if not words:
            return False
    return False


def _detail(tool: str, arguments: Mapping[str, object]) -> str:
    return f"{tool}: " + "\n".join(f"{name}: {value}" for name, value in arguments.items())


def _outcome(message: ResultMessage) -> str:
    if not message.is_error:
        return message.result or "It is done."
    why = {
        "error_max_turns": "It needed too many steps.",
        "error_max_budget_usd": "It would have cost more than is allowed.",
    }
    logger.warning("Claude Code gave up: {} {}", message.subtype, message.errors or message.result)
    raise JobError(f"Claude Code gave up. {why.get(message.subtype, 'Its own service failed.')}")


def _log(line: str) -> None:
    logger.debug("Claude Code: {}", line.rstrip())
