"""A caller without a browser: talks to a voice agent, whichever way, and measures it.

It knows the server by its wire alone, so it measures any that speaks Pipecat's.
"""

from __future__ import annotations

from repartee.caller.agent_news import Conversation
from repartee.caller.call import Call
from repartee.caller.errors import (
    BadInputError,
    CallEndedError,
    CallerError,
    CallFailedError,
    ServerRefusedError,
)
from repartee.caller.recordings import Recording
from repartee.caller.terms import Listener, Patience, SetUp, Ticket
from repartee.caller.transcript import Caption, Speaker
from repartee.caller.turn_log import BargeIn
from repartee.caller.turns import Turn, TurnKind
from repartee.caller.wires import Transport

__all__ = [
    "BadInputError",
    "BargeIn",
    "Call",
    "CallEndedError",
    "CallFailedError",
    "CallerError",
    "Caption",
    "Conversation",
    "Listener",
    "Patience",
    "Recording",
    "ServerRefusedError",
    "SetUp",
    "Speaker",
    "Ticket",
    "Transport",
    "Turn",
    "TurnKind",
]
