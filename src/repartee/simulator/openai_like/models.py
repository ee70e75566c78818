"""`GET …/models`."""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web

from repartee.simulator.standin import RefusedError

_CREATED = 1_735_689_600  # 2025-01-01; vendors give the day of each model


def list_models(models: Sequence[str], owner: str) -> web.Response:
    """All models.

    Args:
        models: Their ids.
        owner: Whom they belong to.
    """
    data = [model_entry(model, owner) for model in models]
    return web.json_response({"object": "list", "data": data})


def model_entry(model: str, owner: str) -> dict[str, object]:
    """One model, as lists have it."""
    return {"id": model, "object": "model", "created": _CREATED, "owned_by": owner}


def unknown_model(model: str) -> RefusedError:
    """What OpenAI says of a model it does not know."""
    return RefusedError(
        404,
        f"The model `{model}` does not exist or you do not have access to it.",
        "model_not_found",
        "model",
    )
