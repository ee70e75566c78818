from __future__ import annotations

from collections.abc import Callable

from repartee.conversation.buttons import Buttons
from repartee.conversation.keypad import Keypads
from repartee.conversation.questions import OpenQuestions
from repartee.conversation.replies import Replies
from repartee.conversation.talk import Talk
from repartee.transports.room import Guest


class Inbox:
    """What callers tell a conversation and its tools: words, keys and buttons.

    Every method returns at once.
    """

    def __init__(self, talk: Talk, type_for: Callable[[Guest, str], None]) -> None:
        """Begin with nothing asked.

        Args:
            talk: Puts the tools' questions.
            type_for: Takes in a sentence as if a guest had typed it.
        """
        self.replies = Replies(talk.say)
        self.questions = OpenQuestions()
        self.buttons = Buttons()
        self._talk = talk
        self._keypads = Keypads(talk.interrupt, type_for)

    def interrupt(self) -> None:
        """Somebody wants the agent to stop talking."""
        self._talk.interrupt()

    def heard(self, words: str) -> None:
        """Somebody said or typed something, which goes to the pipeline, too."""
        self.replies.heard(words, after=self._talk.heard_last)

    def press(self, guest: Guest, key: str) -> None:
        """Somebody pressed a key of their telephone."""
        self._keypads.press(guest, key)

    def wish(self, wish: object) -> None:
        """Somebody pressed a button of a tool."""
        self.buttons.obey(wish)

    def answer_question(self, question_id: str, *, yes: bool) -> None:
        """Somebody answered on their screen what the agent asked."""
        self.questions.answer(question_id, yes=yes)

    def close(self) -> None:
        """Forget what was begun."""
        self._keypads.close()
