from __future__ import annotations

import os

# Whisper gains little from more (CTranslate2's documentation advises the same).
_MOST_THREADS = 8


def model_threads(cores: int | None = None) -> int:
    """How many threads a model gets on the CPU.

    One core is left to the event loop where there are more than two; with two, half the speed
    would cost more than it saves, and the system shares them fairly.

    Args:
        cores: How many the machine has; looked up by default.
    """
    cores = cores or os.cpu_count() or 1
    return cores if cores <= 2 else min(cores - 1, _MOST_THREADS)
