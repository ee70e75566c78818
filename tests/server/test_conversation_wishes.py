"""What the address of a conversation socket is understood to ask for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repartee.conversation.claim import Claim
from repartee.conversation.menu import Menu
from repartee.server.conversation_wishes import HouseRules, Understood, understand
from repartee.server.problems import ProblemError

RULES = HouseRules(Menu(voices=("slt", "rms"), languages=("en",)), access_token="sesame")


def test_an_address_that_asks_for_nothing_is_fine() -> None:
    asked = understand("talk", {}, RULES)
    assert asked.claim == Claim("talk")
    assert asked.choices.greeting
    assert asked.greeting.notes == ()


def test_a_conversation_goes_by_the_name_and_the_token_in_its_address() -> None:
    asked = understand("talk", {"token": "t", "name": "Anna"}, RULES)
    assert asked.claim == Claim("talk", "t", "Anna")


@pytest.mark.parametrize("key", ["resume_token", "invite_token"])
def test_beside_the_access_token_the_other_one_has_a_name_of_its_own(key: str) -> None:
    assert understand("talk", {"token": "sesame"}, RULES).claim.token == ""
    assert understand("talk", {"token": "sesame", key: "t"}, RULES).claim.token == "t"


def test_a_voice_that_is_not_here_is_replaced_and_told() -> None:
    asked = understand("talk", {"voice": "onyx"}, RULES)
    assert asked.choices.voice == asked.greeting.voice.used == "rms"
    assert asked.greeting.notes == ("voice: there is no 'onyx' here; rms speaks.",)


def test_a_prompt_and_a_name_are_part_of_the_choices() -> None:
    asked = understand("talk", {"system_prompt": " Teach. ", "agent_name": "Zoë"}, RULES)
    assert (asked.choices.system_prompt, asked.choices.agent_name) == ("Teach.", "Zoë")


def test_what_may_not_stand_in_a_name_is_told_in_words() -> None:
    with pytest.raises(ProblemError, match=r"^agent_name: letters, digits, spaces and"):
        understand("talk", {"agent_name": "<b>"}, RULES)


def test_what_is_not_known_is_passed_over() -> None:
    assert understand("talk", {"utm_source": "x"}, RULES).claim == Claim("talk")


@given(
    st.text(),
    st.dictionaries(
        st.sampled_from(["voice", "name", "agent_name", "greeting", "token"]), st.text()
    ),
)
def test_whatever_an_address_says_it_is_understood_or_explained(
    conversation_id: str, query: dict[str, str]
) -> None:
    outcome = understood(conversation_id, query)
    if isinstance(outcome, str):
        assert outcome.isascii()
        assert len(outcome) < 300


def understood(conversation_id: str, query: dict[str, str]) -> Understood | str:
    try:
        return understand(conversation_id, query, RULES)
    except ProblemError as error:
        return error.detail
