"""The phrasebook's YAML, checked and typed."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

Argument = str | int | float
Texts = tuple[str, ...]

_FILE = "phrasebook.yaml"


class PhrasebookError(ValueError):
    """The phrasebook's YAML says something that cannot be used."""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ListValue(_Entry):
    """One value of a list: what is said, and what the tool is handed."""

    said: str
    """hassil template of what is said."""

    means: Argument | dict[str, Argument]
    """The argument's value; a mapping sets several arguments at once, under their own names."""


class ListEntry(_Entry):
    """A list of values, or, with `samples`, a slot for any text."""

    values: tuple[str | ListValue, ...] = ()
    samples: Texts = ()
    """Templates of what people are likely to say here: the language model learns these."""

    max_words: Annotated[int, Field(ge=1)] = 12
    """Longer texts are not accepted in a slot for any text."""

    min_words: Annotated[int, Field(ge=1)] = 1
    """Shorter ones neither."""

    @model_validator(mode="after")
    def _is_one_kind(self) -> ListEntry:
        if bool(self.values) == bool(self.samples):
            raise ValueError("a list needs either `values` or `samples`")
        return self

    @property
    def is_open(self) -> bool:
        """Whether any text is accepted."""
        return bool(self.samples)


class Wording(_Entry):
    """Templates that share the same fixed arguments."""

    sentences: Annotated[Texts, Field(min_length=1)]
    arguments: dict[str, Argument] = {}


class IntentEntry(_Entry):
    """One thing that can be asked for: the templates for it, and the tool or the replies."""

    group: str
    examples: Texts = ()
    """Sentences for the page and the help answer; each must be understood as this intent."""

    tool: str | None = None
    replies: Texts = ()
    """The answer, each as good as the other; beside a tool, what is said where it is missing."""

    wordings: Annotated[tuple[Wording, ...], Field(min_length=1)]
    weight: Annotated[float, Field(gt=0)] = 1.0
    """How often it is said, beside others with as many wordings."""

    bare: bool = False
    """Said alone: nobody says "could you please hello"."""

    added: bool = False
    """Whether an operator added it: it is preferred to the phrasebook's replies without a tool."""

    @model_validator(mode="before")
    @classmethod
    def _accept_plain_sentences(cls, data: object) -> object:
        if not isinstance(data, dict) or "sentences" not in data:
            return data
        rest = {key: value for key, value in data.items() if key != "sentences"}
        plain = {"sentences": data["sentences"], "arguments": {}}
        return rest | {"wordings": [plain, *rest.get("wordings", [])]}

    @model_validator(mode="after")
    def _answers_somehow(self) -> IntentEntry:
        if self.tool is None and not self.replies:
            raise ValueError("an intent needs a `tool` or `replies`")
        return self


class Source(_Entry):
    """The whole file."""

    language: Literal["en"]
    contractions: dict[str, str]
    """Short forms people say, and the full form the templates are written in."""

    spellings: dict[str, str]
    """Other spellings of a word, and the one used here."""

    abbreviations: dict[str, str]
    """What people type, and what they would have said."""

    fillers: Texts
    openers: Texts
    closers: Texts
    lists: dict[str, ListEntry]
    rules: dict[str, str]
    intents: dict[str, IntentEntry]


def read_source() -> tuple[Source, str]:
    """Read the packaged YAML.

    Returns:
        The checked content, and the file's text (for a content hash).

    Raises:
        PhrasebookError: The file is not valid.
    """
    text = files(__package__).joinpath(_FILE).read_text(encoding="utf-8")
    return parse_source(text), text


def parse_source(text: str) -> Source:
    """Check a phrasebook's text.

    Raises:
        PhrasebookError: The text is no YAML, or an entry is missing, misspelt or of a wrong kind.
    """
    try:
        data = yaml.load(text, Loader=_loader())  # noqa: S506 - both loaders are safe ones
    except yaml.YAMLError as error:
        raise PhrasebookError(f"{_FILE} is not valid YAML: {error}") from error
    if not isinstance(data, Mapping):
        raise PhrasebookError(f"{_FILE} must hold a mapping, not {type(data).__name__}")
    try:
        return Source.model_validate(data)
    except ValidationError as error:
        raise PhrasebookError(f"{_FILE}: {_describe(error)}") from error


def _loader() -> type[yaml.CSafeLoader] | type[yaml.SafeLoader]:
    # The loader in C is ten times as fast, and missing where PyYAML was built without libyaml.
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _describe(error: ValidationError) -> str:
    return "; ".join(
        f"{'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}"
        for problem in error.errors()
    )
