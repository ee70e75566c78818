"""A question of a tool is answered by what the caller says right after hearing it."""

from __future__ import annotations

import asyncio

from repartee.conversation.replies import Replies

QUESTION = "Claude Code wants to run the command make. May it?"


class Voice:
    def __init__(self) -> None:
        self.said: list[str] = []

    async def say(self, text: str) -> None:
        self.said.append(text)


async def test_a_yes_to_something_else_is_no_answer() -> None:
    voice = Voice()
    replies = Replies(voice.say)
    asking = asyncio.create_task(replies.to(QUESTION))
    await asyncio.sleep(0)
    replies.heard("yes", after="Shall I set a timer?")
    replies.heard("yes please", after=QUESTION)
    assert await asking == "yes please"
    assert voice.said == [QUESTION]


async def test_who_keeps_silent_is_asked_four_times_and_has_not_answered() -> None:
    voice = Voice()
    assert await Replies(voice.say, patience_secs=0.01).to(QUESTION) == ""
    assert voice.said == [QUESTION] * 4


async def test_a_question_that_something_else_came_after_is_put_again() -> None:
    voice = Voice()
    replies = Replies(voice.say)
    asking = asyncio.create_task(replies.to(QUESTION))
    await asyncio.sleep(0)
    replies.said(QUESTION)
    replies.heard("what time is it", after=f"{QUESTION} It is noon.")
    replies.said("It is noon.")
    async with asyncio.timeout(10):
        while len(voice.said) < 2:
            await asyncio.sleep(0)
    replies.heard("yes", after=QUESTION)
    assert await asking == "yes"
    assert voice.said == [QUESTION, QUESTION]


async def test_what_was_being_said_before_a_question_does_not_make_it_be_put_twice() -> None:
    voice = Voice()
    replies = Replies(voice.say)
    asking = asyncio.create_task(replies.to(QUESTION))
    await asyncio.sleep(0)
    replies.said("Claude Code is on it.")
    replies.said(QUESTION)
    await asyncio.sleep(0)
    assert voice.said == [QUESTION]
    replies.heard("yes", after=QUESTION)
    assert await asking == "yes"


async def test_a_question_that_was_talked_over_before_it_began_is_put_again() -> None:
    voice = Voice()
    replies = Replies(voice.say)
    asking = asyncio.create_task(replies.to(QUESTION))
    await asyncio.sleep(0)
    replies.heard("what time is it", after="Claude Code is")
    replies.said("It is noon.")
    async with asyncio.timeout(10):
        while len(voice.said) < 2:
            await asyncio.sleep(0)
    asking.cancel()


async def test_questions_are_put_one_at_a_time() -> None:
    voice = Voice()
    replies = Replies(voice.say)
    first = asyncio.create_task(replies.to("First?"))
    second = asyncio.create_task(replies.to("Second?"))
    await asyncio.sleep(0)
    assert voice.said == ["First?"]
    replies.heard("one", after="First?")
    assert await first == "one"
    await asyncio.sleep(0)
    replies.heard("two", after="Second?")
    assert await second == "two"
