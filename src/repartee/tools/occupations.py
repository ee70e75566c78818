"""The workers of one conversation, and the tools that reach them."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from repartee.tools.assignments.desk import Desk, Manner
from repartee.tools.assignments.job import Workers
from repartee.tools.assignments.wishes import obey
from repartee.tools.claude_code.skills import ClaudeCodeSkills
from repartee.tools.direct import Skill, Tools, function_for
from repartee.tools.host import ToolHost
from repartee.tools.team.skills import TeamSkills
from repartee.tools.workbench import Workbench

TEAM = Manner("team", "The team")
CLAUDE_CODE = Manner("claude-code", "Claude Code", longest_secs=3600.0)


@dataclass(frozen=True)
class Occupations:
    """Who can be given work; what is not configured is not offered."""

    team: Callable[[], Workers] | None = None
    """Makes the team of one conversation."""
    claude_code: Callable[[], Workers] | None = None
    """Makes the Claude Code of one conversation."""

    @property
    def missing(self) -> frozenset[str]:
        """Names of the tools that are not offered, as nobody is there for them."""
        absent = [
            *([TeamSkills] if self.team is None else []),
            *([ClaudeCodeSkills] if self.claude_code is None else []),
        ]
        return frozenset(
            name
            for skills in absent
            for name, each in vars(skills).items()
            if inspect.iscoroutinefunction(each)
        )

    def tools(self, host: ToolHost, workbench: Workbench) -> Tools:
        """Make the tools of one conversation, as a brain calls them.

        Args:
            host: The conversation.
            workbench: Carries their calls out.
        """
        return [function_for(skill, workbench) for skill in self.skills(host)]

    def skills(self, host: ToolHost) -> list[Skill]:
        """Make the tools of one conversation.

        Args:
            host: The conversation.
        """
        skills: list[Skill] = []
        if self.team is not None:
            skills += TeamSkills(_desk(host, self.team(), TEAM)).skills
        if self.claude_code is not None:
            skills += ClaudeCodeSkills(_desk(host, self.claude_code(), CLAUDE_CODE)).skills
        return skills


def _desk(host: ToolHost, workers: Workers, manner: Manner) -> Desk:
    desk = Desk(host, workers, manner)
    host.on_wish(manner.id, partial(obey, desk))
    return desk
