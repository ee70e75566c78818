"""Settings of a server that takes calls from every vendor."""

from __future__ import annotations

from pydantic import SecretStr

from repartee.settings import Settings
from tests.support.telephone.vendors import (
    EXOTEL_SECRET,
    PLIVO_TOKEN,
    TELNYX_PUBLIC_KEY,
    TWILIO_TOKEN,
)


def with_telephones(settings: Settings, **more: object) -> Settings:
    # Without account ids and API keys nobody is hung up by REST.
    changes = {
        "twilio_auth_token": SecretStr(TWILIO_TOKEN),
        "telnyx_public_key": TELNYX_PUBLIC_KEY,
        "plivo_auth_token": SecretStr(PLIVO_TOKEN),
        "exotel_secret": SecretStr(EXOTEL_SECRET),
        **more,
    }
    return settings.model_copy(update=changes)
