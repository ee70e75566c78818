"""What all brains behind an OpenAI-like API have in common."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from openai import AsyncOpenAI, AsyncStream
from openai.types.chat import ChatCompletionChunk
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.services.openai.base_llm import OpenAILLMSettings
from pipecat.services.openai.llm import OpenAILLMService
from pydantic import SecretStr

from repartee.services.brains.chat_stream import CheckedChatStream
from repartee.services.candid import CandidService
from repartee.services.config import BrainConfig
from repartee.services.openai_client import open_client
from repartee.services.probe import Answer, Probe, degraded, healthy, ids_in
from repartee.services.provider import Check, ProviderError
from repartee.services.vendor import Vendor

_MODELS_NAMED = 3


class ChatLLMService(CandidService, OpenAILLMService):
    """A language model behind an OpenAI-like API, for one conversation.

    An answer that breaks off, or is garbage, is an error and not an answer.
    """

    model_variable = "LLM_MODEL"

    def __init__(
        self,
        client: AsyncOpenAI,
        vendor: Vendor,
        *,
        settings: OpenAILLMSettings,
        knows_developer_role: bool = False,
    ) -> None:
        """Make the service.

        Args:
            client: The connections that all conversations share.
            vendor: Who serves.
            settings: Model and sampling.
            knows_developer_role: Whether messages may have OpenAI's role of that name.
        """
        self._shared_client = client
        self.vendor = vendor
        self.supports_developer_role = knows_developer_role
        super().__init__(settings=settings)

    def create_client(self, *_: Any, **__: Any) -> AsyncOpenAI:
        """The shared client instead of one of its own."""
        return self._shared_client

    async def get_chat_completions(self, context: LLMContext) -> AsyncStream[ChatCompletionChunk]:
        """Ask for an answer.

        Args:
            context: The conversation.

        Returns:
            A stream that raises if it ends before the answer does.
        """
        stream = await super().get_chat_completions(context)
        return cast("AsyncStream[ChatCompletionChunk]", CheckedChatStream(stream))


class ChatBrain:
    """Makes language model services of an OpenAI-like API."""

    id: ClassVar[str]
    vendor: ClassVar[Vendor]
    default_model: ClassVar[str] = ""
    default_temperature: ClassVar[float | None] = None
    default_top_p: ClassVar[float | None] = None
    default_max_tokens: ClassVar[int | None] = None
    knows_developer_role: ClassVar[bool] = False
    limits_completion_tokens: ClassVar[bool] = True
    """Whether the longest answer is `max_completion_tokens`; older servers know `max_tokens`."""

    def __init__(self, config: BrainConfig) -> None:
        """Describe the brain; nothing is opened.

        Args:
            config: Model, address, key and sampling.
        """
        self.model = config.model or self.default_model
        self._address = self.api_address(config.base_url or self.vendor.address)
        self._key: SecretStr = config.api_key
        self._config = config
        self._client: AsyncOpenAI | None = None

    @property
    def label(self) -> str:
        """What people call it."""
        return f"{self.vendor.name} {self.model}".strip()

    @staticmethod
    def api_address(address: str) -> str:
        """Where the API itself is.

        Args:
            address: As configured.
        """
        return address.rstrip("/")

    async def start(self) -> None:
        """Open the pool of connections.

        Raises:
            ProviderError: If key, address or model is missing.
        """
        wrong = self._probe().missing()
        if wrong is not None:
            raise ProviderError(f"{self.label}: {wrong.finding}. {wrong.fix}")
        if not self.model:
            raise ProviderError(f"{self.vendor.name}: no model is chosen. Set LLM_MODEL.")
        self._open()

    async def close(self) -> None:
        """Close the pool."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    @property
    def client(self) -> AsyncOpenAI:
        """The connections that all share; for work beside the talk, too."""
        return self._open()

    def brain(self) -> ChatLLMService:
        """Make the service of one session."""
        return ChatLLMService(
            self._open(),
            self.vendor,
            settings=self._settings(),
            knows_developer_role=self.knows_developer_role,
        )

    async def check(self) -> Check:
        """Ask for the list of models."""
        probe = self._probe()
        if (wrong := probe.missing()) is not None:
            return wrong
        answer = await probe.ask()
        if (wrong := probe.judge(answer)) is not None:
            return wrong
        assert isinstance(answer, Answer)  # noqa: S101 - `judge` has found the rest wrong
        return self._judge_models(answer)

    def _judge_models(self, answer: Answer) -> Check:
        there = ids_in(answer.body)
        if there and self.model not in there:
            some = ", ".join(there[:_MODELS_NAMED])
            return degraded(
                f"it has no model {self.model}", f"Set LLM_MODEL, to {some}.", answer.millis
            )
        return healthy(f"{self.model or 'it'} is there", answer.millis)

    def _probe(self) -> Probe:
        key = self._key.get_secret_value()
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        return Probe(self.vendor, self._address, "/models", headers, self._key)

    def _open(self) -> AsyncOpenAI:
        if self._client is None:
            self._client = open_client(self._address, self._key.get_secret_value())
        return self._client

    def _settings(self) -> OpenAILLMSettings:
        settings = OpenAILLMSettings(model=self.model)
        temperature = _first(self._config.temperature, self.default_temperature)
        top_p = _first(self._config.top_p, self.default_top_p)
        longest = _first(self._config.max_tokens, self.default_max_tokens)
        if temperature is not None:
            settings.temperature = temperature
        if top_p is not None:
            settings.top_p = top_p
        if longest is not None and self.limits_completion_tokens:
            settings.max_completion_tokens = int(longest)
        elif longest is not None:
            settings.max_tokens = int(longest)
        return settings


def _first(configured: float | None, default: float | None) -> float | None:
    return default if configured is None else configured
