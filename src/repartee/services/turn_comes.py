from __future__ import annotations

from dataclasses import dataclass

from pipecat.frames.frames import SystemFrame
from pipecat.processors.aggregators.llm_context import LLMContext


@dataclass
class TurnComesFrame(SystemFrame):
    """Somebody begins to speak: what will be asked of a brain is likely to begin like this.

    Whoever answers may have a second or two to get ready. Nothing may come of it.
    """

    context: LLMContext
    """The conversation so far."""
