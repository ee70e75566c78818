"""Whether a dangerous call may be made: decided from what was really said."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipecat.processors.aggregators.llm_context import (
    LLMContextMessage,
    LLMSpecificMessage,
    standard_message_text,
)

from repartee.tools.assent import Assent, assent_in
from repartee.tools.call import Call
from repartee.tools.heard import YES_OR_NO, was_heard_last

LONGEST_QUESTION = 300
"""Characters of a question somebody can listen to: about 20 seconds."""
_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Utterance:
    """What one side said in a row."""

    by_caller: bool
    text: str


@dataclass(frozen=True)
class Allowed:
    """The caller was asked about exactly this call, and said yes. It may be made once."""


@dataclass(frozen=True)
class Declined:
    """The caller was asked about exactly this call, and said no."""


@dataclass(frozen=True)
class Ask:
    """The caller has to be asked."""

    question: str
    """What to say, word for word: the answer counts only if this was heard."""


@dataclass(frozen=True)
class Unaskable:
    """The call cannot be put into a question that somebody could listen to."""


Decision = Allowed | Declined | Ask | Unaskable


@dataclass(frozen=True)
class _Asked:
    question: str
    turns: int
    """How often the caller had spoken by then: what answers it was said later."""


class Consent:
    """The dangerous calls of one conversation that callers were asked about.

    ```
    brain calls ──▶ asked ──heard, "yes"──▶ brain calls again ──▶ allowed, once
                      │└────heard, "no" ──▶ brain calls again ──▶ declined
                      └─────anything else ─▶ brain calls again ──▶ asked
    ```

    A yes counts if three things hold. This side put the question, so that no model chooses what
    the caller agrees to. The question for this very call, arguments included, was the last thing
    the caller heard. And the caller's next words were a plain yes. Results of tools are no words of
    a caller: whatever stands in them, it cannot agree to anything.
    """

    def __init__(self) -> None:
        self._asked: dict[str, _Asked] = {}

    def decide(self, call: Call, said: Sequence[Utterance]) -> Decision:
        """Decide about a call that a brain wants to make.

        Args:
            call: Of a dangerous tool.
            said: What was said so far, oldest first, as it was heard.
        """
        question = question_about(call)
        if len(question) > LONGEST_QUESTION:
            return Unaskable()
        question = f"{question} {YES_OR_NO}"
        turns = sum(each.by_caller for each in said)
        asked = self._asked.get(call.fingerprint)
        # A model that puts the question itself, and then calls twice, has no answer by it.
        if asked is not None and asked.question == question and turns > asked.turns:
            match _reply_to(question, said):
                case Assent.YES:
                    del self._asked[call.fingerprint]
                    return Allowed()
                case Assent.NO:
                    del self._asked[call.fingerprint]
                    return Declined()
        self._asked[call.fingerprint] = _Asked(question, turns)
        return Ask(question)

    def settle(self, call: Call) -> bool:
        """Note that the caller answered about a call by other means than words.

        Returns:
            Whether the question was still open: what was answered once is not answered again.
        """
        return self._asked.pop(call.fingerprint, None) is not None


def question_about(call: Call) -> str:
    """Put a call into a question, every argument in it."""
    template = call.options.question
    if template:
        named = set(_PLACE.findall(template))
        filled = _PLACE.sub(lambda place: _spoken(call.arguments.get(place[1], "")), template)
        rest = {name: value for name, value in call.arguments.items() if name not in named}
        return f"{filled} With {listed}." if (listed := _listed(rest)) else filled
    listed = _listed(call.arguments)
    return f"Shall I use {call.spoken_name}{f', with {listed}' if listed else ''}?"


def said_in(messages: Sequence[LLMContextMessage]) -> list[Utterance]:
    """Read off a conversation what callers said, and what they heard.

    Args:
        messages: The context; an answer that was cut is in it as far as it was heard.
    """
    spoken = [
        Utterance(message["role"] == "user", text)
        for message in messages
        if not isinstance(message, LLMSpecificMessage)
        and message["role"] in ("user", "assistant")
        and (text := standard_message_text(message).strip())
    ]
    return [
        Utterance(by_caller, " ".join(each.text for each in row))
        for by_caller, row in groupby(spoken, key=lambda each: each.by_caller)
    ]


def _reply_to(question: str, said: Sequence[Utterance]) -> Assent:
    match said:
        case [*_, Utterance(False, heard), Utterance(True, reply)] if was_heard_last(
            question, heard
        ):
            return assent_in(reply)
        case _:
            return Assent.UNCLEAR


def _listed(arguments: Mapping[str, object]) -> str:
    return ", ".join(
        f"{name.replace('_', ' ')} {_spoken(value)}"
        for name, value in arguments.items()
        if value not in ("", None)
    )


def _spoken(value: object) -> str:
    return " ".join(str(value).split())
