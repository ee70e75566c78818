"""The name and the prompt that a caller wants for the agent."""

from __future__ import annotations

import pytest

from repartee.conversation.parts import Choices
from repartee.conversation.persona import Persona
from repartee.stacks.called import as_called, spoken_name

USUAL = Persona("", "", "You are Repartee, a friendly assistant.", "Hello, I'm Repartee.")


def test_who_wants_nothing_gets_the_persona_as_it_is() -> None:
    assert as_called(USUAL, Choices()) == USUAL


def test_the_agent_goes_by_the_name_it_is_given() -> None:
    called = as_called(USUAL, Choices(agent_name="Anna"))
    assert called.instruction == "You are Anna, a friendly assistant."
    assert called.greeting == "Hello, I'm Anna."


def test_a_persona_of_another_name_is_told_its_new_one() -> None:
    pirate = Persona("pirate", "Pirate", "You are a pirate.", "Ahoy! Welcome to Repartee Ltd.")
    called = as_called(pirate, Choices(agent_name="Anna"))
    assert called.instruction == "Your name is Anna. You are a pirate."
    assert called.greeting == "Ahoy! Welcome to Repartee Ltd."


def test_a_language_that_was_chosen_is_spoken() -> None:
    called = as_called(USUAL, Choices(language="de"))
    assert called.instruction.startswith(USUAL.instruction)
    assert "Speak the language de " in called.instruction


def test_a_callers_prompt_takes_the_place_of_the_personas() -> None:
    called = as_called(USUAL, Choices(system_prompt="You teach French."))
    assert called.instruction.startswith("You teach French.")
    assert "friendly assistant" not in called.instruction
    assert "without markdown" in called.instruction


def test_a_prompt_and_a_name_go_together() -> None:
    called = as_called(USUAL, Choices(system_prompt="You teach French.", agent_name="Anna"))
    assert called.instruction.startswith("Your name is Anna. You teach French.")


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("MainConversation", "Main Conversation"),
        ("main_agent", "main agent"),
        ("Anna", "Anna"),
        ("Dr. Ätna", "Dr. Ätna"),
        ("", ""),
    ],
)
def test_a_programs_name_is_put_as_one_says_it(written: str, spoken: str) -> None:
    assert spoken_name(written) == spoken
