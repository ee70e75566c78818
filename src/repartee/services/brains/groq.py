from __future__ import annotations

from pipecat.services.openai.base_llm import OpenAILLMSettings

from repartee.services.brains.chat import ChatBrain
from repartee.services.vendor import GROQ


class GroqBrain(ChatBrain):
    """Makes services of the models that Groq runs."""

    id = "groq"
    vendor = GROQ
    default_model = "openai/gpt-oss-120b"
    default_context = 131_072

    def _settings(self) -> OpenAILLMSettings:
        settings = super()._settings()
        if "gpt-oss" in self.model:
            # These always think first; the caller waits meanwhile.
            settings.extra = {"reasoning_effort": "low"}
        return settings
