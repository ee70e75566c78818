"""Who may go on with an earlier conversation, and what they find."""

from __future__ import annotations

import pytest

from repartee.conversation.claim import Claim, NoSuchConversationError, NotYourConversationError
from repartee.conversation.continuing import Continuing
from repartee.conversation.guest_book import GuestBook
from repartee.conversation.parts import Choices
from repartee.conversation.past import Earlier, NoPast
from repartee.conversation.snapshot import Snapshot

_SAID = ({"role": "user", "content": "Hello."},)


class Past:
    """One conversation of Anna's."""

    async def find(self, conversation_id: str) -> Earlier | None:
        return Earlier(_SAID, "key:anna", 2, 5) if conversation_id == "a" else None

    async def owner(self, conversation_id: str) -> str | None:
        return "key:anna" if conversation_id == "a" else None


def _claim(token: str = "", *, person: str = "", conversation_id: str = "a") -> Claim:
    return Claim(conversation_id, token, continues=True, person=person)


def _on_the_shelf() -> tuple[Snapshot, str]:
    book = GuestBook()
    _, token = book.enter("Anna")
    return Snapshot("a", book.entries, book.invite_token, (), Choices(voice="old")), token


async def test_its_person_finds_what_was_said_and_what_they_choose_now_counts() -> None:
    again = await Continuing(Past()).begin_again(
        _claim(person="key:anna"), None, Choices(voice="new")
    )
    assert (again.messages, again.sitting, again.turns) == (_SAID, 2, 5)
    assert again.choices.voice == "new"


@pytest.mark.parametrize("person", ["", "key:ben"])
async def test_nobody_else_gets_in(person: str) -> None:
    with pytest.raises(NotYourConversationError):
        await Continuing(Past()).begin_again(_claim(person=person), None, Choices())


async def test_a_conversation_of_nobodys_is_no_strangers_either() -> None:
    class Nobodys(Past):
        async def find(self, conversation_id: str) -> Earlier | None:
            return Earlier(_SAID)

    with pytest.raises(NotYourConversationError):
        await Continuing(Nobodys()).begin_again(_claim(), None, Choices())


async def test_who_was_in_it_may_come_with_their_token_while_it_is_kept() -> None:
    kept, token = _on_the_shelf()
    again = await Continuing(Past()).begin_again(_claim(token), kept, Choices())
    assert GuestBook(again.guests, again.invite_token).knows(token)
    with pytest.raises(NotYourConversationError):
        await Continuing(Past()).begin_again(_claim("wrong"), kept, Choices())


async def test_among_friends_everybody_may() -> None:
    continuing = Continuing(Past(), among_friends=True)
    assert (await continuing.begin_again(_claim(), None, Choices())).messages == _SAID


async def test_what_is_not_written_cannot_be_gone_on_with() -> None:
    with pytest.raises(NoSuchConversationError):
        await Continuing(NoPast(), among_friends=True).begin_again(_claim(), None, Choices())


# Whoever chose the id of an earlier conversation would be written down with it, and then hold
# tokens that it is gone on with by.


@pytest.mark.parametrize("person", ["", "key:ben"])
async def test_nobody_begins_by_the_id_of_somebody_elses_conversation(person: str) -> None:
    with pytest.raises(NotYourConversationError):
        await Continuing(Past()).check_new(Claim("a", person=person))


async def test_its_person_may_use_an_id_again_and_everybody_one_that_is_free() -> None:
    await Continuing(Past()).check_new(Claim("a", person="key:anna"))
    await Continuing(Past()).check_new(Claim("b"))
    await Continuing(NoPast()).check_new(Claim("a"))


async def test_among_friends_everybody_may_use_an_id_again() -> None:
    await Continuing(Past(), among_friends=True).check_new(Claim("a"))
