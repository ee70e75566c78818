"""What the collector of garbage looks through, and when."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from repartee.engines import memory


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    gc.enable()
    gc.unfreeze()


def test_nothing_is_collected_from_the_beginning_until_all_is_there() -> None:
    memory.begin()
    assert not gc.isenabled()
    memory.settle()
    assert gc.isenabled()
    assert gc.get_freeze_count() > 10_000
