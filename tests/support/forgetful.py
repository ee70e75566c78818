"""A stack whose model takes few tokens, and knows nothing but what it is given."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

from pipecat.processors.aggregators.llm_context import LLMContext, standard_message_text
from pipecat.services.llm_service import LLMService

from repartee.conversation.parts import Choices
from repartee.services.context.room import Room
from repartee.services.context.windowed import WindowedService
from repartee.services.failover.brain import FailoverBrain
from repartee.services.failover.breaker import CircuitBreaker
from repartee.services.failover.chain import Candidate, Chain, OnNotice, Patience
from tests.support.scripted_stack import ScriptedBrain, ScriptedStack

_FACT = re.compile(r"the \w+ is \w+|first \w+, second \w+")
_WORDS = re.compile(r"at most (\d+) words")

Mind = Callable[[list[dict[str, object]]], str]


def recall(messages: list[dict[str, object]]) -> str:
    """Answer the last question from the messages alone."""
    *before, asked = [str(each["content"]) for each in messages]
    known = " ".join(before)
    if thing := re.match(r"What is the (\w+)", asked):
        found = re.findall(rf"the {thing[1]} is (\w+)", known)
        return f"The {thing[1]} is {found[-1]}." if found else "I do not know."
    if asked.startswith("And the second one"):
        found = re.findall(r"first \w+, second (\w+)", known)
        return f"It is {found[-1]}." if found else "I do not know."
    return "All right, go on."


def facts_in(transcript: str, instruction: str) -> str:
    """Sum up what was said: the facts of it, as many as there is room for, as a model does."""
    allowed = _WORDS.search(instruction)
    assert allowed is not None
    facts = " ".join(f"{each}." for each in dict.fromkeys(_FACT.findall(transcript)))
    return " ".join(facts.split()[: int(allowed[1])])


class ForgetfulModel(WindowedService, ScriptedBrain):
    """Answers from what fits; summaries keep the facts there is room for, as a model's do."""

    def __init__(self, mind: Mind, room: Room) -> None:
        super().__init__(mind)
        self.room = room
        self.left_out = 0
        """How often something of the conversation did not fit."""
        self.summaries: list[str] = []

    async def _respond(self, context: LLMContext) -> None:
        given = self.in_window(context)
        self.left_out += len(given.get_messages()) < len(context.get_messages())
        await super()._respond(given)

    async def run_inference(
        self,
        context: LLMContext,
        max_tokens: int | None = None,
        system_instruction: str | None = None,
        response_schema: dict[str, Any] | None = None,
    ) -> str:
        transcript = standard_message_text(context.get_messages()[-1])
        self.summaries.append(facts_in(transcript, system_instruction or ""))
        return self.summaries[-1]


class ForgetfulStack(ScriptedStack):
    """Its model is given so many tokens of a conversation."""

    def __init__(self, tokens: int, mind: Mind = recall) -> None:
        super().__init__(mind)
        self._mind = mind
        self._tokens = tokens
        self.models: list[ForgetfulModel] = []

    def brain(self, choices: Choices, on_notice: OnNotice) -> Any:
        def make() -> ForgetfulModel:
            self.models.append(ForgetfulModel(self._mind, Room(8192, wanted=self._tokens)))
            return self.models[-1]

        candidate: Candidate[LLMService[Any]] = Candidate(
            "model", "A model", make, CircuitBreaker(time.monotonic)
        )
        patience = Patience(first_secs=30, stall_secs=30, budget_secs=1)
        return FailoverBrain(Chain([candidate]), patience, on_notice, clock=time.monotonic)
