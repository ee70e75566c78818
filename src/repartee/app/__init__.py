"""The composition root: settings and a stack in, wired FastAPI app out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import FastAPI

    from repartee.settings import Settings
    from repartee.stacks.stack import Stack


def create_app(settings: Settings, stack: Stack) -> FastAPI:
    """Wire the server.

    Args:
        settings: Everything the environment says.
        stack: Ears, brain and voice, already started; it is closed by whoever started it.

    Returns:
        The app; its lifespan ends all conversations when the server stops.
    """
    # Seconds of imports, which commands need not pay that want a single part of it.
    from repartee.app.assembly import create_app as assemble

    return assemble(settings, stack)
