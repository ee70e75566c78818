"""What may be stored, as the settings say."""

from __future__ import annotations

from repartee.history.redaction.redactor import Redactor
from repartee.settings import Settings
from repartee.telemetry.hiding import known_hider, secrets_of

# In characters. A shorter ACCESS_TOKEN may be a word, which people may say.
_SHORTEST_KEY = 8


def make_redactor(settings: Settings) -> Redactor:
    """Make what takes out of stored texts what nobody wants in them, the server's keys first."""
    secrets = secrets_of(settings)
    return Redactor(
        settings.history_redact,
        regions=settings.history_phone_countries,
        languages=(settings.stt_language, settings.tts_language, *settings.languages),
        hide=known_hider(secrets, _SHORTEST_KEY) if secrets else None,
    )
