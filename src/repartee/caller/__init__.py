"""A caller without a browser: talks to a voice agent over WebRTC and measures what comes back.

It knows the server by its wire alone, so it measures any that speaks Pipecat's.
"""

from __future__ import annotations

from repartee.caller.call import Call, Listener, Patience, SetUp
from repartee.caller.errors import (
    BadInputError,
    CallEndedError,
    CallerError,
    CallFailedError,
    ServerRefusedError,
)
from repartee.caller.recordings import Recording
from repartee.caller.transcript import Caption, Speaker
from repartee.caller.turn_log import BargeIn
from repartee.caller.turns import Turn, TurnKind

__all__ = [
    "BadInputError",
    "BargeIn",
    "Call",
    "CallEndedError",
    "CallFailedError",
    "CallerError",
    "Caption",
    "Listener",
    "Patience",
    "Recording",
    "ServerRefusedError",
    "SetUp",
    "Speaker",
    "Turn",
    "TurnKind",
]
