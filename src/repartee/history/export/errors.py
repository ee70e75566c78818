from __future__ import annotations

from repartee.history.errors import HistoryError


class BadExportError(HistoryError):
    """A file is no export that can be imported; the message says why, and what to do."""


class AlreadyThereError(HistoryError):
    """A conversation of that id is kept here already."""
