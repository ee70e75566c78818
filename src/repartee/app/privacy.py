"""What may be stored, as the settings say."""

from __future__ import annotations

from repartee.history.redaction.redactor import Redactor
from repartee.settings import Settings


def make_redactor(settings: Settings) -> Redactor:
    """Make what takes out of stored texts what nobody wants in them."""
    return Redactor(
        settings.history_redact,
        regions=settings.history_phone_countries,
        languages=(settings.stt_language, settings.tts_language, *settings.languages),
    )
