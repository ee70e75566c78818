from __future__ import annotations

from repartee.services.brains.chat import ChatBrain
from repartee.services.vendor import COMPATIBLE_BRAIN, OPENAI


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

    @property
    def label(self) -> str:
        """What people call it."""
        return f"{self.model or 'a model'} at {self._address or 'no address'}"
