from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repartee.simulator.standin import RefusedError
from repartee.simulator.vendors.daily.limits import RateLimit
from repartee.simulator.vendors.daily.rooms import Rooms, claims_of, token

NOW = 1_800_000_000.0


def test_a_room_without_a_name_gets_one() -> None:
    rooms = Rooms()
    names = {rooms.create({}, NOW).name for _ in range(5)}
    assert len(names) == 5
    assert {room.name for room in rooms.all(NOW)} == names


def test_an_expired_room_is_gone() -> None:
    rooms = Rooms()
    rooms.create({"name": "short", "properties": {"exp": NOW + 60}}, NOW)
    assert rooms.get("short", NOW + 59).name == "short"
    with pytest.raises(RefusedError) as refused:
        rooms.get("short", NOW + 60)
    assert refused.value.status == 404


@pytest.mark.parametrize(
    "request_",
    [
        {"name": "taken"},
        {"name": "no spaces"},
        {"privacy": "secret"},
        {"properties": {"exp": NOW - 1}},
        {"properties": {"exp": "soon"}},
        {"properties": "none"},
    ],
)
def test_what_cannot_be_is_refused(request_: dict[str, object]) -> None:
    rooms = Rooms()
    rooms.create({"name": "taken"}, NOW)
    with pytest.raises(RefusedError) as refused:
        rooms.create(request_, NOW)
    assert (refused.value.status, refused.value.code) == (400, "invalid-request-error")


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "room_name": st.text("abc-", min_size=1),
            "is_owner": st.booleans(),
            "user_name": st.text(max_size=9),
        },
    )
)
def test_a_token_says_what_it_was_made_for(properties: dict[str, object]) -> None:
    made = token({"properties": {**properties, "exp": NOW + 60}}, NOW)
    assert claims_of(made, NOW) == {**properties, "exp": NOW + 60}
    for broken in (made[:-2], "", f"x{made}"):
        with pytest.raises(RefusedError):
            claims_of(broken, NOW)
    with pytest.raises(RefusedError):
        claims_of(made, NOW + 61)


@given(st.lists(st.floats(0, 100), max_size=60))
def test_no_window_sees_more_than_its_limit(times: list[float]) -> None:
    limit = RateLimit(5, 10.0)
    admitted = [at for at in sorted(times) if not limit.admit(at)]
    for first, sixth in zip(admitted, admitted[5:], strict=False):
        assert sixth - first >= 10.0


def test_the_wait_is_as_long_as_it_takes() -> None:
    limit = RateLimit(1, 10.0)
    limit.admit(0.0)
    assert limit.admit(4.0) == 6.0
    assert limit.admit(10.0) == 0.0
