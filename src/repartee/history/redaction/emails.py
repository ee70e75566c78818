from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from repartee.history.redaction.dictated import Span

# Lengths are bounded, as RFC 5321 does: a caller who sends a megabyte of one letter costs nothing.
_LONGEST_LOCAL, _LONGEST_DOMAIN = 64, 255
_LOCAL_END = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+\Z")
_DOMAIN = re.compile(r"(?:[\w-]+\.)+[\w-]*[^\W\d_]{2,}")

_AT = re.compile(
    r"(?:\b(?:at|arroba|arobase|chiocciola|klammeraffe|apenstaartje|ät)\b|(?<=\s)@(?=\s))",
    re.IGNORECASE,
)
# A dot within a name, the end of a sentence, or a word.
_TOKEN = re.compile(r"\.(?=\w)|[.;:!?]\s|[\w'+-]+")
_DOTS = frozenset((".", "dot", "period", "punkt", "point", "punto", "ponto", "punt"))
_JOINTS = _DOTS | {
    *("dash", "hyphen", "minus", "underscore", "plus"),
    *("bindestrich", "unterstrich", "tiret", "guion", "trattino", "streepje"),
}
_MOST_TOKENS = 40
_MOST_WORDS = 2
"""Of a name in a domain: ears hear `g mail` and `green field`."""
_LONGEST_SPELLED_TOP = 3
# What people do "at" a web site.
_VERB = re.compile(
    "look|looked|looking|looks|find|found|me|us|it|them|is|are|was|were|available|live|read|reading"
    "|shop|shopped|visit|see|seen|sold|bought|listed|online|stay|arrive|arrived",
    re.IGNORECASE,
)


def email_spans(text: str) -> Iterator[Span]:
    """Find e-mail addresses, written or said: `anna dot smith at example dot com`.

    Args:
        text: As ears, callers or tools wrote it.
    """
    yield from _written(text)
    yield from _said(text)


def _written(text: str) -> Iterator[Span]:
    at = text.find("@")
    while at >= 0:
        local = _LOCAL_END.search(text, max(0, at - _LONGEST_LOCAL), at)
        domain = _DOMAIN.match(text, at + 1, at + 1 + _LONGEST_DOMAIN)
        if local and domain:
            yield Span(local.start(), domain.end())
        at = text.find("@", at + 1)


def _said(text: str) -> Iterator[Span]:
    for at in _AT.finditer(text):
        after = list(islice(_TOKEN.finditer(text, at.end()), _MOST_TOKENS))
        count = _domain([each[0].casefold() for each in after])
        if not count:
            continue
        before = list(_TOKEN.finditer(text, max(0, at.start() - _LONGEST_LOCAL), at.start()))
        names = _local(before)
        if names and not _is_verb(names):
            yield Span(names[0].start(), after[count - 1].end())


def _local(before: Sequence[re.Match[str]]) -> Sequence[re.Match[str]]:
    """The last of these tokens, as many as are the part in front of the `at`."""
    words = [each[0].casefold() for each in before]
    begin = len(words)
    while begin > 0 and _is_name(words[begin - 1]):
        begin -= 1
        while begin > 0 and len(words[begin - 1]) == 1 and _is_name(words[begin - 1]):
            begin -= 1
        if begin < 2 or words[begin - 1] not in _JOINTS:
            break
        begin -= 1
    return before[begin:]


def _is_name(word: str) -> bool:
    return word not in _JOINTS and not word[-1].isspace()


def _domain(after: Sequence[str]) -> int:
    """How many of these tokens are a domain; 0 where they begin with none."""
    end = 0
    while (dot := _next_dot(after, end)) and (top := _top(after, dot + 1)):
        end = dot + 1 + top
        if end >= len(after) or after[end] not in _DOTS:
            break
    return end


def _next_dot(after: Sequence[str], begin: int) -> int:
    """Where the name ends that begins there; 0 where none does."""
    words = 0
    for index in range(begin, len(after)):
        if after[index] in _DOTS:
            return index
        words += len(after[index]) > 1
        if words > _MOST_WORDS or after[index][-1].isspace():
            break
    return 0


def _top(after: Sequence[str], begin: int) -> int:
    """How many tokens a name behind a dot has: one word, or letters: `c o m`."""
    letters = 0
    while begin + letters < len(after) and len(after[begin + letters]) == 1:
        letters += 1
    if letters > 1:
        return min(letters, _LONGEST_SPELLED_TOP)
    word = after[begin] if begin < len(after) else ""
    return 1 if len(word) > 1 and word.isalpha() else 0


def _is_verb(names: Sequence[re.Match[str]]) -> bool:
    return len(names) == 1 and bool(_VERB.fullmatch(names[0][0]))
