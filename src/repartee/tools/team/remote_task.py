"""What is known of a task that a remote team works on, from A2A's events."""

from __future__ import annotations

from a2a.helpers import get_artifact_text, get_message_text
from a2a.types import Artifact, Message, StreamResponse, Task, TaskState, TaskStatus

_OVER = frozenset(
    {
        TaskState.TASK_STATE_COMPLETED,
        TaskState.TASK_STATE_FAILED,
        TaskState.TASK_STATE_CANCELED,
        TaskState.TASK_STATE_REJECTED,
    }
)
_NEEDS_SOMETHING = frozenset(
    {TaskState.TASK_STATE_INPUT_REQUIRED, TaskState.TASK_STATE_AUTH_REQUIRED}
)


class RemoteTask:
    """Folds events, in the order in which they come; decides nothing."""

    def __init__(self) -> None:
        self.id = ""
        """The remote team's name for it; empty until it said so."""
        self.context_id = ""
        """What later messages belong to."""
        self.state = TaskState.TASK_STATE_UNSPECIFIED
        self.note = ""
        """What the team said last."""
        self._artifacts: dict[str, str] = {}
        self._answer = ""

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self.state in _OVER

    @property
    def was_stopped(self) -> bool:
        """Whether it is over without a result; a server may call a refused cancel a failure."""
        return self.is_over and self.state != TaskState.TASK_STATE_COMPLETED

    @property
    def needs_something(self) -> bool:
        """Whether it goes on only after a message of ours."""
        return self.state in _NEEDS_SOMETHING

    @property
    def result(self) -> str:
        """All that was made: the artifacts, or else the last words."""
        return "\n\n".join(filter(None, self._artifacts.values())) or self._answer or self.note

    def take(self, event: StreamResponse) -> None:
        """Fold one event of a stream."""
        match event.WhichOneof("payload"):
            case "task":
                self.take_task(event.task)
            case "message":
                # A team that answers at once makes no task of it.
                self._answer = get_message_text(event.message)
                self.context_id = event.message.context_id or self.context_id
                self.state = TaskState.TASK_STATE_COMPLETED
            case "status_update":
                self._named(event.status_update.task_id, event.status_update.context_id)
                self._take_status(event.status_update.status)
            case "artifact_update":
                update = event.artifact_update
                self._named(update.task_id, update.context_id)
                self._take_artifact(update.artifact, append=update.append)

    def take_task(self, task: Task) -> None:
        """Fold the whole task, as it is now."""
        self._named(task.id, task.context_id)
        self._take_status(task.status)
        for artifact in task.artifacts:
            self._take_artifact(artifact, append=False)

    def _named(self, task_id: str, context_id: str) -> None:
        self.id, self.context_id = task_id or self.id, context_id or self.context_id

    def _take_status(self, status: TaskStatus) -> None:
        self.state = status.state
        if status.HasField("message"):
            self.note = _text(status.message) or self.note

    def _take_artifact(self, artifact: Artifact, *, append: bool) -> None:
        before = self._artifacts.get(artifact.artifact_id, "") if append else ""
        self._artifacts[artifact.artifact_id] = before + get_artifact_text(artifact, "")


def _text(message: Message) -> str:
    return get_message_text(message, " ").strip()
