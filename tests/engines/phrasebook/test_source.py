from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest
import yaml

from repartee.engines.phrasebook import Phrasebook, PhrasebookError
from repartee.engines.phrasebook.source import parse_source

SHORTEST: dict[str, Any] = {
    "language": "en",
    "contractions": {"what's": "what is"},
    "spellings": {},
    "abbreviations": {},
    "fillers": ["um"],
    "openers": ["please"],
    "closers": ["now"],
    "lists": {"color": {"values": ["red", {"said": "navy", "means": "blue"}]}},
    "rules": {},
    "intents": {
        "like": {
            "group": "Talk",
            "examples": ["i like red"],
            "tool": "like",
            "sentences": ["i like {color}"],
        }
    },
}


def _with(**changes: Any) -> str:
    return yaml.safe_dump(SHORTEST | changes)


def _with_intent(**changes: Any) -> str:
    return _with(intents={"like": SHORTEST["intents"]["like"] | changes})


def test_a_short_phrasebook_works() -> None:
    phrasebook = Phrasebook(parse_source(_with()), "short")

    understood = phrasebook.understand("please, I like NAVY now!")

    assert understood is not None
    assert understood.arguments == {"color": "blue"}
    assert phrasebook.tools == {"like"}
    assert phrasebook.vocabulary >= {"i", "like", "red", "navy", "please", "um"}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a: [", "not valid YAML"),
        ("- a list", "must hold a mapping"),
        (_with(surprise=1), "surprise"),
        (_with_intent(tool=None), "a `tool` or `replies`"),
        (_with_intent(sentences=[]), "intents.like.wordings.0.sentences"),
        (_with(lists={"color": {}}), "either `values` or `samples`"),
    ],
)
def test_a_mistake_in_the_file_is_named(text: str, complaint: str) -> None:
    with pytest.raises(PhrasebookError, match=complaint):
        parse_source(text)


@pytest.mark.parametrize("template", ["i like (red", "i like {flavor}", "i like <taste>"])
def test_a_broken_template_is_refused(template: str) -> None:
    source = parse_source(_with_intent(sentences=[template]))

    with pytest.raises(PhrasebookError):
        Phrasebook(source, "broken")


def test_the_packaged_file_travels_with_the_package() -> None:
    assert files("repartee.engines.phrasebook").joinpath("phrasebook.yaml").is_file()
