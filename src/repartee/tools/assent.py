"""Whether a caller said yes."""

from __future__ import annotations

import re
from enum import StrEnum

# In company, what somebody said begins with their name.
_SIGNATURE = re.compile(r"^\[[^\]]{1,64}\]\s*")
_YES = (
    "yes|yeah|yep|yup|sure|ok|okay|alright|all right|absolutely|certainly|definitely|of course|"
    "ja|ja bitte|oui|si|sí|sim|да|はい|是"
)
_BY_ITSELF = (
    f"{_YES}|do it|go ahead|you may|it may|allow it|allowed|approve it|approved|confirm|confirmed|"
    "proceed|granted"
)
_WITH_IT = (
    f"{_BY_ITSELF}|please|do|do that|do so|go on|that is right|thats right|thats fine|"
    "that is fine|fine|i am sure|im sure|i agree|thanks|thank you|now|bitte"
)
_NO = "no|nope|nah|never|stop|cancel|dont|do not|rather not|better not|not now|nein|non|não|нет|否"
_IS_YES = re.compile(rf"(?:{_BY_ITSELF})(?: (?:{_WITH_IT}))*")
_IS_NO = re.compile(rf"(?:{_NO})\b.*")


class Assent(StrEnum):
    """What a caller's words mean after a question that takes yes or no."""

    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


def assent_in(text: str) -> Assent:
    """Judge a caller's words.

    Only a plain yes is one: whoever says "yes, but" wants something else than was asked.

    Args:
        text: What they said or typed.
    """
    words = plain(_SIGNATURE.sub("", text))
    if _IS_YES.fullmatch(words):
        return Assent.YES
    return Assent.NO if _IS_NO.fullmatch(words) else Assent.UNCLEAR


def plain(text: str) -> str:
    """A text's words alone, in small letters: punctuation and spelling of pauses do not count."""
    return " ".join(re.findall(r"\w+", text.lower().replace("'", "").replace("’", "")))
