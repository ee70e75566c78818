from __future__ import annotations

import numpy as np

from repartee.bench.turns.ears import Transcript
from repartee.bench.turns.recordings import Piece, TurnRecording


def _transcript() -> Transcript:
    pieces = (Piece("book a table for", 1.0, 2.0), Piece("two", 3.0, 3.5))
    return Transcript(TurnRecording("", np.zeros(1, np.int16), pieces))


def test_words_come_as_they_are_said() -> None:
    transcript = _transcript()
    assert transcript.so_far(1.0) == ""
    assert transcript.so_far(1.35) == "book"
    assert transcript.so_far(2.5) == "book a table for"


def test_last_words_are_told_once() -> None:
    transcript = _transcript()
    assert transcript.finish(2.5) == "book a table for"
    assert transcript.finish(2.9) == ""
    assert transcript.so_far(3.6) == "two"
    assert transcript.finish(9.0) == "two"
