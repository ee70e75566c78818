"""Figures for Prometheus."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Header
from fastapi.responses import Response
from prometheus_client.exposition import choose_encoder

from repartee.server.friends import friends_only
from repartee.telemetry.metrics.instruments import Instruments


def metrics_routes(
    instruments: Instruments, look: Callable[[], None], *, for_all: bool
) -> APIRouter:
    """The route that Prometheus scrapes.

    Args:
        instruments: The figures.
        look: Has those noted that tell how the server is at the moment.
        for_all: False where strangers may call.

    Returns:
        `GET /metrics`: as text, or as OpenMetrics for whoever asks for that.
    """
    router = APIRouter(dependencies=[Depends(friends_only(for_all))])

    @router.get("/metrics", response_class=Response)
    async def metrics(accept: Annotated[str, Header()] = "") -> Response:
        encode, content_type = _encoder_for(accept)
        look()
        # A large server's take some milliseconds, in which nobody's sound must wait.
        body = await asyncio.to_thread(encode, instruments.registry)
        return Response(body, media_type=content_type)

    return router


def _encoder_for(accept: str) -> tuple[Callable[..., bytes], str]:
    try:
        return choose_encoder(accept)
    except (TypeError, ValueError):
        # The library stumbles over a version that is no number.
        return choose_encoder("")
