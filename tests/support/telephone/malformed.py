"""Frames that are wrong in every way: captures with mutations, and plain nonsense."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from repartee.transports.websocket.codec import WireFrame
from tests.support.telephone.vendors import Vendor, captured

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=12,
)


def _captures(vendor: Vendor) -> list[dict[str, Any]]:
    size = vendor.packet_ms * 16
    return [
        *vendor.opening(),
        vendor.media(bytes(range(256)) * (size // 256) + bytes(size % 256)),
        vendor.dtmf("5"),
        vendor.marked("said-1"),
        vendor.stop(),
    ]


def _paths(value: object, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    if not isinstance(value, dict):
        return [path]
    return [path, *(each for key in value for each in _paths(value[key], (*path, key)))]


@st.composite
def mutations(draw: st.DrawFn, vendor: Vendor) -> WireFrame:
    """A captured message, of which a field is anything, or missing, or of which bytes are wrong."""
    message = json.loads(captured(draw(st.sampled_from(_captures(vendor)))))
    path = draw(st.sampled_from(_paths(message)[1:]))
    inner = message
    for key in path[:-1]:
        inner = inner[key]
    match draw(st.sampled_from(["replace", "remove", "cut", "splice", "bytes"])):
        case "replace":
            inner[path[-1]] = draw(anything)
        case "remove":
            del inner[path[-1]]
        case "cut":
            text = json.dumps(message)
            return text[: draw(st.integers(0, len(text)))]
        case "splice":
            text = json.dumps(message)
            at = draw(st.integers(0, len(text)))
            return text[:at] + draw(st.text(max_size=5)) + text[at:]
        case _:
            return json.dumps(message).encode()
    return json.dumps(message)


def frames_for(vendor: Vendor) -> st.SearchStrategy[WireFrame]:
    return (
        mutations(vendor)
        | anything.map(json.dumps)
        | st.text(max_size=100)
        | st.binary(max_size=100)
        | st.sampled_from(["[" * 100_000, '{"event":' * 50_000, "1" * 60_000, "\ud800"])
    )
