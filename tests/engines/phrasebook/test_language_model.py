from __future__ import annotations

from pathlib import Path

import pytest

from repartee.engines.phrasebook import Phrasebook, PhrasebookError
from repartee.engines.phrasebook.language_model import LanguageModelFiles, build_language_model
from repartee.engines.phrasebook.ngrams import arpa_text
from repartee.engines.phrasebook.source import parse_source
from tests.engines.phrasebook.test_source import _with_intent


@pytest.fixture
def short() -> Phrasebook:
    return Phrasebook(parse_source(_with_intent()), "short")


def _stamps(files: LanguageModelFiles) -> list[int]:
    return [path.stat().st_mtime_ns for path in (files.lm, files.dictionary)]


def test_files_are_written_once_and_found_again(short: Phrasebook, tmp_path: Path) -> None:
    first = build_language_model(short, tmp_path / "cache")
    stamps = _stamps(first)

    assert build_language_model(short, tmp_path / "cache") == first
    assert _stamps(first) == stamps


def test_the_dictionary_holds_the_vocabulary_with_all_pronunciations(
    short: Phrasebook, tmp_path: Path
) -> None:
    lines = build_language_model(short, tmp_path).dictionary.read_text(encoding="utf-8").split("\n")

    listed = {line.partition(" ")[0] for line in lines if line}
    assert {word.partition("(")[0] for word in listed} == short.vocabulary
    assert "a(2)" in listed


@pytest.mark.parametrize("name", ["sentences.arpa", "words.dict", "manifest.json"])
@pytest.mark.parametrize("damage", ["torn", "gone", "scribbled"])
def test_damaged_files_are_written_anew(
    short: Phrasebook, tmp_path: Path, name: str, damage: str
) -> None:
    files = build_language_model(short, tmp_path)
    whole = files.lm.read_text(encoding="utf-8")
    victim = files.lm.parent / name
    if damage == "gone":
        victim.unlink()
    else:
        half = victim.read_bytes()[: victim.stat().st_size // 2]
        victim.write_bytes(half if damage == "torn" else b"\xff[]")

    assert build_language_model(short, tmp_path) == files
    assert files.lm.read_text(encoding="utf-8") == whole
    assert victim.stat().st_size > 3


def test_another_phrasebook_gets_files_of_its_own(short: Phrasebook, tmp_path: Path) -> None:
    other = Phrasebook(parse_source(_with_intent(sentences=["i love {color}"])), "other")

    assert build_language_model(other, tmp_path) != build_language_model(short, tmp_path)


def test_a_word_nobody_can_pronounce_is_named(tmp_path: Path) -> None:
    odd = Phrasebook(parse_source(_with_intent(sentences=["qwrtzp {color}"])), "odd")

    with pytest.raises(PhrasebookError, match="qwrtzp"):
        build_language_model(odd, tmp_path)


def test_the_probabilities_after_each_word_add_up_to_one() -> None:
    text = arpa_text(["a b", "a c", "b"])
    bigrams = text.partition("\\2-grams:")[2].partition("\\3-grams:")[0].split("\n")
    unigrams = text.partition("\\1-grams:")[2].partition("\\2-grams:")[0].split("\n")
    word = {fields[1]: fields for line in unigrams if len(fields := line.split()) == 3}
    seen = {
        fields[2]: fields for line in bigrams if line[8:10] == "a " and (fields := line.split())
    }
    back_off = 10 ** float(word["a"][2])

    unseen = [10 ** float(word[w][0]) * back_off for w in word if w not in seen and w != "<s>"]
    assert sum(10 ** float(fields[0]) for fields in seen.values()) + sum(unseen) == pytest.approx(
        1, abs=1e-3
    )
