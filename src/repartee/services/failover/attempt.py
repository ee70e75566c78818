from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from pipecat.frames.frames import (
    ErrorFrame,
    FunctionCallsStartedFrame,
    LLMTextFrame,
    LLMThoughtStartFrame,
    LLMThoughtTextFrame,
)
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.services.llm_service import LLMService

from repartee.services.failover.chain import Candidate

SIGNS_OF_LIFE = (
    FunctionCallsStartedFrame,
    LLMTextFrame,
    LLMThoughtStartFrame,
    LLMThoughtTextFrame,
)


@dataclass
class Attempt:
    """One try of one provider to answer."""

    candidate: Candidate[LLMService[Any]]
    context: LLMContext
    sign: asyncio.Event = field(default_factory=asyncio.Event)
    """Set whenever something came."""
    alive: bool = False
    """Whether anything of an answer came."""
    ended: bool = False
    error: ErrorFrame | None = None

    def lives(self) -> None:
        """Something of an answer came."""
        self.alive = True
        self.sign.set()

    def ends(self) -> None:
        """The answer is complete."""
        self.ended = True
        self.sign.set()

    def fails(self, error: ErrorFrame) -> None:
        """It went wrong."""
        self.error = error
        self.sign.set()


def is_asked(context: LLMContext) -> bool:
    """Whether the caller has the last word, so that silence is no answer."""
    last = context.messages[-1] if context.messages else None
    return isinstance(last, dict) and last.get("role") == "user"
