from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repartee.simulator.faults import (
    BadFaultError,
    Cut,
    Fault,
    FaultKind,
    Faults,
    Plan,
    parse_fault,
    plan,
)

_CUTTING = [FaultKind.SLOW, FaultKind.DROP, FaultKind.GARBAGE, FaultKind.HANG, FaultKind.HALF_OPEN]
_TIMED = [FaultKind.SLOW, FaultKind.RATE_LIMIT, FaultKind.UNAVAILABLE, FaultKind.REFUSE]

_seconds = st.integers(1, 9999).map(lambda tenths: tenths / 10)


@st.composite
def faults(draw: st.DrawFn) -> Fault:
    kind = draw(st.sampled_from(FaultKind))
    countable = kind is not FaultKind.REFUSE
    return Fault(
        kind=kind,
        after_secs=draw(_seconds) if kind in _CUTTING and draw(st.booleans()) else 0.0,
        seconds=draw(_seconds) if kind in _TIMED and draw(st.booleans()) else None,
        times=draw(st.integers(1, 99)) if countable and draw(st.booleans()) else None,
        only=draw(st.sampled_from(["", "stt", "v1/audio"])) if countable else "",
    )


@pytest.mark.parametrize(
    ("text", "vendor", "fault"),
    [
        ("cartesia:drop@3s", "cartesia", Fault(FaultKind.DROP, after_secs=3)),
        ("openai:429=20", "openai", Fault(FaultKind.RATE_LIMIT, seconds=20)),
        ("ollama:slow=5", "ollama", Fault(FaultKind.SLOW, seconds=5)),
        ("anthropic:500*2", "anthropic", Fault(FaultKind.ERROR, times=2)),
        ("kokoro-fastapi:half-open", "kokoro-fastapi", Fault(FaultKind.HALF_OPEN)),
        ("openai/audio/speech:401", "openai", Fault(FaultKind.UNAUTHORISED, only="audio/speech")),
        (" groq:refuse=2.5s ", "groq", Fault(FaultKind.REFUSE, seconds=2.5)),
    ],
)
def test_faults_are_read_as_people_write_them(text: str, vendor: str, fault: Fault) -> None:
    assert parse_fault(text) == (vendor, fault)


@given(faults())
def test_what_a_fault_says_of_itself_is_read_back(fault: Fault) -> None:
    where = f"/{fault.only}" if fault.only else ""
    assert parse_fault(f"some-vendor{where}:{fault}") == ("some-vendor", fault)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "drop",
        "openai",
        "openai:",
        "openai:explode",
        "openai:500=3",
        "openai:500@3s",
        "openai:drop*0",
        "openai:refuse*2",
        "openai:slow=-1",
    ],
)
def test_a_fault_that_makes_no_sense_is_told_in_a_sentence(text: str) -> None:
    with pytest.raises(BadFaultError, match=r"\.$"):
        parse_fault(text)


@given(st.text())
def test_no_text_makes_the_reader_stumble(text: str) -> None:
    with contextlib.suppress(BadFaultError):
        parse_fault(text)


@given(faults())
def test_a_fault_does_exactly_one_thing(fault: Fault) -> None:
    done = plan(fault)
    deeds = [
        done.status is not None,
        done.wait_secs > 0,
        done.hang,
        done.cut is not None,
    ]
    assert sum(deeds) == (0 if fault.kind is FaultKind.REFUSE else 1)


@given(faults(), st.integers(0, 50), st.floats(0, 2000))
def test_once_a_cut_is_due_it_stays_due(fault: Fault, pieces: int, elapsed: float) -> None:
    done = plan(fault)
    if done.cut_due(pieces, elapsed):
        assert done.cut_due(pieces + 1, elapsed + 1)


def test_a_status_comes_late_where_there_is_an_event_for_it() -> None:
    _, fault = parse_fault("openai/realtime:500@1.2s")
    assert plan(fault) == Plan(status=500, cut_secs=1.2)
    with pytest.raises(BadFaultError, match="cannot begin in mid-answer"):
        parse_fault("openai:500@1.2s")


def test_a_limit_asks_to_wait_even_where_nobody_said_how_long() -> None:
    assert plan(Fault(FaultKind.RATE_LIMIT)) == Plan(status=429, retry_after_secs=5)
    assert plan(Fault(FaultKind.ERROR)) == Plan(status=500)


def test_a_dropped_answer_gets_its_first_piece_through() -> None:
    dropped = plan(Fault(FaultKind.DROP))
    assert dropped.cut is Cut.DROP
    assert not dropped.cut_due(0, 100.0)
    assert dropped.cut_due(1, 0.0)


@given(st.lists(faults(), max_size=6), st.integers(0, 40))
def test_a_fault_meets_as_many_requests_as_asked(armed: list[Fault], requests: int) -> None:
    faults = Faults()
    for fault in armed:
        faults.arm(fault)
    met = [faults.take("/v1/audio/stt") for _ in range(requests)]
    for fault in set(armed):
        if fault.times is not None:
            times = sum(each.times or 0 for each in armed if each == fault)
            same = [m for m in met if m and m.kind is fault.kind and m.only == fault.only]
            everything = sum(
                each.times or requests
                for each in armed
                if each.kind is fault.kind and each.only == fault.only
            )
            assert len(same) <= max(times, everything)
    assert not any(each and each.kind is FaultKind.REFUSE for each in met)


def test_faults_come_in_the_order_in_which_they_were_armed() -> None:
    faults = Faults()
    faults.arm(Fault(FaultKind.ERROR, times=2))
    faults.arm(Fault(FaultKind.DROP, times=1))
    kinds = [fault and fault.kind for fault in (faults.take() for _ in range(4))]
    assert kinds == [FaultKind.ERROR, FaultKind.ERROR, FaultKind.DROP, None]


def test_a_fault_for_one_service_leaves_the_others_alone() -> None:
    faults = Faults()
    faults.arm(Fault(FaultKind.ERROR, only="speech"))
    assert faults.take("/v1/chat/completions") is None
    assert faults.take("/v1/audio/speech") is not None


def test_whoever_watches_is_told_of_arming_and_clearing() -> None:
    told: list[int] = []
    faults = Faults()
    faults.watch(lambda: told.append(len(faults.armed)))
    faults.arm(Fault(FaultKind.REFUSE))
    assert faults.refusing
    faults.clear()
    assert told == [1, 0]
    assert faults.refusing is None
