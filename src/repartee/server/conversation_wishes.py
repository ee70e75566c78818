"""What the address of a conversation socket asks for; no I/O."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from operator import attrgetter

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from repartee.conversation.claim import Claim
from repartee.conversation.menu import Menu
from repartee.conversation.parts import Choices
from repartee.server.choices import Wishes, checked_choices, quoted
from repartee.server.persons import person_of
from repartee.server.problems import ProblemError
from repartee.transports.pcm16.dialect import Greeting
from repartee.transports.pcm16.place_events import VoiceUsed
from repartee.transports.pcm16.query import ConversationId, ConversationQuery
from repartee.transports.pcm16.voices import voice_for

_ID: TypeAdapter[str] = TypeAdapter(ConversationId)


@dataclass(frozen=True)
class HouseRules:
    """What an operator allows callers of the socket."""

    menu: Menu
    prompts_allowed: bool = True
    access_token: str = ""
    """The server's; whoever presents it as `token` claims no conversation by it."""
    speaking_voice: Callable[[Choices], str] = attrgetter("voice")
    """Which voice speaks for those who choose so; empty if that is not known."""


@dataclass(frozen=True)
class Understood:
    """What a caller asked for, checked."""

    choices: Choices
    claim: Claim
    greeting: Greeting


class PromptForbiddenError(ProblemError):
    """A caller brought a prompt, and may not."""

    def __init__(self) -> None:
        super().__init__(
            HTTPStatus.FORBIDDEN,
            "system_prompt: this server takes no prompts from callers. Leave it out, or choose "
            "one of its personas.",
        )


def understand(conversation_id: str, query: Mapping[str, str], rules: HouseRules) -> Understood:
    """Check what an address asks for.

    Args:
        conversation_id: From the path.
        query: What follows the question mark.
        rules: What is allowed.

    Raises:
        ProblemError: If it asks for what is not offered; its text says what to do.
    """
    asked = _parsed(conversation_id, query)
    if asked.system_prompt and not rules.prompts_allowed:
        raise PromptForbiddenError
    voice = voice_for(asked.voice, rules.menu.voices)
    wishes = Wishes(
        voice=voice,
        llm_backend=asked.llm_backend,
        language=asked.language,
        persona=asked.persona,
        timezone=asked.timezone,
        greeting=asked.greeting,
        keep=asked.keep,
        person=asked.person,
    )
    # A name is part of the prompt, too: sixty letters are enough for an order.
    agent_name = asked.agent_name if rules.prompts_allowed else ""
    choices = replace(
        checked_choices(wishes, rules.menu),
        system_prompt=asked.system_prompt.strip(),
        agent_name=agent_name,
    )
    claim = _claim(conversation_id, asked, rules.access_token)
    if claim.token:
        return Understood(choices, claim, Greeting(notes=_late_notes(asked)))
    speaks = rules.speaking_voice(choices)
    used = VoiceUsed(asked=asked.voice, used=speaks)
    notes = _notes(asked, voice, speaks, agent_name)
    return Understood(choices, claim, Greeting(agent_name, used, notes))


def _parsed(conversation_id: str, query: Mapping[str, str]) -> ConversationQuery:
    try:
        _ID.validate_python(conversation_id)
        return ConversationQuery.model_validate(dict(query))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(map(str, first["loc"])) or "conversation_id"
        raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, _told(where, first)) from None


def _told(where: str, wrong: ErrorDetails) -> str:
    if where == "agent_name" and wrong["type"] == "string_pattern_mismatch":
        return "agent_name: letters, digits, spaces and . , ' _ - may stand in a name."
    return f"{where}: {wrong['msg']}."


def _claim(conversation_id: str, asked: ConversationQuery, access_token: str) -> Claim:
    token = asked.resume_token or asked.invite_token
    is_access = hmac.compare_digest(asked.token.encode(), access_token.encode())
    return Claim(
        conversation_id,
        token or ("" if is_access else asked.token),
        asked.name,
        continues=asked.continues,
        person=person_of(asked.person),
    )


def _notes(asked: ConversationQuery, found: str, speaks: str, agent_name: str) -> tuple[str, ...]:
    notes = []
    if asked.voice != found:
        instead = f"{speaks} speaks" if speaks else "the agent speaks with its own"
        notes.append(f"voice: there is no {quoted(asked.voice)} here; {instead}.")
    if asked.agent_name != agent_name:
        notes.append("agent_name: this server lets no caller rename the agent.")
    return tuple(notes)


def _late_notes(asked: ConversationQuery) -> tuple[str, ...]:
    """What is told to those who come to a conversation that others, or they, began before."""
    if not (asked.voice or asked.agent_name or asked.system_prompt):
        return ()
    return ("voice, agent_name and system_prompt count when a conversation begins.",)
