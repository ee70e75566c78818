from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from repartee.caller.speech_edges import SampleSpan
from repartee.caller.turn_log import (
    BargeIn,
    CutOff,
    Span,
    answer_to,
    cut_ins,
    cut_off,
    first_heard,
    longest_pause,
)

SAMPLES = SampleSpan(0, 1)


def span(began: float, ended: float) -> Span:
    return Span(began, ended, SAMPLES)


SAID = span(10.0, 12.0)


class TestFirstHeard:
    def test_counts_from_the_first_request_whoever_was_ready_first(self) -> None:
        assert first_heard(10.0, [span(10.8, 12), span(13, 14)]) == 10.8 - 10.0

    def test_is_none_while_the_agent_is_silent(self) -> None:
        assert first_heard(10.0, []) is None


class TestAnswer:
    def test_is_the_first_speech_after_the_callers_last_sample(self) -> None:
        assert answer_to(SAID, [span(12.6, 14), span(15, 16)]) == span(12.6, 14)

    def test_is_none_while_the_agent_is_silent(self) -> None:
        assert answer_to(SAID, []) is None

    def test_is_not_what_the_agent_was_still_saying_before(self) -> None:
        assert answer_to(SAID, [span(8, 12.2)]) is None

    def test_came_early_where_the_agent_talked_into_the_callers_end_and_went_on(self) -> None:
        assert answer_to(SAID, [span(11.8, 15)]) == span(11.8, 15)

    def test_is_not_an_early_answer_that_the_caller_broke_off(self) -> None:
        assert answer_to(SAID, [span(11.2, 12.1), span(12.7, 15)]) == span(12.7, 15)


class TestCutIns:
    def test_counts_beginnings_inside_the_callers_speech_alone(self) -> None:
        assert cut_ins(SAID, [span(9, 9.5), span(10.5, 11), span(11.5, 13), span(14, 15)]) == 2


class TestCutOff:
    def test_is_the_last_sample_before_a_silence_the_agent_reports(self) -> None:
        found = cut_off(5.0, [span(1, 5.3)], stops=[5.25], now=5.6)

        assert found == CutOff(BargeIn.CUT_OFF, 5.3)

    def test_is_undecided_until_the_silence_has_lasted(self) -> None:
        assert cut_off(5.0, [span(1, 5.3)], [5.25], now=5.4).outcome is BargeIn.UNDECIDED
        assert cut_off(5.0, [span(1, 5.3)], [], now=6.2).outcome is BargeIn.UNDECIDED

    def test_needs_no_report_where_the_silence_is_long(self) -> None:
        assert cut_off(5.0, [span(1, 5.3)], [], now=6.4) == CutOff(BargeIn.CUT_OFF, 5.3)

    def test_is_not_a_pause_between_two_sentences(self) -> None:
        agent = [span(1, 5.2), span(5.8, 7.0)]

        assert cut_off(5.0, agent, stops=[], now=8.5) == CutOff(BargeIn.CUT_OFF, 7.0)

    def test_comes_before_the_answer_to_the_interruption(self) -> None:
        agent = [span(1, 5.2), span(5.6, 7.0)]

        assert cut_off(5.0, agent, stops=[5.15], now=8.5) == CutOff(BargeIn.CUT_OFF, 5.2)

    def test_is_found_where_the_interruption_fell_into_a_pause(self) -> None:
        agent = [span(1, 4.8), span(5.2, 5.5)]

        assert cut_off(5.0, agent, stops=[5.4], now=6.0) == CutOff(BargeIn.CUT_OFF, 5.5)

    def test_is_none_where_the_agent_had_finished(self) -> None:
        assert cut_off(5.0, [span(1, 3)], [3.4], now=9) == CutOff(BargeIn.ALREADY_SILENT)
        assert cut_off(5.0, [span(1, 4.9)], [], now=9) == CutOff(BargeIn.ALREADY_SILENT)
        assert cut_off(5.0, [], [], now=9) == CutOff(BargeIn.ALREADY_SILENT)


def test_the_longest_pause_is_the_longest_between_two_stretches_of_the_answer() -> None:
    agent = [span(0, 1), span(5, 6), span(6.5, 7), span(8, 9)]
    assert longest_pause(agent[1], agent) == 1
    assert longest_pause(agent[3], agent) == 0


@st.composite
def speeches(draw: st.DrawFn) -> list[Span]:
    """Spans in order, with pauses that a detector would have told apart."""
    at, spans = 0.0, []
    for pause, length in draw(st.lists(st.tuples(times, times), max_size=8)):
        spans.append(span(at + pause, at + pause + length))
        at += pause + length
    return spans


times = st.floats(0.2, 5)
moments = st.floats(0, 60)


@given(speeches(), moments, st.lists(moments, max_size=5), moments)
def test_a_cut_off_is_the_end_of_agent_speech_after_the_interruption(
    agent: list[Span], at: float, stops: list[float], now: float
) -> None:
    heard = [s for s in agent if s.began <= now]
    found = cut_off(at, heard, stops, now)

    assert (found.last_heard_at is not None) == (found.outcome is BargeIn.CUT_OFF)
    if found.last_heard_at is not None:
        assert found.last_heard_at > at
        assert found.last_heard_at in {s.ended for s in heard}


@given(speeches(), moments, st.lists(moments, max_size=5), moments)
def test_a_cut_off_once_decided_stays_as_it_is(
    agent: list[Span], at: float, stops: list[float], later: float
) -> None:
    now = at + 2
    early = cut_off(at, [s for s in agent if s.began <= now], [s for s in stops if s <= now], now)
    full = cut_off(at, agent, stops, now + later)

    ends = [s.ended for s in agent if s.began <= now]
    if early.outcome is BargeIn.CUT_OFF and (not ends or max(ends) <= now):
        assert full == early


@given(speeches(), moments, times)
def test_an_answer_is_agent_speech_that_outlasts_the_callers(
    agent: list[Span], began: float, length: float
) -> None:
    said = span(began, began + length)
    answer = answer_to(said, agent)

    later = [s for s in agent if s.began > said.ended]
    assert answer is not None or not later
    if answer:
        assert answer.began > said.began
        assert answer.ended > said.ended
        assert answer in agent
