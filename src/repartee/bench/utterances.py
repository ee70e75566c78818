"""What callers say to the servers that are measured."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from repartee.caller import Recording
from repartee.caller.synthesis import synthesise

VOICES = ("slt", "rms", "awb")
"""Flite's; espeak-ng speaks where flite is not installed, with one voice."""

SENTENCES = (
    "What is the weather like today?",
    "Tell me a short story.",
    "I would like to book a table for two.",
    "How far is it to the station?",
    "Could you read that again please?",
    "What time does the museum open?",
)

FINISHED_AT_ONCE = SENTENCES[2]
"""What stock Pipecat's model, too, calls finished when it is first asked: no wait of 3 s hides what
a server's other sessions add."""


async def spoken(sentences: Sequence[str] = SENTENCES, voice: str = "slt") -> list[Recording]:
    """Speak sentences beforehand, so that the calls wait for nothing.

    Args:
        sentences: What to say.
        voice: One of flite's.

    Raises:
        BadInputError: Nothing here can speak.
    """
    return [await asyncio.to_thread(synthesise, sentence, voice) for sentence in sentences]
