from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from repartee.app.history import account_of, make_history
from repartee.doctor.finding import Finding, Grade
from repartee.engines.phrasebook import Phrasebook
from repartee.services.provider import Provider
from repartee.services.realtime.openai import OpenAIRealtime
from repartee.settings import Settings, SettingsError
from repartee.stacks.configs import realtime_config
from repartee.stacks.plan import REALTIME, PartPlan, StackPlan
from repartee.stacks.providers import Providers
from repartee.transports.daily.account import DailyAccount


@dataclass(slots=True)
class ConfiguredParts:
    """What could be made of the settings."""

    providers: dict[str, Provider] = field(default_factory=dict)
    """By part, such as `ears` or `brain-ollama`."""
    wrong: list[Finding] = field(default_factory=list)
    """Those that could not."""


def configured_parts(settings: Settings, plan: StackPlan) -> ConfiguredParts:
    """Make every provider that is planned, each by itself: one that fails hides no other.

    Args:
        settings: The server's settings.
        plan: Who hears, thinks and speaks.
    """
    parts = ConfiguredParts()
    if settings.daily_api_key.get_secret_value():
        parts.providers["daily"] = DailyAccount(settings.daily_api_url, settings.daily_api_key)
    _add_history(parts, settings)
    if plan.name == REALTIME:
        parts.providers["speech-to-speech"] = OpenAIRealtime(realtime_config(settings))
        return parts
    make = Providers(settings, Phrasebook.load())
    makers: list[tuple[str, PartPlan, Callable[..., Provider]]] = [
        ("ears", plan.ears, make.ears),
        ("brain", plan.brain, make.brain),
        ("voice", plan.voice, make.voice),
    ]
    for part, planned, maker in makers:
        for name, first in _with_choices(part, planned, plan):
            key = part if first else f"{part}-{name}"
            try:
                parts.providers[key] = maker(name, first=first)
            except SettingsError as error:
                grade = Grade.BAD if first else Grade.WARNING
                title = part.capitalize() if first else f"{part.capitalize()}, fallback"
                parts.wrong.append(Finding(title, grade, str(error)))
    return parts


def _add_history(parts: ConfiguredParts, settings: Settings) -> None:
    try:
        parts.providers.update(account_of(make_history(settings)))
    except SettingsError as error:
        parts.wrong.append(Finding("History", Grade.BAD, str(error)))


def _with_choices(part: str, planned: PartPlan, plan: StackPlan) -> Iterator[tuple[str, bool]]:
    choices = plan.brain_choices if part == "brain" else ()
    for name in dict.fromkeys((*planned.providers, *choices)):
        yield name, name == planned.first.provider
