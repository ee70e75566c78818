"""A player asks for the part of a recording that it wants to play."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repartee.server.ranges import ByteRange, UnsatisfiableRangeError, wanted_range


@pytest.mark.parametrize(
    ("header", "begin", "end"),
    [
        ("bytes=0-", 0, 100),
        ("bytes=10-19", 10, 20),
        ("bytes=10-500", 10, 100),
        ("bytes=-30", 70, 100),
        ("bytes=-500", 0, 100),
        ("Bytes= 99-", 99, 100),
    ],
)
def test_one_range_is_given(header: str, begin: int, end: int) -> None:
    assert wanted_range(header, 100) == ByteRange(begin, end)


@pytest.mark.parametrize("header", ["", "bytes=-", "bytes=5-2", "bytes=0-1,4-5", "lines=0-1", "x"])
def test_all_else_is_the_whole_file(header: str) -> None:
    assert wanted_range(header, 100) is None


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_what_is_not_there_cannot_be_given(header: str) -> None:
    with pytest.raises(UnsatisfiableRangeError):
        wanted_range(header, 100)


@given(st.text("bytes=0123456789-, ", max_size=20), st.integers(1, 10**12))
def test_whatever_is_asked_a_range_is_within_the_file(header: str, size: int) -> None:
    try:
        found = wanted_range(header, size)
    except UnsatisfiableRangeError:
        return
    assert found is None or 0 <= found.begin < found.end <= size
