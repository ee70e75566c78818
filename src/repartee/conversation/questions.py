from __future__ import annotations

import asyncio

_ANSWER_WITHIN_SECS = 60.0


class OpenQuestions:
    """Questions of the agent that a page may answer with a button."""

    def __init__(self, answer_within_secs: float = _ANSWER_WITHIN_SECS) -> None:
        """Begin with none.

        Args:
            answer_within_secs: How long each stays open.
        """
        self._answer_within_secs = answer_within_secs
        self._open: dict[str, asyncio.Future[bool]] = {}

    def open(self, question_id: str) -> asyncio.Task[bool | None]:
        """Put a question; the task ends with its answer, or with None after its time."""
        answer = self._open[question_id] = asyncio.get_running_loop().create_future()
        return asyncio.create_task(self._within_time(question_id, answer), name="a question")

    def answer(self, question_id: str, *, yes: bool) -> None:
        """Answer one; what is not asked any more is ignored."""
        answer = self._open.get(question_id)
        if answer is not None and not answer.done():
            answer.set_result(yes)

    async def _within_time(self, question_id: str, answer: asyncio.Future[bool]) -> bool | None:
        try:
            async with asyncio.timeout(self._answer_within_secs):
                return await answer
        except TimeoutError:
            return None
        finally:
            self._open.pop(question_id, None)
