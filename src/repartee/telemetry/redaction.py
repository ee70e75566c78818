from __future__ import annotations

import re
from collections.abc import Callable

from pydantic import SecretStr

from repartee.settings import Settings

_HIDDEN = "********"
_PASSWORD_IN_ADDRESS = re.compile(r"(?<=://)[^/\s@]+(?=@)")


def secrets_of(settings: Settings) -> list[str]:
    """Every secret that is set.

    Args:
        settings: The server's settings.
    """
    values = (getattr(settings, name) for name in type(settings).model_fields)
    given = (value.get_secret_value() for value in values if isinstance(value, SecretStr))
    return [secret for secret in given if secret]


def redactor(settings: Settings) -> Callable[[str], str]:
    """Make what takes secrets out of a text: keys, and passwords in addresses.

    Args:
        settings: The server's settings.
    """
    # The longest first: one may be the beginning of another.
    secrets = sorted(map(re.escape, secrets_of(settings)), key=len, reverse=True)
    keys = re.compile("|".join(secrets)) if secrets else None

    def hide(text: str) -> str:
        shown = keys.sub(_HIDDEN, text) if keys else text
        return _PASSWORD_IN_ADDRESS.sub(_HIDDEN, shown)

    return hide
