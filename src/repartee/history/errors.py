from __future__ import annotations


class HistoryError(Exception):
    """History cannot be read or written; the message is a sentence for users, without secrets."""


class NumberTakenError(HistoryError):
    """Another event has that number already: somebody else writes the same conversation."""


class UnfitEventError(HistoryError):
    """The database is there and does not take what it was given; to ask again is of no use."""


class BadCursorError(HistoryError):
    """A page is asked for by what is no cursor."""


class ForgottenError(HistoryError):
    """What was written before of the conversation is gone: nothing more may be written of it."""


class StillGoesOnError(HistoryError):
    """A conversation cannot be forgotten while another server writes it."""
