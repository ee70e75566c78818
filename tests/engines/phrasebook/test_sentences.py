from __future__ import annotations

import re
from pathlib import Path

from pocketsphinx import get_model_path

from repartee.engines.phrasebook import Phrasebook


def test_the_same_seed_draws_the_same_sentences(phrasebook: Phrasebook) -> None:
    assert phrasebook.sample(50, seed=3) == Phrasebook.load().sample(50, seed=3)
    assert phrasebook.sample(50, seed=3) != phrasebook.sample(50, seed=4)


def test_drawn_sentences_are_in_spoken_form(phrasebook: Phrasebook) -> None:
    for sentence in phrasebook.sample(1000):
        assert re.fullmatch(r"[a-z']+( [a-z']+)*", sentence), sentence


def test_nearly_every_drawn_sentence_is_understood(phrasebook: Phrasebook) -> None:
    drawn = phrasebook.sample(1000, seed=11)
    lost = [sentence for sentence in drawn if phrasebook.understand(sentence) is None]

    assert len(lost) <= 2, lost


def test_the_vocabulary_holds_every_drawn_word(phrasebook: Phrasebook) -> None:
    drawn = {word for sentence in phrasebook.sample(5000) for word in sentence.split()}

    assert drawn <= phrasebook.vocabulary


def test_the_recogniser_can_pronounce_every_word(phrasebook: Phrasebook) -> None:
    dictionary = Path(get_model_path("en-us/cmudict-en-us.dict")).read_text(encoding="utf-8")
    pronounced = {line.partition(" ")[0] for line in dictionary.splitlines()}

    assert sorted(phrasebook.vocabulary - pronounced) == []


def test_the_vocabulary_stays_small_enough_to_be_heard_apart(phrasebook: Phrasebook) -> None:
    assert len(phrasebook.vocabulary) < 2500


def test_there_are_many_ways_to_ask(phrasebook: Phrasebook) -> None:
    assert phrasebook.variety > 50_000


def test_no_intent_drowns_out_the_others(phrasebook: Phrasebook) -> None:
    intents = [
        understood.intent
        for sentence in phrasebook.sample(2000)
        if (understood := phrasebook.understand(sentence))
    ]

    assert max(map(intents.count, set(intents))) < 0.12 * len(intents)
    assert intents.count("hello") > 0.005 * len(intents)
