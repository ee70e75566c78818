"""Buttons: what a client may ask of a desk without words."""

from __future__ import annotations

from repartee.tools.assignments.desk import Desk
from repartee.tools.host import Wish


def obey(desk: Desk, wish: Wish) -> None:
    """Do what a button says; an unknown wish does nothing.

    Args:
        desk: Whose button it is.
        wish: `wish` is `pause`, `resume`, `reset`, `show` or `answer`; an answer has `id` and
            `question` of the message that asked, and `words`.

    Raises:
        Refusal: If there is nothing to pause or resume.
    """
    match wish:
        case {"wish": "pause"}:
            desk.pause()
        case {"wish": "resume"}:
            desk.resume()
        case {"wish": "reset"}:
            desk.reset()
        case {"wish": "show"}:
            desk.show()
        case {"wish": "answer", "id": int(number), "question": int(question), "words": str(words)}:
            desk.answer(number, question, words)
