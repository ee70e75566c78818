"""Every environment variable Repartee reads; nothing else reads the environment."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import SettingsConfigDict

from repartee.settings.brain import BrainName, BrainSettings
from repartee.settings.budget import BudgetSettings
from repartee.settings.daily import DailySettings
from repartee.settings.ears import EarsName, EarsSettings
from repartee.settings.history import HistorySettings
from repartee.settings.housekeeping import HousekeepingSettings, LogLevel
from repartee.settings.limits import LimitSettings
from repartee.settings.persona import PersonaSettings, StackName
from repartee.settings.reach import ReachSettings
from repartee.settings.realtime import RealtimeSettings
from repartee.settings.server import ServerSettings
from repartee.settings.telephony import TelephonySettings
from repartee.settings.tools import ToolSettings
from repartee.settings.turns import TurnSettings
from repartee.settings.vendors import VendorSettings
from repartee.settings.voice import VoiceName, VoiceSettings
from repartee.settings.work import WorkSettings

__all__ = [
    "BrainName",
    "EarsName",
    "LogLevel",
    "Settings",
    "SettingsError",
    "StackName",
    "VoiceName",
    "load_settings",
]


# The last base comes first in `.env.example`.
class Settings(
    HousekeepingSettings,
    HistorySettings,
    TurnSettings,
    ToolSettings,
    BudgetSettings,
    LimitSettings,
    DailySettings,
    TelephonySettings,
    ReachSettings,
    ServerSettings,
    WorkSettings,
    VendorSettings,
    RealtimeSettings,
    VoiceSettings,
    BrainSettings,
    EarsSettings,
    PersonaSettings,
):
    """Every environment variable Repartee reads.

    Values come from the environment, then from a `.env` file in the working directory, then from
    the defaults. An empty variable counts as unset.
    """

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        validate_default=True,
    )


class SettingsError(Exception):
    """A variable has a value that cannot be used; the message is one line a variable."""


def load_settings(**overrides: Any) -> Settings:
    """Read the settings.

    Args:
        **overrides: Fields given on the command line; they win over the environment.

    Returns:
        Checked settings.

    Raises:
        SettingsError: Naming each wrong variable, what is wrong with it, and an example.
    """
    try:
        return Settings(**overrides)
    except (UnicodeDecodeError, OSError) as error:
        raise SettingsError(
            ".env: it cannot be read as UTF-8 text. Save it as UTF-8, or remove it."
        ) from error
    except ValidationError as error:
        raise SettingsError("\n".join(dict.fromkeys(map(_explain, error.errors())))) from error


def _explain(error: ErrorDetails) -> str:
    message = error["msg"].removeprefix("Value error, ")
    if not error["loc"]:
        return message
    name = str(error["loc"][0])
    field = Settings.model_fields[name]
    shown = "********" if "Secret" in str(field.annotation) else repr(error["input"])
    example = f" Example: {name.upper()}={(field.examples or [''])[0]}"
    return f"{name.upper()}: {message}, got {shown}.{example}"
