"""What is told of a hum by its loudness."""

from __future__ import annotations

import numpy as np
import pytest

from tests.browser.feel.hum import Loudness

PIECE = 0.0025


def heard(*parts: tuple[float, float]) -> Loudness:
    """A loudness and how long it lasted, in seconds, one after another from 10 s on."""
    pieces = [np.full(round(secs / PIECE), peak) for peak, secs in parts]
    return Loudness(np.concatenate(pieces), 10.0, PIECE)


def test_a_hum_without_a_break_has_no_gap() -> None:
    assert heard((0, 1), (0.2, 2), (0, 1)).gaps() == []


def test_every_silence_inside_a_hum_is_a_gap() -> None:
    assert heard((0.2, 1), (0, 0.03), (0.2, 1), (0.01, 0.2), (0.2, 1)).gaps() == pytest.approx(
        [0.03, 0.2]
    )


def test_one_quiet_piece_is_where_a_wave_passes_zero_and_a_long_silence_where_a_hum_ends() -> None:
    assert heard((0.2, 1), (0, PIECE), (0.2, 1), (0, 1.5), (0.2, 1)).gaps() == []


def test_a_hum_that_is_cut_is_silent_from_its_last_sound_on() -> None:
    assert heard((0.2, 2), (0, 1)).silent_at(11.9) == pytest.approx(12.0)


def test_a_short_gap_is_not_yet_silence() -> None:
    assert heard((0.2, 2), (0, 0.1), (0.2, 0.1), (0, 1)).silent_at(11.9) == pytest.approx(12.2)


def test_who_is_silent_already_is_silent_at_once() -> None:
    assert heard((0.2, 1), (0, 2)).silent_at(11.5) == 11.5


def test_who_hums_on_is_never_silent() -> None:
    assert heard((0.2, 3)).silent_at(11) is None


def test_where_nothing_was_heard_there_is_no_hum() -> None:
    nothing = Loudness(np.empty(0), 0.0, PIECE)
    assert (nothing.hummed, nothing.gaps()) == (0.0, [])
