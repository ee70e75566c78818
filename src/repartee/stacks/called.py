from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from repartee.conversation.parts import Choices
from repartee.conversation.persona import Persona

OWN_NAME = "Repartee"
USUAL_GREETING = f"Hello, I'm {OWN_NAME}. How can I help?"

_ALOUD = (
    "Your words are spoken aloud: answer in plain spoken language, without markdown, lists or "
    "emoji."
)

_LANGUAGE = (
    "Speak the language {language} (BCP 47), whatever language the user speaks, unless they ask "
    "for another."
)
_MANNER = "The user wants you to talk in this manner until they say otherwise: {manner}"


def as_called(persona: Persona, choices: Choices) -> Persona:
    """Give a persona the name, the prompt and the language that its caller wants.

    Args:
        persona: Who the agent would be.
        choices: What the caller chose.

    Returns:
        The same, where the caller wants nothing.
    """
    name = spoken_name(choices.agent_name)
    if name:
        persona = replace(
            persona,
            instruction=persona.instruction.replace(f"You are {OWN_NAME}", f"You are {name}"),
            greeting=persona.greeting.replace(f"I'm {OWN_NAME}", f"I'm {name}"),
        )
    if choices.system_prompt:
        # A prompt that was written for text makes an agent read asterisks aloud.
        persona = replace(persona, instruction=f"{choices.system_prompt}\n\n{_ALOUD}")
    if name and name not in persona.instruction:
        persona = replace(persona, instruction=f"Your name is {name}. {persona.instruction}")
    if choices.manner:
        wish = _MANNER.format(manner=choices.manner)
        persona = replace(persona, instruction=f"{persona.instruction}\n\n{wish}")
    if choices.language:
        spoken = _LANGUAGE.format(language=choices.language)
        persona = replace(persona, instruction=f"{persona.instruction}\n\n{spoken}")
    return persona


def introduced(
    personas: Mapping[str, Persona], choices: Choices, *, instruction: str, usual_greeting: str
) -> Persona:
    """Find out who the agent is in a conversation.

    Args:
        personas: Those that a caller may choose, by id.
        choices: What the caller chose.
        instruction: The prompt of whoever chose none.
        usual_greeting: What is said first where nothing else is configured.
    """
    chosen = personas.get(choices.persona)
    if chosen is None:
        return as_called(Persona("", "", instruction, usual_greeting), choices)
    greeting = "" if chosen.greeting.lower() == "off" else chosen.greeting or usual_greeting
    return as_called(replace(chosen, greeting=greeting), choices)


def configured_greeting(configured: str, usual: str) -> str:
    """What is said first.

    Args:
        configured: By the operator; `off` for silence, empty for the usual one.
        usual: What fits the brain.
    """
    return ("" if configured.lower() == "off" else configured) if configured else usual


def spoken_name(name: str) -> str:
    """Put a program's name for an agent as one says it: MainConversation, Main Conversation."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", name)
    return " ".join(apart.split())
