"""What was said in earlier conversations."""

from __future__ import annotations

from datetime import datetime

from repartee.tools.answer import Answer, Refusal, answer
from repartee.tools.host import ToolHost
from repartee.tools.memory import ForgetfulError, Passage
from repartee.tools.second_person import second_person
from repartee.tools.spoken import say_date, shorten

_MOST_TOLD = 8
_MOST_SAID = 2
_LONGEST_SAID = 160  # characters; who wants all of it looks at the page


class Recollection:
    """Looks into earlier conversations with the caller."""

    def __init__(self, host: ToolHost) -> None:
        """Look where the host's conversation does.

        Args:
            host: The conversation.
        """
        self._host = host

    async def recall_conversations(self, about: str) -> Answer:
        """Find what was said about something in earlier conversations with this caller.

        Args:
            about: What to look for, in a few words, such as the holiday in Norway.
        """
        if not about:
            raise Refusal("What shall I look for? Say, for example, what did we say about Paris.")
        try:
            passages = list(await self._host.memory.recall(about))[:_MOST_TOLD]
        except ForgetfulError as error:
            raise Refusal(str(error)) from error
        if not passages:
            raise Refusal(
                f"I can't find anything about {shorten(second_person(about))} in our earlier "
                "conversations."
            )
        now = self._host.now()
        return answer(
            " ".join(_sentence(each, now) for each in passages[:_MOST_SAID]),
            passages=[
                {"at": each.at.isoformat(), "role": each.role, "text": each.text}
                for each in passages
            ],
        )


def _sentence(passage: Passage, now: datetime) -> str:
    who = "you" if passage.role == "user" else "I"
    text = shorten(passage.text.strip(), _LONGEST_SAID).rstrip(".!?")
    return f"On {say_date(passage.at.astimezone(now.tzinfo).date())}, {who} said: {text}."
