from __future__ import annotations

import sys

from loguru import logger


def log_what_goes_wrong() -> None:
    """Let the log tell of trouble alone; for commands that print their own results.

    Pipecat greets at its import, so this comes before it.
    """
    logger.remove()
    # Whatever standard error is by then: tests exchange it.
    logger.add(
        lambda message: print(message, end="", file=sys.stderr),
        level="WARNING",
        format="{level}: {message}",
    )
