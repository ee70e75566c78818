"""What a caller can ask of the team: `send_to_nested`, `pause`, `resume`, `reset`."""

from __future__ import annotations

from repartee.tools.answer import Answer, Refusal, answer
from repartee.tools.assignments.answers import dropped_words, progress_of, status_of
from repartee.tools.assignments.desk import Desk
from repartee.tools.direct import Skill


class TeamSkills:
    """The team of one conversation."""

    def __init__(self, desk: Desk) -> None:
        """Offer the team.

        Args:
            desk: Where its assignments are handed in.
        """
        self._desk = desk

    @property
    def skills(self) -> list[Skill]:
        """What the agent may call."""
        return [self.send_to_nested, self.pause, self.resume, self.reset, self.team_status]

    async def send_to_nested(self, text: str) -> Answer:
        """Give a task to a team of agents, who work on it while the conversation goes on.

        Use it for what needs planning, research or writing. Say at once that they are at it: the
        result is announced by itself later, so don't wait for it and don't make it up.

        Args:
            text: The whole task, with everything the team must know: it has not heard the talk.
        """
        task = self._desk.hand_in(text)
        if self._desk.current is not task:
            return answer("The team will do that next.", **status_of(task, self._desk.waiting))
        return answer("The team is on it. I'll tell you when it is done.", **status_of(task, 0))

    async def pause(self) -> Answer:
        """Pause the team's work; it can go on later."""
        task = self._desk.pause()
        return answer(
            "The team has paused. Say resume to go on.", **status_of(task, self._desk.waiting)
        )

    async def resume(self) -> Answer:
        """Let the team go on with the work that was paused."""
        task = self._desk.resume()
        return answer("The team goes on.", **status_of(task, self._desk.waiting))

    async def reset(self) -> Answer:
        """Stop the team and forget all its tasks."""
        dropped = self._desk.reset()
        return answer(dropped_words("The team", dropped), dropped=len(dropped))

    async def team_status(self) -> Answer:
        """Tell how far the team is, or what it found out."""
        task = self._desk.current
        if task is None:
            raise Refusal("The team has nothing to do yet.")
        status = status_of(task, self._desk.waiting)
        return answer(progress_of("The team", task), **status, result=task.result[:4_000])
