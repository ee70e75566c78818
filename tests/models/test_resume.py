from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repartee.models.digest import Digest
from repartee.models.resume import (
    Expected,
    Noted,
    Plan,
    Reception,
    Step,
    plan,
    range_start,
    receive,
    whole_size,
)

SUM, OTHER = Digest.sha256("ab" * 32), Digest.sha256("cd" * 32)
expectations = st.builds(
    Expected, st.sampled_from([None, SUM, OTHER]), st.none() | st.integers(1, 1000)
)
notes = st.none() | st.builds(Noted, expectations, st.sampled_from(["", '"a"', '"b"', 'W/"a"']))
plans = st.builds(Plan, st.just(Step.CONTINUE), st.integers(1, 1000), st.just('"a"'))


@pytest.mark.parametrize(
    ("have", "noted", "expected", "step"),
    [
        (0, None, Expected(SUM, 100), Step.FETCH),
        (40, None, Expected(SUM, 100), Step.FETCH),
        (40, Noted(Expected(SUM, 100)), Expected(SUM, 100), Step.CONTINUE),
        (40, Noted(Expected(SUM, 100)), Expected(OTHER, 100), Step.FETCH),
        (100, Noted(Expected(SUM, 100)), Expected(SUM, 100), Step.VERIFY),
        (101, Noted(Expected(SUM, 100)), Expected(SUM, 100), Step.FETCH),
        (100, Noted(Expected(None, 100), '"a"'), Expected(None, 100), Step.FETCH),
        (40, Noted(Expected(), '"a"'), Expected(), Step.CONTINUE),
        (40, Noted(Expected(), 'W/"a"'), Expected(), Step.FETCH),
        (40, Noted(Expected()), Expected(), Step.FETCH),
    ],
)
def test_it_goes_on_only_where_it_is_surely_the_same_file(
    have: int, noted: Noted | None, expected: Expected, step: Step
) -> None:
    assert plan(have, noted, expected).step is step


@given(st.integers(0, 1100), notes, expectations)
def test_no_byte_is_kept_of_a_file_that_may_have_changed(
    have: int, noted: Noted | None, expected: Expected
) -> None:
    decided = plan(have, noted, expected)
    if decided.step is Step.FETCH:
        assert decided.headers == {}
        return
    assert noted is not None
    assert noted.expected.digest == expected.digest
    assert expected.digest or decided.if_range
    assert decided.offset == have
    assert expected.size is None or have <= expected.size


@given(plans, st.sampled_from(['"a"', '"b"', ""]), st.integers(0, 1000), notes)
def test_bytes_are_added_only_where_the_range_begins_at_the_end(
    asked: Plan, etag: str, start: int, noted: Noted | None
) -> None:
    reception = receive(asked, 206, f"bytes {start}-2000/2001", etag, noted)
    assert (reception is Reception.APPEND) <= (start == asked.offset)
    if noted and noted.strong_etag and etag and etag != noted.etag:
        assert reception is Reception.ASK_AGAIN


@pytest.mark.parametrize(
    ("status", "reception"),
    [
        (200, Reception.REPLACE),
        (416, Reception.ASK_AGAIN),
        (404, Reception.REFUSED),
        (204, Reception.REFUSED),
    ],
)
def test_other_answers(status: int, reception: Reception) -> None:
    assert receive(Plan(Step.CONTINUE, 5), status, "", "", None) is reception


@pytest.mark.parametrize(
    ("header", "start"),
    [
        ("bytes 5-9/10", 5),
        ("bytes */10", None),
        ("", None),
        ("items 5-9/10", None),
        ("bytes", None),
    ],
)
def test_ranges_are_read(header: str, start: int | None) -> None:
    assert range_start(header) == start


def test_the_whole_size_comes_from_whichever_header_has_it() -> None:
    assert whole_size(206, "bytes 5-9/10", "5") == 10
    assert whole_size(206, "bytes 5-9/*", "5") is None
    assert whole_size(200, "", "10") == 10
    assert whole_size(200, "", "") is None
