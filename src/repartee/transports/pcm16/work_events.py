"""What the agent does beside talking: its tools, and work that takes long."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, JsonValue

from repartee.transports.pcm16.event_model import ServerEventModel


class FunctionCallEvent(ServerEventModel):
    """The agent uses one of its tools."""

    type: Literal["function_call"] = "function_call"
    name: str
    arguments: dict[str, JsonValue] = Field({})
    call_id: str
    timestamp: AwareDatetime


class FunctionResultEvent(ServerEventModel):
    """A tool has finished, or was stopped.

    One that takes long has two of them: a first whose result is `pending`, and its real result.
    """

    type: Literal["function_result"] = "function_result"
    name: str
    call_id: str
    result: JsonValue = None
    cancelled: Annotated[bool, Field(description="Whether it was stopped before its end.")] = False
    timestamp: AwareDatetime


class QuestionEvent(ServerEventModel):
    """The agent asks before it does something; it says so aloud, too."""

    type: Literal["question"] = "question"
    id: Annotated[str, Field(description="For your `answer`.")]
    question: str


class QuestionSettledEvent(ServerEventModel):
    """A question is answered, or not open any more."""

    type: Literal["question_settled"] = "question_settled"
    id: str


class WorkState(StrEnum):
    """How work beside the talk stands."""

    WAITING = "waiting"
    """Another one is under way."""
    WORKING = "working"
    ASKING = "asking"
    """It goes on when somebody has answered `note`, aloud or by `assignment`."""
    PAUSED = "paused"
    DONE = "done"
    FAILED = "failed"
    """`note` says why."""
    DROPPED = "dropped"
    """Nobody wants it any more."""


class AssignmentEvent(ServerEventModel):
    """Work that goes on beside the talk has changed. Each event has all of it."""

    type: Literal["assignment"] = "assignment"
    desk: Annotated[str, Field(description="Who does it: `team` or `claude-code`.")]
    id: Annotated[int, Field(description="Counts the work of one desk, from 1.")]
    text: Annotated[str, Field(description="What is to be done.")]
    state: WorkState
    note: Annotated[
        str, Field(description="What is being done, or asked, or why it failed, as it is spoken.")
    ] = ""
    detail: Annotated[str, Field(description="What a question is about, as it is shown.")] = ""
    question: Annotated[int, Field(description="How many were asked; for your answer.")] = 0
    done: Annotated[int, Field(description="Steps behind it.")] = 0
    steps: Annotated[int, Field(description="Steps in all; 0 while nobody knows.")] = 0
    waiting: Annotated[int, Field(description="How many more wait for the same desk.")] = 0
    result: Annotated[str, Field(description="The whole result; its beginning is spoken.")] = ""


class NoticeEvent(ServerEventModel):
    """Something a tool or a part of the agent wants known."""

    type: Literal["notice"] = "notice"
    name: str
    data: dict[str, JsonValue] = Field({})
