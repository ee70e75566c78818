"""Words wait for their sound, whichever comes first."""

from __future__ import annotations

from repartee.transports.room.word_places import WordPlaces


def places(*words: tuple[str, str, float]) -> WordPlaces[str]:
    it = WordPlaces[str]()
    for word in words:
        it.comes(*word)
    return it


def test_a_word_is_let_go_when_its_sound_has_begun_to_be_played() -> None:
    it = places(("one", "a", 0.0), ("two", "a", 0.3), ("three", "a", 0.6))
    it.begins("a")
    assert it.played(0.02) == ["one"]
    assert it.played(0.25) == []
    assert it.played(0.05) == ["two"]


def test_a_voice_that_stalls_keeps_its_words_waiting() -> None:
    it = places(("one", "a", 0.0), ("two", "a", 0.3))
    it.begins("a")
    assert it.played(0.02) == ["one"]
    # However late it is: nothing more has been played.
    assert it.played(0.0) == []


def test_words_that_come_behind_their_sound_are_let_go_at_the_next_piece() -> None:
    it = WordPlaces[str]()
    it.begins("a")
    assert it.played(1.0) == []
    it.comes("one", "a", 0.2)
    it.comes("two", "a", 1.5)
    assert it.played(0.02) == ["one"]


def test_places_count_from_the_beginning_of_each_text() -> None:
    it = places(("one", "a", 0.0), ("two", "b", 0.1))
    it.begins("a")
    assert it.played(5.0) == ["one"]
    it.begins("b")
    assert it.played(0.05) == []
    assert it.played(0.06) == ["two"]


def test_a_word_that_lies_behind_all_sound_is_let_go_at_the_end() -> None:
    it = places(("one", "a", 9.0), ("two", "b", 0.0))
    it.begins("a")
    assert it.played(1.0) == []
    assert it.ends("a") == ["one"]


def test_what_has_no_place_of_its_own_stays_behind_what_came_before() -> None:
    it = WordPlaces[str]()
    assert not it.comes_behind("nothing waits")
    it.comes("one", "a", 0.5)
    assert it.comes_behind("the end of the answer")
    it.begins("a")
    assert it.played(0.4) == []
    assert it.played(0.2) == ["one", "the end of the answer"]


def test_what_was_interrupted_is_never_let_go() -> None:
    it = places(("one", "a", 0.0))
    it.forget()
    it.begins("a")
    assert it.played(1.0) == []
