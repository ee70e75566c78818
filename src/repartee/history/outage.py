from __future__ import annotations

from loguru import logger

from repartee.history.errors import HistoryError


class Outage:
    """Whether history can be written; the log says once that it cannot, and once that it can."""

    def __init__(self) -> None:
        self.goes_on = False

    def begin(self, error: HistoryError) -> None:
        """It could not be written just now."""
        if not self.goes_on:
            self.goes_on = True
            logger.error(
                "{} Conversations go on, and are written down as soon as it can be.", error
            )

    def end(self) -> None:
        """It could."""
        if self.goes_on:
            self.goes_on = False
            logger.info("History is written again; nothing that waited was lost.")
