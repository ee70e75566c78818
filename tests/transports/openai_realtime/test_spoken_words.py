from __future__ import annotations

from repartee.transports.openai_realtime.spoken_words import SpokenWords


def so_far(text: str) -> dict[str, object]:
    return {"will_be_spoken": True, "spoken_progress": {"accumulated_text": text}}


def whole(text: str) -> dict[str, object]:
    return {"will_be_spoken": True, "spoken_status": "completed", "text": text}


def test_words_come_once_each() -> None:
    words = SpokenWords()
    heard = [words.after(so_far("")), words.after(so_far("It")), words.after(so_far("It is"))]
    assert heard == ["", "It", " is"]
    assert words.after(whole("It is.")) == "."


def test_sentences_are_apart() -> None:
    words = SpokenWords()
    assert words.after(whole("One.")) == "One."
    assert words.after(so_far("Two")) == " Two"
    assert words.after(whole("Two.")) == "."
