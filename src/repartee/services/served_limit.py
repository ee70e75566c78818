"""Asking a server of one's own how much of a conversation its model takes."""

from __future__ import annotations

import contextlib
from typing import Any

from repartee.services.addresses import without_version
from repartee.services.context.limits import slot_limit, told_limit, trained_limit
from repartee.services.ollama_models import OllamaModels
from repartee.services.probe import Answer, Probe
from repartee.services.provider import ProviderError


async def served_limit(probe: Probe, model: str) -> int | None:
    """Ask how many tokens a model takes, prompt and answer together.

    Not every server tells by the list that all of them have: llama.cpp says there what the model
    was trained with, LM Studio and Ollama say nothing. Each has another place to ask at.

    Args:
        probe: Asks for the list of models.
        model: Its id.

    Returns:
        0 where nobody tells; None where nobody answers.
    """
    answer = await probe.ask()
    if not isinstance(answer, Answer) or answer.status >= 500:
        return None
    listed = _body(answer)
    if told := told_limit(listed, model):
        return told
    server = Probe(probe.vendor, without_version(probe.address), "", probe.headers, probe.key)
    return (
        slot_limit(_body(await server.ask("/props")))
        or told_limit(_body(await server.ask("/api/v0/models")), model)
        or await _ollamas(server.address, model)
        or trained_limit(listed, model)
    )


async def _ollamas(address: str, model: str) -> int:
    with contextlib.suppress(ProviderError):
        return await OllamaModels(address).context_tokens(model)
    return 0


def _body(answer: object) -> Any:
    return answer.body if isinstance(answer, Answer) and answer.status < 400 else None
