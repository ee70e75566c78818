"""A remote team in a process of its own, served by the A2A SDK's own server.

Words of a task are its script: `step` reports progress, `ask QUESTION` needs an answer, `wait`
waits until it is cancelled, `stubborn` waits and cannot be cancelled, `fail` fails, `talk`
answers with a message instead of a task. Run with a port, `once` for a server without streams, and
`slow` for one that takes 14 seconds for a task and tells of each.
"""

from __future__ import annotations

import asyncio
import sys

import uvicorn
from a2a.helpers import new_task_from_user_message, new_text_message, new_text_part
from a2a.server.agent_execution import AgentExecutor, RequestContext
from a2a.server.events import EventQueue
from a2a.server.request_handlers import DefaultRequestHandlerV2
from a2a.server.routes import create_agent_card_routes, create_jsonrpc_routes
from a2a.server.tasks import InMemoryTaskStore, TaskUpdater
from a2a.types import AgentCapabilities, AgentCard, AgentInterface, AgentSkill
from a2a.utils.errors import TaskNotCancelableError
from starlette.applications import Starlette

_STUBBORN_SECS = 5.0
_SLOW_STEPS = 14


class ScriptedExecutor(AgentExecutor):
    """Does what a task's words say."""

    async def execute(self, context: RequestContext, event_queue: EventQueue) -> None:
        text = context.get_user_input()
        if text == "talk":
            await event_queue.enqueue_event(new_text_message("Just talking."))
            return
        assert context.message is not None
        task = context.current_task
        if task is None:
            task = new_task_from_user_message(context.message)
            await event_queue.enqueue_event(task)
        updater = TaskUpdater(event_queue, task.id, task.context_id)
        refers = ",".join(context.message.reference_task_ids)
        await updater.start_work(updater.new_agent_message([new_text_part("Looking into it.")]))
        if "slow" in sys.argv:
            await self._take_time(updater)
        await self._do(text, updater, refers)

    async def _take_time(self, updater: TaskUpdater) -> None:
        for step in range(_SLOW_STEPS):
            await asyncio.sleep(1.0)
            words = new_text_part(f"Reading page {step + 1}.")
            await updater.start_work(updater.new_agent_message([words]))

    async def _do(self, text: str, updater: TaskUpdater, refers: str) -> None:
        verb, _, rest = text.partition(" ")
        match verb:
            case "ask":
                question = updater.new_agent_message([new_text_part(rest)])
                await updater.requires_input(question)
                return
            case "wait":
                await asyncio.Event().wait()
            case "stubborn":
                await asyncio.sleep(_STUBBORN_SECS)
            case "fail":
                await updater.failed(updater.new_agent_message([new_text_part("No paper left.")]))
                return
        result = f"I was told: {text}." + (f" It goes on from {refers}." if refers else "")
        await updater.add_artifact([new_text_part(result)], name="result")
        await updater.complete()

    async def cancel(self, context: RequestContext, event_queue: EventQueue) -> None:
        if "stubborn" in context.get_user_input() or _is_stubborn(context):
            raise TaskNotCancelableError
        assert context.task_id is not None
        assert context.context_id is not None
        await TaskUpdater(event_queue, context.task_id, context.context_id).cancel()


def _is_stubborn(context: RequestContext) -> bool:
    task = context.current_task
    said = [part.text for each in (task.history if task else []) for part in each.parts]
    return any("stubborn" in text for text in said)


def team_app(port: int, *, streaming: bool) -> Starlette:
    """The server's app."""
    card = AgentCard(
        name="Scripted team",
        description="Does what it is told.",
        version="1",
        supported_interfaces=[
            AgentInterface(
                url=f"http://127.0.0.1:{port}/",
                protocol_binding="JSONRPC",
                protocol_version="1.0",
            )
        ],
        capabilities=AgentCapabilities(streaming=streaming),
        default_input_modes=["text/plain"],
        default_output_modes=["text/plain"],
        skills=[AgentSkill(id="do", name="Do", description="Does it.", tags=["do"])],
    )
    handler = DefaultRequestHandlerV2(ScriptedExecutor(), InMemoryTaskStore(), card)
    routes = [*create_agent_card_routes(card), *create_jsonrpc_routes(handler, "/")]
    return Starlette(routes=routes)


if __name__ == "__main__":
    at = int(sys.argv[1])
    uvicorn.run(team_app(at, streaming="once" not in sys.argv), port=at, log_level="warning")
