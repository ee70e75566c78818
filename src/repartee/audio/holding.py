"""Frames by which the agent's voice is held for a moment, and let go on as if nothing had been."""

from dataclasses import dataclass

from pipecat.frames.frames import SystemFrame


@dataclass
class VoiceHeldFrame(SystemFrame):
    """Be silent at once, and keep what is left to say: somebody may want the floor."""


@dataclass
class VoiceFreedFrame(SystemFrame):
    """Go on: nobody wanted it."""
