from __future__ import annotations

import asyncio
import time
from typing import Any

import anthropic
from anthropic import AsyncStream
from anthropic.types.beta import BetaMessage, BetaRawMessageStreamEvent, BetaUsage
from pipecat.adapters.llm.services.anthropic_adapter import AnthropicLLMInvocationParams
from pipecat.metrics.metrics import LLMTokenUsage
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.services.anthropic.llm import (
    AnthropicLLMService,
    AnthropicLLMSettings,
    AnthropicThinkingConfig,
)
from pipecat.utils.http import TIMEOUT_EXCEPTIONS

from repartee.services.brains.claude_clients import ClaudeClient, open_claude
from repartee.services.brains.claude_stream import CheckedClaudeStream
from repartee.services.brains.claude_thinking import plan_thinking
from repartee.services.candid import CandidService, sentence
from repartee.services.config import BrainConfig
from repartee.services.context.limits import known_limit, told_limit
from repartee.services.context.room import Room
from repartee.services.context.windowed import WindowedService
from repartee.services.faults import BrokenOffError, classify, said_by
from repartee.services.probe import Answer, Probe, degraded, healthy
from repartee.services.provider import Check, ProviderError
from repartee.services.vendor import ANTHROPIC

_DEFAULT_MODEL = "claude-sonnet-4-6"
_DEFAULT_MAX_TOKENS = 1024  # minutes of speech; Pipecat's 4096 would be a lecture
_API_VERSION = "2023-06-01"
_CHECK_SECS = 4.5


class ClaudeLLMService(CandidService, WindowedService, AnthropicLLMService):
    """Claude, for one conversation.

    An answer that breaks off is an error and not an answer. Thoughts travel as frames of their own,
    which no voice speaks.
    """

    vendor = ANTHROPIC
    model_variable = "LLM_MODEL"

    def __init__(
        self, client: ClaudeClient, *, settings: AnthropicLLMSettings, room: Room | None = None
    ) -> None:
        """Make the service.

        Args:
            client: The connections that all conversations share.
            settings: Model, thinking, caching and sampling.
            room: How much of a conversation the model takes; None for what is usual.
        """
        self.room = room or Room(known_limit(_DEFAULT_MODEL))
        self._used_beside: LLMTokenUsage | None = None
        super().__init__(api_key="", client=client, settings=settings)

    @staticmethod
    def prompt_tokens(usage: LLMTokenUsage) -> int:
        """All tokens of a prompt: Anthropic counts apart what it had kept, and what it keeps now.

        Args:
            usage: As Anthropic tells it.
        """
        kept = (usage.cache_read_input_tokens or 0) + (usage.cache_creation_input_tokens or 0)
        return usage.prompt_tokens + kept

    async def infer(
        self, context: LLMContext, most: int, instruction: str
    ) -> tuple[str | None, LLMTokenUsage | None]:
        """Ask Claude something beside the talk.

        Args:
            context: What it is given.
            most: How many tokens it may write.
            instruction: What it is to do.

        Returns:
            What it wrote, and what that used.
        """
        text, _ = await super().infer(context, most, instruction)
        used, self._used_beside = self._used_beside, None
        return text, used

    def _handle_stop_reason(self, result: Any) -> None:
        """Learn what a whole message used: stock looks at nothing else of it but its text."""
        if isinstance(result, BetaMessage):
            self._used_beside = _usage_of(result.usage)
        super()._handle_stop_reason(result)

    async def _get_llm_invocation_params(self, context: LLMContext) -> AnthropicLLMInvocationParams:
        return await super()._get_llm_invocation_params(self.in_window(context))

    async def _create_message_stream(
        self, api_call: Any, params: dict[str, Any]
    ) -> CheckedClaudeStream:
        if params.get("tools"):
            # Pipecat runs only the last of several calls that come together.
            params.setdefault("tool_choice", {"type": "auto", "disable_parallel_tool_use": True})
        stream: AsyncStream[BetaRawMessageStreamEvent]
        try:
            stream = await super()._create_message_stream(api_call, params)
        except TIMEOUT_EXCEPTIONS as error:
            raise BrokenOffError("it does not answer") from error
        return CheckedClaudeStream(stream)


class AnthropicBrain:
    """Makes services of Claude, by Anthropic's own API, Amazon Bedrock or Google Vertex."""

    id = "anthropic"

    def __init__(self, config: BrainConfig) -> None:
        """Describe the brain; nothing is opened.

        Args:
            config: Model, door, key, thinking and sampling.
        """
        self.model = config.model or _DEFAULT_MODEL
        self._config = config
        self._client: ClaudeClient | None = None
        self._room = Room(known_limit(self.model), config.context_tokens)

    @property
    def label(self) -> str:
        """What people call it."""
        door = {"api": "", "bedrock": " at Amazon Bedrock", "vertex": " at Google Vertex"}
        return f"Anthropic {self.model}{door[self._config.client]}"

    async def start(self) -> None:
        """Open the pool of connections.

        Raises:
            ProviderError: If the key is missing, or what Bedrock or Vertex needs is.
        """
        if self._config.client == "api":
            self._probe().require(self.label)
        try:
            await asyncio.to_thread(self._open)
        except (ImportError, ValueError, anthropic.AnthropicError) as error:
            raise ProviderError(
                f"{self.label} cannot be reached: {error}. Look at ANTHROPIC_REGION and "
                f"ANTHROPIC_PROJECT, and install it with: pip install -e '.[{self._extra}]'."
            ) from error

    async def close(self) -> None:
        """Close the pool."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    @property
    def client(self) -> ClaudeClient:
        """The connections that all share; for work beside the talk, too."""
        return self._open()

    def brain(self) -> ClaudeLLMService:
        """Make the service of one session."""
        return ClaudeLLMService(self._open(), settings=self._settings(), room=self._room)

    async def check(self) -> Check:
        """Ask for the model by name; of Bedrock and Vertex, for an answer of one token."""
        if self._config.client != "api":
            return await self._check_by_answer()
        probe = self._probe()
        if (wrong := probe.missing()) is not None:
            return wrong
        answer = await probe.ask()
        if isinstance(answer, Answer) and answer.status == 404:
            fix = "Set LLM_MODEL to one that your account has, such as claude-sonnet-4-6."
            return degraded(f"there is no model {self.model}", fix, answer.millis)
        if (wrong := probe.judge(answer)) is not None:
            return wrong
        assert isinstance(answer, Answer)  # noqa: S101 - `judge` has found the rest wrong
        self._room.learn_limit(told_limit(answer.body, self.model))
        return healthy(f"{self.model} is there", answer.millis)

    async def _check_by_answer(self) -> Check:
        began = time.monotonic()
        try:
            async with asyncio.timeout(_CHECK_SECS):
                client = await asyncio.to_thread(self._open)
                await client.messages.create(
                    model=self.model,
                    max_tokens=1,
                    messages=[{"role": "user", "content": "Hi"}],
                )
        except Exception as error:  # noqa: BLE001 - Amazon's and Google's clients raise anything
            said = sentence(ANTHROPIC, classify(error), said_by(error), "LLM_MODEL")
            fix = f"Look at your credentials for {self._config.client}, and at ANTHROPIC_REGION."
            return degraded(said, fix, 1000 * (time.monotonic() - began))
        return healthy(f"{self.model} answers", 1000 * (time.monotonic() - began))

    @property
    def _extra(self) -> str:
        return "bedrock" if self._config.client == "bedrock" else "vertex"

    def _probe(self) -> Probe:
        key = self._config.api_key
        address = (self._config.base_url or ANTHROPIC.address).rstrip("/")
        headers = {"x-api-key": key.get_secret_value(), "anthropic-version": _API_VERSION}
        return Probe(ANTHROPIC, address, f"/v1/models/{self.model}", headers, key)

    def _open(self) -> ClaudeClient:
        if self._client is None:
            self._client = open_claude(self._config)
        return self._client

    def _settings(self) -> AnthropicLLMSettings:
        config = self._config
        plan = plan_thinking(self.model, config.thinking)
        settings = AnthropicLLMSettings(
            model=self.model,
            max_tokens=(config.max_tokens or _DEFAULT_MAX_TOKENS) + plan.extra_tokens,
            enable_prompt_caching=True,
            effort=plan.effort,
        )
        if plan.kind is not None:
            # Left out where it is not given: Pipecat sends what was set.
            budget = {"budget_tokens": plan.budget_tokens} if plan.budget_tokens else {}
            thinking = AnthropicThinkingConfig(type=plan.kind, **budget)
            settings.thinking = thinking  # type: ignore[assignment]  # Pipecat's alias of it
            return settings  # a model that thinks takes no sampling settings
        # Newer models refuse both at once.
        if config.temperature is not None:
            settings.temperature = config.temperature
        elif config.top_p is not None:
            settings.top_p = config.top_p
        return settings


def _usage_of(usage: BetaUsage) -> LLMTokenUsage:
    kept = usage.cache_read_input_tokens or 0
    written = usage.cache_creation_input_tokens or 0
    return LLMTokenUsage(
        prompt_tokens=usage.input_tokens,
        completion_tokens=usage.output_tokens,
        total_tokens=usage.input_tokens + kept + written + usage.output_tokens,
        cache_read_input_tokens=kept,
        cache_creation_input_tokens=written,
    )
