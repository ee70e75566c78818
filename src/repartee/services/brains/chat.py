"""What all brains behind an OpenAI-like API have in common."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any, ClassVar, cast

from openai import AsyncOpenAI, AsyncStream
from openai.types.chat import ChatCompletion, ChatCompletionChunk
from pipecat.frames.frames import Frame
from pipecat.metrics.metrics import LLMTokenUsage
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.frame_processor import FrameDirection
from pipecat.services.openai.base_llm import OpenAILLMSettings
from pipecat.services.openai.llm import OpenAILLMService
from pipecat.utils.types import assert_given

from repartee.services.addresses import is_nearby
from repartee.services.brains.chat_stream import CheckedChatStream
from repartee.services.brains.readiness import Readiness
from repartee.services.candid import CandidService
from repartee.services.config import BrainConfig
from repartee.services.context.limits import known_limit, told_limit
from repartee.services.context.room import Room
from repartee.services.context.windowed import WindowedService
from repartee.services.openai_like import OpenAILike
from repartee.services.probe import Answer
from repartee.services.provider import Check
from repartee.services.turn_comes import TurnComesFrame
from repartee.services.vendor import Vendor


class ChatLLMService(CandidService, WindowedService, OpenAILLMService):
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
        room: Room | None = None,
        knows_developer_role: bool = False,
        readiness: Readiness | None = None,
    ) -> None:
        """Make the service.

        Args:
            client: The connections that all conversations share.
            vendor: Who serves.
            settings: Model and sampling.
            room: How much of a conversation the model takes; None for what is usual.
            knows_developer_role: Whether messages may have OpenAI's role of that name.
            readiness: Of the server; None where nothing is to be done for it.
        """
        self._shared_client = client
        self._readiness = readiness or Readiness(client, reads_ahead=False)
        self._preparing: asyncio.Task[None] | None = None
        self.vendor = vendor
        self.room = room or Room(0)
        self.supports_developer_role = knows_developer_role
        super().__init__(settings=settings)

    def create_client(self, *_: Any, **__: Any) -> AsyncOpenAI:
        """The shared client instead of one of its own."""
        return self._shared_client

    async def get_chat_completions(self, context: LLMContext) -> AsyncStream[ChatCompletionChunk]:
        """Ask for an answer.

        Args:
            context: The conversation; the model is given what fits of it.

        Returns:
            A stream that raises if it ends before the answer does.
        """
        await self._prepare_no_more()
        self._readiness.used()
        stream = await super().get_chat_completions(self.in_window(context))
        return cast("AsyncStream[ChatCompletionChunk]", CheckedChatStream(stream))

    async def infer(
        self, context: LLMContext, most: int, instruction: str
    ) -> tuple[str | None, LLMTokenUsage | None]:
        """Ask the model something beside the talk, as stock does, which drops what it used.

        Args:
            context: What it is given.
            most: How many tokens it may write.
            instruction: What it is to do.

        Returns:
            What it wrote, and what that used.
        """
        params = await self._request(context, instruction)
        params.pop("stream_options", None)
        longest = "max_completion_tokens" if "max_completion_tokens" in params else "max_tokens"
        params.update({"stream": False, longest: most})
        answer: ChatCompletion = await self._client.chat.completions.create(**params)
        used = self._token_usage(answer.usage) if answer.usage else None
        return answer.choices[0].message.content, used

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Get ready while the caller speaks."""
        idle = self._preparing is None or self._preparing.done()
        if isinstance(frame, TurnComesFrame) and idle:
            preparing = self._readiness.prepare(partial(self._next_request, frame.context))
            self._preparing = self.create_task(preparing, f"{self}::get ready")
        await super().process_frame(frame, direction)

    async def cleanup(self) -> None:
        """Stop getting ready."""
        await self._prepare_no_more()
        await super().cleanup()

    async def _prepare_no_more(self) -> None:
        preparing, self._preparing = self._preparing, None
        if preparing is not None and not preparing.done():
            await self.cancel_task(preparing)

    async def _next_request(self, context: LLMContext) -> dict[str, Any]:
        instruction = assert_given(vars(self._settings)["system_instruction"])
        return await self._request(self.in_window(context), instruction)

    async def _request(self, context: LLMContext, instruction: str | None) -> dict[str, Any]:
        asked = await self.get_llm_adapter().get_llm_invocation_params(
            context,
            system_instruction=instruction,
            convert_developer_to_user=not self.supports_developer_role,
        )
        return self.build_chat_completion_params(asked)


class ChatBrain(OpenAILike):
    """Makes language model services of an OpenAI-like API."""

    id: ClassVar[str]
    service: ClassVar[type[ChatLLMService]] = ChatLLMService
    model_variable = "LLM_MODEL"
    default_temperature: ClassVar[float | None] = None
    default_top_p: ClassVar[float | None] = None
    default_max_tokens: ClassVar[int | None] = None
    default_context: ClassVar[int] = 0
    """Tokens that its models take where nothing is known of the one that is configured."""
    knows_developer_role: ClassVar[bool] = False
    reads_ahead: ClassVar[bool] = False
    """Whether its server is one's own, and may read what it is not asked to answer yet."""
    limits_completion_tokens: ClassVar[bool] = True
    """Whether the longest answer is `max_completion_tokens`; older servers know `max_tokens`."""

    def __init__(self, config: BrainConfig) -> None:
        """Describe the brain; nothing is opened.

        Args:
            config: Model, address, key and sampling.
        """
        super().__init__(config.model, config.base_url, config.api_key)
        self._config = config
        self._room = Room(self._known_limit(), config.context_tokens)
        self._readiness: Readiness | None = None

    @property
    def client(self) -> AsyncOpenAI:
        """The connections that all share; for work beside the talk, too."""
        return self._open()

    def brain(self) -> ChatLLMService:
        """Make the service of one session."""
        return self.service(
            self._open(),
            self.vendor,
            settings=self._settings(),
            room=self._room,
            knows_developer_role=self.knows_developer_role,
            readiness=self._ready(),
        )

    def _ready(self) -> Readiness:
        client = self._open()
        if self._readiness is None or self._readiness.client is not client:
            nearby = self.reads_ahead and is_nearby(self._address)
            self._readiness = Readiness(client, reads_ahead=nearby)
        return self._readiness

    def _known_limit(self) -> int:
        """Tokens that the model takes, as far as that is known without asking."""
        return known_limit(self.model) or self.default_context

    def _judge_models(self, answer: Answer) -> Check:
        self._room.learn_limit(told_limit(answer.body, self.model))
        return super()._judge_models(answer)

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
