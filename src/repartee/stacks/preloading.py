"""What libraries import at their first use, imported before anybody waits for it."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib import import_module

from loguru import logger

from repartee.services.brains.anthropic import AnthropicBrain
from repartee.services.brains.chat import ChatBrain
from repartee.services.provider import BrainProvider

_OF_ANY_REQUEST = ("anyio._backends._asyncio", "genai_prices.data")
# The clients' packages are lazy themselves: their innermost modules are what takes time.
_OF_CHAT = (
    "openai.resources.chat.chat",
    "openai.resources.chat.completions.completions",
    "pydantic_ai.models.openai",
    "pydantic_ai.providers.openai",
)
_OF_ANTHROPIC = (
    "anthropic.resources.messages.messages",
    "pydantic_ai.models.anthropic",
    "pydantic_ai.providers.anthropic",
)


def preload(brains: Iterable[BrainProvider]) -> None:
    """Import what the first conversation with these brains would stop for.

    That would take 0.1 s, in which no other conversation goes on, too. Blocks.

    Args:
        brains: Whoever may be asked.
    """
    wanted = list(_OF_ANY_REQUEST)
    for brain in brains:
        if isinstance(brain, ChatBrain):
            wanted += _OF_CHAT
        elif isinstance(brain, AnthropicBrain):
            wanted += _OF_ANTHROPIC
    for name in dict.fromkeys(wanted):
        if name.partition(".")[0] not in sys.modules:
            continue  # nothing here uses that library
        try:
            import_module(name)
        except ImportError as error:
            # Of a library that has put it elsewhere: whoever needs it imports it there.
            logger.debug("{} cannot be imported ahead: {}", name, error)
