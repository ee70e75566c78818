"""Another chain of providers in the middle of a conversation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pipecat.frames.frames import ControlFrame

from repartee.services.failover.chain import Chain, PartName


@dataclass
class ChainChangeFrame(ControlFrame):
    """Has a part served by other providers, or by the same ones made anew.

    What was begun is finished first: an utterance by the ears that hear it, an answer by the voice
    that speaks it.

    Attributes:
        part: Which part; it takes the frame, all others let it pass.
        chain: Who serves; its services have not been made.
    """

    part: PartName
    chain: Chain[Any]
    interruptible: bool = field(default=False, init=False)
