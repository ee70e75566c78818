"""Cartesia: Ink-Whisper hears, Sonic speaks."""

from repartee.simulator.vendors.cartesia.standin import CartesiaStandIn

__all__ = ["CartesiaStandIn"]
