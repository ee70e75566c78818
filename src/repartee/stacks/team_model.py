"""What the team thinks with: the stack's own language models, as its agent library knows them."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic_ai.messages import ModelMessage, ModelResponse
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.models.fallback import FallbackModel
from pydantic_ai.models.wrapper import WrapperModel
from pydantic_ai.settings import ModelSettings

from repartee.services.brains.chat import ChatBrain
from repartee.services.provider import BrainProvider

# Work has more patience than talk.
_RETRIES = 3
_READ_SECS = 120.0


def model_of(brains: Sequence[BrainProvider]) -> Model:
    """Make a model of brains; a later one is asked when those before it fail.

    Args:
        brains: At least one, none of them built-in. Their connections are shared.
    """
    first, *others = [_Named(_one(brain), brain.id) for brain in brains]
    return FallbackModel(first, *others) if others else first


class _Named(WrapperModel):
    """A model whose answers tell by its id in the settings who is to be paid for them.

    To the library, all servers behind an OpenAI-like API are OpenAI.
    """

    def __init__(self, wrapped: Model, provider: str) -> None:
        super().__init__(wrapped)
        self._payee = provider

    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        answer = await super().request(messages, model_settings, model_request_parameters)
        answer.provider_name = self._payee
        return answer


def _one(brain: BrainProvider) -> Model:
    if isinstance(brain, ChatBrain):
        from pydantic_ai.models.openai import OpenAIChatModel
        from pydantic_ai.providers.openai import OpenAIProvider

        client = brain.client.with_options(max_retries=_RETRIES, timeout=_READ_SECS)
        return OpenAIChatModel(brain.model, provider=OpenAIProvider(openai_client=client))
    from pydantic_ai.models.anthropic import AnthropicModel
    from pydantic_ai.providers.anthropic import AnthropicProvider

    from repartee.services.brains.anthropic import AnthropicBrain

    if not isinstance(brain, AnthropicBrain):
        raise TypeError(f"{brain.label} has no language model for a team")
    claude = brain.client.with_options(max_retries=_RETRIES, timeout=_READ_SECS)
    return AnthropicModel(brain.model, provider=AnthropicProvider(anthropic_client=claude))
