from __future__ import annotations

import asyncio
import contextlib

from pipecat.frames.frames import ErrorFrame
from pipecat.utils.errors import ErrorCategory, extract_http_status_code

from repartee.services.addresses import without_version
from repartee.services.brains.chat import ChatBrain, ChatLLMService
from repartee.services.config import BrainConfig
from repartee.services.ollama_models import OllamaModels, is_among, names_in
from repartee.services.openai_like import versioned
from repartee.services.probe import Answer, Probe, degraded, healthy
from repartee.services.progress import OnProgress
from repartee.services.provider import Check, ProviderError
from repartee.services.served_model import ServedModel
from repartee.services.vendor import OLLAMA


class OllamaLLMService(ChatLLMService):
    """A model that Ollama runs, for one conversation."""

    model_variable = "OLLAMA_MODEL"

    def sentence_for(self, error: ErrorFrame) -> str:
        """What happened, why, and what to do.

        Args:
            error: An error whose category is settled.
        """
        status = extract_http_status_code(error.exception) if error.exception else None
        if status == 404 and error.category is ErrorCategory.INVALID_REQUEST:
            model = self.settings.model
            return (
                f"Ollama has no model {model}. "
                f"Fetch it with: ollama pull {model}. Or set OLLAMA_MODEL to one that it has."
            )
        return super().sentence_for(error)


class OllamaBrain(ServedModel, ChatBrain):
    """Makes services of a model that Ollama runs."""

    id = "ollama"
    service = OllamaLLMService
    vendor = OLLAMA
    model_variable = "OLLAMA_MODEL"
    default_model = "llama3.2:3b"
    default_context = 4096
    limits_completion_tokens = False
    reads_ahead = True

    def __init__(self, config: BrainConfig) -> None:
        """Describe the brain; nothing is opened.

        Args:
            config: Model, address and sampling.
        """
        super().__init__(config)
        self._loading: asyncio.Task[None] | None = None

    @staticmethod
    def api_address(address: str) -> str:
        """Where the API itself is.

        Args:
            address: As configured, usually without `/v1`.
        """
        return versioned(address)

    async def start(self) -> None:
        """Open the pool of connections, and have the model loaded if it is there.

        A missing model is no error here: `missing_model` and `pull` get it.
        """
        await super().start()
        self._loading = asyncio.create_task(self._load())

    async def close(self) -> None:
        """Close the pool."""
        loading, self._loading = self._loading, None
        if loading is not None:
            loading.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await loading
        await super().close()

    async def pull(self, on_progress: OnProgress) -> None:
        """Have the server fetch the model, and load it.

        Args:
            on_progress: Told how far it is.

        Raises:
            ProviderError: If the model does not exist, or the server or its registry fails.
        """
        await super().pull(on_progress)
        await self._load()

    async def check(self) -> Check:
        """Ask which models are there."""
        probe = Probe(self.vendor, without_version(self._address), "/api/tags")
        return await probe.check(self._judge_models)

    @property
    def _models(self) -> OllamaModels:
        return OllamaModels(self._address)

    def _known_limit(self) -> int:
        """What Ollama loads any model with; until it tells otherwise."""
        return self.default_context

    def _judge_models(self, answer: Answer) -> Check:
        if is_among(self.model, names_in(answer.body)):
            return healthy(f"{self.model} is there", answer.millis)
        fix = f"Fetch it with: ollama pull {self.model}"
        return degraded(f"it has no model {self.model}", fix, answer.millis)

    async def _load(self) -> None:
        # The model may be missing, or the server away; the first answer then tells.
        with contextlib.suppress(ProviderError):
            await self._models.load(self.model)
            self._room.learn_limit(await self._models.context_tokens(self.model))
