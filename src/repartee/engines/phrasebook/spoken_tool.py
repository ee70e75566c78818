"""How callers ask for a tool that the phrasebook does not know."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from repartee.engines.phrasebook.sampling import NUMBER_LIST, WHOLE_NUMBER_LIST
from repartee.engines.phrasebook.source import Argument, ListEntry, ListValue, Texts

_PLACE = re.compile(r"\{(\w+)\}")
_WORD = re.compile(r"[a-z]+|[A-Z][a-z]*|\d+")
_MOST_FREE_WORDS = 20
# What is said most where nobody told better.
_LIKELY_WORDS = ("{name}", "{city}", "{grocery}", "{chore}", "{weekday}")

_ASKING = "[use|check|get|get me|give me|show|show me|run|start|try|what is]"
_ARTICLE = "[the|a|an|my|our]"
_JOINTS = "with|for|to|of|in|at|on|from|by|about"


@dataclass(frozen=True)
class SpokenTool:
    """A tool, as callers ask for it."""

    name: str
    """What brains call it."""

    sentences: Texts = ()
    """hassil templates with `{argument}` in place of each argument; empty for the usual ones."""

    properties: Mapping[str, Mapping[str, Any]] | None = None
    """JSON schemas of its arguments by name; None where they are not known, and are free text."""

    required: Texts = ()
    """The arguments that it cannot do without."""

    words: Mapping[str, Texts] = field(default_factory=dict)
    """By argument: templates of what people are likely to say for it, for the recogniser."""

    @property
    def templates(self) -> Texts:
        """Its sentences, each argument bound to the list that it takes its value from."""
        return tuple(_PLACE.sub(self._bound, each) for each in self.sentences or self._usual())

    @property
    def lists(self) -> dict[str, ListEntry]:
        """The lists of its own that the templates refer to, by name."""
        names = dict.fromkeys(
            name
            for sentence in self.sentences or self._usual()
            for name in _PLACE.findall(sentence)
        )
        return {
            self._list_name(name): entry
            for name in names
            if self._knows(name) and (entry := self._entry(name)) is not None
        }

    def _bound(self, place: re.Match[str]) -> str:
        name = place[1]
        if not self._knows(name):
            return place[0]
        match _kind(self._schema(name)):
            case "integer":
                return f"{{{WHOLE_NUMBER_LIST}:{name}}}"
            case "number":
                return f"{{{NUMBER_LIST}:{name}}}"
            case _:
                return f"{{{self._list_name(name)}:{name}}}"

    def _knows(self, argument: str) -> bool:
        """Whether it is an argument, and no list of the phrasebook."""
        if self.properties is None:
            return argument not in (NUMBER_LIST, WHOLE_NUMBER_LIST)
        return argument in self.properties

    def _schema(self, argument: str) -> Mapping[str, Any]:
        return (self.properties or {}).get(argument, {"type": "string"})

    def _list_name(self, argument: str) -> str:
        return re.sub(r"\W", "_", f"{self.name}_{argument}")

    def _entry(self, argument: str) -> ListEntry | None:
        schema = self._schema(argument)
        if values := _choices(schema):
            return ListEntry(values=tuple(ListValue(said=_said(v), means=v) for v in values))
        if _kind(schema) in ("integer", "number"):
            return None
        samples = tuple(self.words.get(argument, ())) or _LIKELY_WORDS
        return ListEntry(samples=samples, max_words=_MOST_FREE_WORDS)

    # Sentences of a tool whose author gave none

    def _usual(self) -> Texts:
        """The tool's name, as people say it, and its arguments in a row.

        `book_table(people: int)` is asked for by "book a table for four". A tool that needs what
        cannot be said, such as a list, gets none.
        """
        properties = self.properties or {}
        if self.properties is None or not all(_can_be_said(properties[n]) for n in self.required):
            return ()
        words = [word.lower() for word in _WORD.findall(self.name)]
        name = f" {_ARTICLE} ".join(words)
        if len(words) == 1:
            # "weather" alone is said in too many other sentences.
            name = f"(the|a|an|my|our|use|check|get|run|start|try|show|give me|what is the) {name}"
        return (" ".join([_ASKING, _ARTICLE, name, *self._parts()]),)

    def _parts(self) -> Iterator[str]:
        properties = self.properties or {}
        said = {name: schema for name, schema in properties.items() if _can_be_said(schema)}
        free = [name for name, schema in said.items() if _is_free(schema)]
        for name, schema in said.items():
            label = " ".join(word.lower() for word in _WORD.findall(name))
            if not _is_free(schema):
                phrase = f"[and] [{_JOINTS}] [the] ({label} {{{name}}}|{{{name}}} [{label}])"
            elif len(free) > 1:
                # Two stretches of free text in a row need a word of their own between them.
                phrase = f"[and] [{_JOINTS}] [the] {label} {{{name}}}"
            else:
                # "The weather is nice" asks for nothing.
                phrase = f"({_JOINTS}|{label}) {{{name}}}"
            yield phrase if name in self.required else f"[{phrase}]"


def _can_be_said(schema: Mapping[str, Any]) -> bool:
    return bool(_choices(schema)) or _kind(schema) in ("integer", "number", "string")


def _is_free(schema: Mapping[str, Any]) -> bool:
    return not _choices(schema) and _kind(schema) == "string"


def _kind(schema: Mapping[str, Any]) -> str:
    kinds = schema.get("anyOf") or [schema]
    named = (str(each.get("type", "")) for each in kinds if isinstance(each, Mapping))
    return next((kind for kind in named if kind not in ("", "null")), "")


def _choices(schema: Mapping[str, Any]) -> tuple[Argument, ...]:
    kinds = schema.get("anyOf") or [schema]
    values = next((each["enum"] for each in kinds if each.get("enum")), ())
    return tuple(value for value in values if isinstance(value, str))


def _said(value: Argument) -> str:
    return " ".join(re.findall(r"[^\W_]+", str(value).lower()))
