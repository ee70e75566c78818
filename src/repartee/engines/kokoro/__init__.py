"""Kokoro in this process: one model, shared by all sessions."""

from repartee.engines.kokoro.engine import KokoroEngine
from repartee.engines.kokoro.model import SAMPLE_RATE, KokoroLoadError

__all__ = ["SAMPLE_RATE", "KokoroEngine", "KokoroLoadError"]
