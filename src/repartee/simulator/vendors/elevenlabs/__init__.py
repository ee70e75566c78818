"""ElevenLabs: voices by WebSocket and by HTTP."""

from repartee.simulator.vendors.elevenlabs.standin import ElevenLabsStandIn

__all__ = ["ElevenLabsStandIn"]
