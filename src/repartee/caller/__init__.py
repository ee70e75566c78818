"""A caller without a browser: plays speech, hears the agent, and measures at the caller's ear."""

from repartee.caller.call import Call, CallChoices, Turn
from repartee.caller.errors import CallError, CallRefusedError, ClipError
from repartee.caller.speech_edges import Clip

__all__ = ["Call", "CallChoices", "CallError", "CallRefusedError", "Clip", "ClipError", "Turn"]
