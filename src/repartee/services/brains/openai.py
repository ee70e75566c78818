from __future__ import annotations

import asyncio
import contextlib

from loguru import logger

from repartee.services.brains.chat import ChatBrain
from repartee.services.config import BrainConfig
from repartee.services.served_limit import served_limit
from repartee.services.vendor import COMPATIBLE_BRAIN, OPENAI

_ASK_AGAIN_SECS = 15.0  # a server of one's own may start later, and load for minutes


class OpenAIBrain(ChatBrain):
    """Makes services of OpenAI's models."""

    id = "openai"
    vendor = OPENAI
    default_model = "gpt-4.1"
    default_context = 128_000
    knows_developer_role = True


class OpenAICompatibleBrain(ChatBrain):
    """Makes services of any server that speaks OpenAI's chat API, such as llama.cpp or vLLM."""

    id = "openai-compatible"
    vendor = COMPATIBLE_BRAIN
    limits_completion_tokens = False
    reads_ahead = True

    def __init__(self, config: BrainConfig) -> None:
        """Describe the brain; nothing is opened.

        Args:
            config: Model, address, key and sampling.
        """
        super().__init__(config)
        self._asking: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Open the pool of connections, and ask beside it how much the model takes.

        Raises:
            ProviderError: If address or model is missing.
        """
        await super().start()
        self._asking = asyncio.create_task(self._ask_limit())

    async def close(self) -> None:
        """Close the pool."""
        asking, self._asking = self._asking, None
        if asking is not None:
            asking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asking
        await super().close()

    async def _ask_limit(self) -> None:
        told = await served_limit(self._probe(), self.model)
        while told is None:
            await asyncio.sleep(_ASK_AGAIN_SECS)
            told = await served_limit(self._probe(), self.model)
        self._room.learn_limit(told)
        if told:
            logger.info("{} takes {} tokens", self.label, told)

    @property
    def label(self) -> str:
        """What people call it."""
        return f"{self.model or 'a model'} at {self._address or 'no address'}"
