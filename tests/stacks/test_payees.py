"""Whose a service is."""

from __future__ import annotations

import gc

from repartee.stacks.crew import Crew
from repartee.stacks.payees import Payees
from tests.support.scripted_provider import ScriptedProvider
from tests.support.scripted_stack import ToneVoice


def test_a_service_is_known_for_as_long_as_it_is_there() -> None:
    payees = Payees()
    voice = ToneVoice()
    payees.note(voice, "tone")
    name = voice.name
    assert (payees.of(name), payees.of("another")) == ("tone", "")
    del voice
    gc.collect()
    assert payees.of(name) == ""


def test_a_crew_knows_its_services() -> None:
    crew = Crew([ScriptedProvider("one"), ScriptedProvider("two")])
    chain = crew.chain(lambda _: ToneVoice(), "two")
    voice = chain.active.make()
    assert crew.payees.of(voice.name) == "two"
