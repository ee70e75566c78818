"""All recordings to all subjects, in processes whose clocks do not depend on the machine."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed

from repartee.bench.turns.ears import EarsPace
from repartee.bench.turns.figures import TurnOutcome, outcome
from repartee.bench.turns.recordings import TurnRecording
from repartee.bench.turns.subject import TurnSubject
from repartee.bench.turns.worker import begin, play


def measure(
    subjects: Sequence[TurnSubject],
    recordings: Sequence[TurnRecording],
    pace: EarsPace,
    *,
    processes: int,
    tell: Callable[[str, TurnOutcome], None],
) -> dict[str, list[TurnOutcome]]:
    """Play everything to everybody.

    Args:
        subjects: Who tells when a turn is over.
        recordings: What they hear.
        pace: When words come.
        processes: How many at a time; the figures do not depend on it.
        tell: Called with the subject's name after each recording.

    Returns:
        What each made of the recordings, in their order.
    """
    # By spawn: time has to be taken over before anything is imported that reads it.
    context = multiprocessing.get_context("spawn")
    found: dict[tuple[str, int], TurnOutcome] = {}
    with ProcessPoolExecutor(processes, mp_context=context, initializer=begin) as pool:
        asked = {
            pool.submit(play, subject, recording, pace): (subject.name, number)
            for number, recording in enumerate(recordings)
            for subject in subjects
        }
        for future in as_completed(asked):
            heard = future.result()
            subject, number = asked[future]
            each = outcome(recordings[number], heard.turn_ends, heard.verdicts)
            found[subject, number] = each
            tell(subject, each)
    return {
        subject.name: [found[subject.name, number] for number in range(len(recordings))]
        for subject in subjects
    }
