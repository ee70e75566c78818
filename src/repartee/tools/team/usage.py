"""What a team's language model used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pydantic_ai.messages import ModelMessage, ModelResponse

from repartee.tools.used import Used


def used_in(messages: Iterable[ModelMessage]) -> Iterator[Used]:
    """What is billed for each answer of a model; no token is in two units.

    Args:
        messages: All of a run.
    """
    for answer in messages:
        if isinstance(answer, ModelResponse):
            tokens = answer.usage
            kept, written = tokens.cache_read_tokens, tokens.cache_write_tokens
            amounts = {
                "input_tokens": max(0, tokens.input_tokens - kept - written),
                "cached_tokens": kept,
                "cache_write_tokens": written,
                "output_tokens": tokens.output_tokens,
            }
            yield Used(answer.provider_name or "", answer.model_name or "", amounts)
