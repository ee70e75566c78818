from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from http import HTTPStatus
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field

from repartee.conversation.claim import Claim
from repartee.conversation.keep import KeepRules, Kept
from repartee.conversation.menu import Menu
from repartee.conversation.parts import Choices
from repartee.server.persons import MaybePersonKey, person_of
from repartee.server.problems import ProblemError

ShortText = Annotated[str, Field(max_length=256)]
ConversationId = Annotated[str, Field(max_length=128, pattern=r"^[A-Za-z0-9._:~-]*$")]


class Wishes(BaseModel):
    """What a caller may choose, whichever way they come; nothing else may stand beside it."""

    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=True)

    voice: ShortText = ""
    llm_backend: ShortText = ""
    language: ShortText = ""
    persona: ShortText = ""
    timezone: ShortText = ""
    greeting: bool = True
    keep: ShortText = ""

    # Which conversation
    conversation_id: ConversationId = ""
    resume_token: ShortText = ""
    invite_token: ShortText = ""
    name: Annotated[str, Field(max_length=64)] = ""
    continues: Annotated[ConversationId, Field(alias="continue")] = ""
    """An earlier one, which is gone on with."""

    # Who they are
    person: MaybePersonKey = ""

    @property
    def claim(self) -> Claim:
        """Which conversation the caller wants to be in, and by what right."""
        return Claim(
            self.continues or self.conversation_id,
            self.resume_token or self.invite_token,
            self.name,
            continues=bool(self.continues),
            person=person_of(self.person),
        )


def checked_choices(wishes: Wishes, menu: Menu) -> Choices:
    """Check what a caller chose against what there is.

    Args:
        wishes: What they chose.
        menu: What there is.

    Raises:
        ProblemError: If there is no such thing; it says what there is.
    """
    _check_offered("voice", wishes.voice, menu.voices)
    _check_offered("llm_backend", wishes.llm_backend, menu.brains)
    _check_offered("language", wishes.language, menu.languages)
    _check_offered("persona", wishes.persona, menu.personas)
    return Choices(
        voice=wishes.voice,
        brain=wishes.llm_backend,
        language=wishes.language,
        persona=wishes.persona,
        greeting=wishes.greeting,
        person=person_of(wishes.person),
        timezone=_timezone(wishes.timezone),
        keep=_kept(wishes.keep, menu.keep),
    )


def quoted(value: str) -> str:
    """A caller's own words, safe to be said back to them."""
    return ascii(value)[:80]


def _check_offered(name: str, value: str, offered: Sequence[str]) -> None:
    if value and value not in offered:
        choose = f"Choose one of: {', '.join(offered)}." if offered else "There is none to choose."
        raise ProblemError(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            f"{name}: there is no {quoted(value)} here. {choose}",
        )


def _kept(asked: str, rules: KeepRules) -> Kept:
    if asked and asked not in rules.offered:
        raise ProblemError(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            f"keep: {quoted(asked)} is not kept of conversations here. "
            f"Choose one of: {', '.join(rules.offered)}. Whoever runs this server can allow more "
            "with HISTORY_KEEP.",
        )
    return rules.resolved(asked)


def _timezone(name: str) -> tzinfo:
    if not name:
        return _server_timezone()
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ProblemError(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            f"timezone: {quoted(name)} is not a time zone. Example: Europe/Berlin.",
        ) from error


def _server_timezone() -> tzinfo:
    return datetime.now().astimezone().tzinfo or UTC
