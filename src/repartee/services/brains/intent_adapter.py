"""How the built-in brain sees a conversation: as it is."""

from __future__ import annotations

from typing import Any

from pipecat.adapters.llm.base_llm_adapter import BaseLLMAdapter
from pipecat.adapters.llm.schemas.tools_schema import ToolsSchema
from pipecat.processors.aggregators.llm_context import LLMContext


class TranscriptAdapter(BaseLLMAdapter[dict[str, Any]]):
    """An adapter to no provider.

    Without one, `LLMService` takes OpenAI's, whose package costs 0.6 s to import.
    """

    @property
    def id_for_llm_specific_messages(self) -> str:
        """Marks messages only this brain understands; there are none."""
        return "intents"

    async def get_llm_invocation_params(
        self,
        context: LLMContext,
        **kwargs: Any,  # noqa: ARG002 - Pipecat's signature
    ) -> dict[str, Any]:
        """Give the conversation unchanged.

        Args:
            context: The conversation.
            **kwargs: Unused.
        """
        return {"messages": context.messages}

    def to_provider_tools_format(self, tools_schema: ToolsSchema) -> list[Any]:
        """Describe the tools to nobody: the parser knows them by name.

        Args:
            tools_schema: The tools.
        """
        return [schema.to_default_dict() for schema in tools_schema.standard_tools]

    def get_messages_for_logging(self, context: LLMContext) -> list[dict[str, Any]]:
        """Give the messages for a log line, long values cut.

        Args:
            context: The conversation.
        """
        messages = context.get_messages(
            self.id_for_llm_specific_messages, truncate_large_values=True
        )
        return [dict(message) for message in messages if isinstance(message, dict)]
