"""Which ears, brain and voice are picked."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repartee.settings import BrainName, EarsName, Settings, StackName, VoiceName
from repartee.stacks.plan import REALTIME, StackPlan, plan_stack, with_whisper
from repartee.stacks.presence import Presence

NOTHING = Presence()


def plan(presence: Presence = NOTHING, **chosen: Any) -> StackPlan:
    return plan_stack(Settings(_env_file=None, **chosen), presence)


def picked(plan: StackPlan) -> tuple[str, str, str]:
    return plan.ears.first.provider, plan.brain.first.provider, plan.voice.first.provider


@pytest.mark.parametrize(
    ("stack", "parts"),
    [
        ("built-in", ("built-in", "built-in", "built-in")),
        ("annie", ("whisper", "anthropic", "kokoro-fastapi")),
        ("speaches", ("speaches", "ollama", "speaches")),
        ("cloud", ("cartesia", "cerebras", "elevenlabs")),
    ],
)
def test_a_stack_names_all_three(stack: str, parts: tuple[str, str, str]) -> None:
    assert picked(plan(stack=stack)) == parts


def test_annie_can_be_switched_to_ollama_by_the_caller() -> None:
    assert plan(stack="annie").brain_choices == ("anthropic", "ollama", "built-in")


def test_a_provider_replaces_one_part_and_leaves_the_others() -> None:
    mixed = plan(stack="cloud", llm_provider="ollama", stt_provider="deepgram")
    assert picked(mixed) == ("deepgram", "ollama", "elevenlabs")


def test_auto_with_nothing_here_is_built_in() -> None:
    assert picked(plan()) == ("built-in", "built-in", "built-in")
    assert plan().name == "built-in"


def test_auto_takes_what_there_are_keys_for() -> None:
    keys = Presence(keys=frozenset({"anthropic", "cartesia", "elevenlabs"}))
    assert picked(plan(keys)) == ("cartesia", "anthropic", "elevenlabs")
    assert plan(keys).brain.first.why == "ANTHROPIC_API_KEY is set"


def test_auto_takes_servers_and_models_that_are_here() -> None:
    here = Presence(
        servers=frozenset({"ollama", "kokoro-fastapi"}), models=frozenset({"faster-whisper"})
    )
    assert picked(plan(here)) == ("faster-whisper", "ollama", "kokoro-fastapi")


def test_auto_keeps_the_built_in_ears_for_the_built_in_brain() -> None:
    assert picked(plan(Presence(keys=frozenset({"deepgram"}))))[0] == "built-in"


def test_fallbacks_are_those_that_were_asked_for() -> None:
    chosen = plan(stack="cloud", llm_fallbacks=["groq", "built-in"], stt_fallbacks=["deepgram"])
    assert chosen.brain.providers == ("cerebras", "groq", "built-in")
    assert chosen.ears.providers == ("cartesia", "deepgram")


def test_open_talk_is_not_left_to_ears_that_know_few_words() -> None:
    assert plan(stack="cloud").ears.providers == ("cartesia",)


def test_whichever_whisper_suits_the_machine_hears_and_takes_over() -> None:
    whispering = plan(stack="annie", stt_fallbacks=["whisper", "faster-whisper"])
    named = with_whisper(whispering, "faster-whisper")
    assert named.ears.providers == ("faster-whisper",)
    assert named.ears.first.why == "STACK=annie"


presences = st.builds(
    Presence,
    keys=st.frozensets(
        st.sampled_from(["anthropic", "cartesia", "cerebras", "deepgram", "elevenlabs", "openai"])
    ),
    servers=st.frozensets(st.sampled_from(["ollama", "speaches", "kokoro-fastapi"])),
    models=st.frozensets(st.sampled_from(["faster-whisper", "kokoro", "moonshine"])),
)


@settings(max_examples=200)
@given(
    presence=presences,
    stack=st.sampled_from([name for name in get_args(StackName) if name != REALTIME]),
    stt=st.none() | st.sampled_from(get_args(EarsName)),
    llm=st.none() | st.sampled_from(get_args(BrainName)),
    tts=st.none() | st.sampled_from(get_args(VoiceName)),
)
def test_every_plan_has_three_parts_and_says_why(
    presence: Presence, stack: str, stt: str | None, llm: str | None, tts: str | None
) -> None:
    made = plan(presence, stack=stack, stt_provider=stt, llm_provider=llm, tts_provider=tts)
    for part, wanted in ((made.ears, stt), (made.brain, llm), (made.voice, tts)):
        assert part.first.why
        assert len(set(part.providers)) == len(part.providers)
        assert wanted is None or part.providers[0] == wanted
    assert made.brain_choices[0] == made.brain.first.provider
