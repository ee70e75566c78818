"""Any events that a conversation may have."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import strategies as st
from pydantic import JsonValue

from repartee.conversation.events import (
    AgentTurn,
    Event,
    Failed,
    GuestJoined,
    GuestLeft,
    ProviderSwitched,
    RecordingMade,
    SessionEnded,
    SessionStarted,
    SettingChanged,
    Span,
    Summarised,
    ToolAnswered,
    ToolCalled,
    TurnMeasured,
    UserTurn,
    WorkChanged,
)
from repartee.history.records import NumberedEvent

_TEXT = st.text(max_size=40)
_FIGURES = st.floats(0, 1e6)
_TURNS = st.integers(1, 10_000)
_AT = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
_SPANS = st.none() | st.builds(Span, begin=_FIGURES, end=_FIGURES)
# Beyond them, a float that was an integer reads as one.
_NUMBERS = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
_JSON: st.SearchStrategy[JsonValue] = st.recursive(
    st.none() | st.booleans() | _NUMBERS | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=5,
)
_TIMED = {"at": _AT}

EVENTS: st.SearchStrategy[Event] = st.one_of(
    st.builds(SessionStarted, **_TIMED, sitting=st.integers(1, 9), stack=_TEXT, ears=_TEXT),
    st.builds(SessionEnded, **_TIMED, reason=_TEXT, secs=_FIGURES),
    st.builds(GuestJoined, **_TIMED, guest=_TEXT, name=_TEXT, way=_TEXT, back=st.booleans()),
    st.builds(GuestLeft, **_TIMED, guest=_TEXT, name=_TEXT, how=_TEXT),
    st.builds(
        UserTurn,
        **_TIMED,
        turn=_TURNS,
        guest=_TEXT,
        text=_TEXT,
        typed=st.booleans(),
        span=_SPANS,
        confidence=st.none() | st.floats(0, 1),
    ),
    st.builds(
        AgentTurn,
        **_TIMED,
        turn=_TURNS,
        generated=_TEXT,
        heard=_TEXT,
        cut=st.booleans(),
        unasked=st.booleans(),
        span=_SPANS,
    ),
    st.builds(
        ToolCalled,
        **_TIMED,
        turn=_TURNS,
        call_id=_TEXT,
        tool=_TEXT,
        arguments=st.dictionaries(_TEXT, _JSON, max_size=3),
    ),
    st.builds(
        ToolAnswered,
        **_TIMED,
        turn=_TURNS,
        call_id=_TEXT,
        tool=_TEXT,
        result=_JSON,
        failed=st.booleans(),
        late=st.booleans(),
    ),
    st.builds(WorkChanged, **_TIMED, desk=_TEXT, state=_TEXT, note=_TEXT),
    st.builds(ProviderSwitched, **_TIMED, part=_TEXT, left=_TEXT, successor=_TEXT, fault=_TEXT),
    st.builds(Failed, **_TIMED, part=_TEXT, what=_TEXT),
    st.builds(
        TurnMeasured,
        **_TIMED,
        turn=_TURNS,
        steps_ms=st.dictionaries(_TEXT, _FIGURES, max_size=3),
        usage=st.dictionaries(_TEXT, _FIGURES, max_size=3),
    ),
    st.builds(SettingChanged, **_TIMED, setting=_TEXT, value=_TEXT, by=_TEXT),
    st.builds(Summarised, **_TIMED, up_to_turn=_TURNS, text=_TEXT),
    st.builds(
        RecordingMade,
        **_TIMED,
        sitting=st.integers(1, 9),
        file=st.sampled_from(["one.opus", "two.flac", "../three.opus", "four.exe"]),
        secs=st.none() | _FIGURES,
    ),
)

TALKS: st.SearchStrategy[list[NumberedEvent]] = st.lists(EVENTS, min_size=1, max_size=20).map(
    lambda events: [NumberedEvent(number, each) for number, each in enumerate(events, start=1)]
)
"""Whole conversations."""

IDS = st.text("abcXYZ019._:~-", min_size=1, max_size=128)
"""Names of conversations."""
