"""Deepgram: ears by WebSocket and by HTTP."""

from repartee.simulator.vendors.deepgram.standin import DeepgramStandIn

__all__ = ["DeepgramStandIn"]
