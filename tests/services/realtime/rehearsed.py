"""A talker in front of the stand-in for OpenAI's Realtime API."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from pipecat.pipeline.pipeline import Pipeline
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import (
    LLMContextAggregatorPair,
    LLMUserAggregatorParams,
)
from pipecat.turns.user_turn_strategies import ExternalUserTurnStrategies
from pydantic import SecretStr

from repartee.services.failover.chain import Notice
from repartee.services.realtime.config import RealtimeConfig
from repartee.services.realtime.openai import OpenAIRealtime
from repartee.services.realtime.talker import RealtimeTalker
from repartee.services.realtime.typed import Typing
from repartee.simulator.delays import DelayChoice
from repartee.simulator.journal import Fact
from repartee.simulator.simulator import Simulator
from tests.simulator.conftest import AT_ONCE, scripted
from tests.support.service_bench import Bench, bench

AS_PUBLISHED = DelayChoice()


@dataclass
class Rehearsal:
    """A conversation with a model that is none."""

    simulator: Simulator
    bench: Bench
    talker: RealtimeTalker
    context: LLMContext
    notices: list[Notice] = field(default_factory=list)

    async def ask(self, text: str) -> None:
        """Type a question."""
        await self.talker.take_typed([{"role": "user", "content": text}], answer=True)

    async def session(self) -> dict[str, Fact]:
        """How the server was told to go on, as it understood that."""
        await self.bench.until(lambda: self.talker.is_ready)
        return self.simulator.journal.of("openai", "realtime")[-1].facts

    def connections(self) -> int:
        """How often the server was called."""
        return len(self.simulator.journal.of("openai", "realtime"))


@asynccontextmanager
async def rehearsal(
    *,
    hears: tuple[str, ...] = (),
    delays: DelayChoice = AT_ONCE,
    messages: Sequence[Any] = (),
    tools: Sequence[Any] = (),
    key: str = "simulated-openai",
    voice: str = "",
    language: str = "",
    in_context: bool = False,
    config: Mapping[str, Any] = MappingProxyType({}),
) -> AsyncIterator[Rehearsal]:
    """Talk to the stand-in.

    Args:
        hears: What its ears hear.
        delays: How fast it is.
        messages: What was said before.
        tools: What the model may call.
        key: The key it is shown.
        voice: What the caller chose.
        language: Likewise.
        in_context: Whether what is said gets into the context.
        config: Settings of the provider.
    """
    async with scripted("openai", hears=hears, delays=delays) as simulator:
        provider = OpenAIRealtime(
            RealtimeConfig(
                base_url=f"{simulator.urls['openai']}/v1", api_key=SecretStr(key), **config
            )
        )
        notices: list[Notice] = []
        talker = provider.talker("You are scripted.", voice, language, notices.append)
        context = LLMContext(list(messages), tools=list(tools))
        talker.attend(context)
        user, _ = LLMContextAggregatorPair(
            context,
            user_params=LLMUserAggregatorParams(user_turn_strategies=ExternalUserTurnStrategies()),
        )
        place = Pipeline([Typing(user.push_aggregation), user, talker])
        async with bench(place if in_context else talker) as running:
            yield Rehearsal(simulator, running, talker, context, notices)
