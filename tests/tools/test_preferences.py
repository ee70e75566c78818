from __future__ import annotations

import pytest

from repartee.tools.answer import Refusal
from repartee.tools.host import Offered
from repartee.tools.preferences import Preferences
from repartee.tools.registry import build_skills
from tests.tools.scripted_host import ScriptedHost

VOICES = {"slt": "Sarah, American", "rms": "Robert, American", "awb": "Alan, Scottish"}
BRAINS = {"ollama": "Ollama llama3.2:3b", "anthropic": "Anthropic claude-sonnet-4-6"}


@pytest.fixture
def host() -> ScriptedHost:
    host = ScriptedHost()
    host.offers = Offered(VOICES, BRAINS)
    return host


@pytest.mark.parametrize(
    ("said", "meant"),
    [("rms", "rms"), ("Robert", "rms"), ("scottish", "awb"), ("Sarah, American", "slt")],
)
async def test_a_voice_is_found_by_what_people_call_it(
    host: ScriptedHost, said: str, meant: str
) -> None:
    await Preferences(host).use_voice(said)
    assert host.changed == [{"voice": meant}]


async def test_a_brain_is_found_by_what_people_call_it(host: ScriptedHost) -> None:
    answer = await Preferences(host).use_brain("claude")
    assert host.changed == [{"brain": "anthropic"}]
    assert answer["ok"]


@pytest.mark.parametrize("said", ["American", "Napoleon", ""])
async def test_who_cannot_be_found_is_told_who_there_is(host: ScriptedHost, said: str) -> None:
    with pytest.raises(Refusal, match="Sarah"):
        await Preferences(host).use_voice(said or "?")
    assert host.changed == []


@pytest.mark.parametrize(("present", "next_one"), [("", "rms"), ("rms", "awb"), ("awb", "slt")])
async def test_another_voice_is_the_next_one(
    host: ScriptedHost, present: str, next_one: str
) -> None:
    host.offers = Offered(VOICES, BRAINS, present)
    await Preferences(host).use_voice()
    assert host.changed == [{"voice": next_one}]


async def test_where_there_is_one_voice_there_is_no_other() -> None:
    with pytest.raises(Refusal, match="this voice only"):
        await Preferences(ScriptedHost()).use_voice()


@pytest.mark.parametrize(("said", "meant"), [("de", "de"), ("de-AT", "de"), ("PT", "pt-BR")])
async def test_a_language_is_found_by_its_code(host: ScriptedHost, said: str, meant: str) -> None:
    host.offers = Offered(languages=("en", "de", "pt-BR"))
    await Preferences(host).use_language(said)
    assert host.changed == [{"language": meant}]


async def test_a_language_that_is_not_offered_is_refused_with_those_that_are(
    host: ScriptedHost,
) -> None:
    host.offers = Offered(languages=("en", "de"))
    with pytest.raises(Refusal, match="en and de"):
        await Preferences(host).use_language("fr")


def test_where_there_is_one_language_a_brain_is_told_of_no_others(host: ScriptedHost) -> None:
    assert "use_language" not in {skill.__name__ for skill in build_skills(host, ())}
    host.offers = Offered(languages=("en", "de"))
    assert "use_language" in {skill.__name__ for skill in build_skills(host, ())}


async def test_a_manner_is_taken_on_and_given_up_again(host: ScriptedHost) -> None:
    preferences = Preferences(host)
    await preferences.talk_like("like a pirate")
    await preferences.talk_like()
    assert host.changed == [{"manner": "like a pirate"}, {"manner": ""}]


def test_a_brain_that_is_the_only_one_is_told_of_no_others(host: ScriptedHost) -> None:
    assert "use_brain" in {skill.__name__ for skill in build_skills(host, ())}
    assert "use_brain" not in {skill.__name__ for skill in build_skills(ScriptedHost(), ())}
