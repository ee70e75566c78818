"""A thousand malformed frames of each vendor: the offender is closed, and nobody else notices."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from repartee.settings import Settings
from repartee.transports.websocket.codec import WireFrame
from tests.support.server_thread import ServerThread, server_thread
from tests.support.telephone.accounts import with_telephones
from tests.support.telephone.caller import TelephoneCaller, asked
from tests.support.telephone.malformed import frames_for
from tests.support.telephone.vendors import VENDORS, Twilio, Vendor, captured

# Bad data, unsupported data, too big a frame, too many; or the vendor's own goodbye.
_RIGHT_CODES = {1000, 1003, 1007, 1008, 1009}
# A call that is over is hung up when it asks again.
_numbers = itertools.count()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerThread]:
    directory: Path = tmp_path_factory.mktemp("malformed")
    settings = Settings(_env_file=None, cache_dir=directory, data_dir=directory, max_sessions=50)
    with server_thread(with_telephones(settings)) as running:
        yield running


async def _offend(server: ServerThread, vendor: Vendor, frames: list[WireFrame]) -> int | None:
    """Send all of them on one stream, and then nonsense until it closes."""
    answer = await asked(vendor, f"{server.url}/api/telephone/{vendor.name}")
    async with connect(vendor.stream_url(answer), compression=None) as socket:
        with contextlib.suppress(ConnectionClosed):
            for message in vendor.opening():
                await socket.send(captured(message))
            for number, frame in enumerate(frames):
                if number % 10 == 0:
                    # Nonsense alone is given up before all of it has been heard.
                    silence = bytes(vendor.packet_ms * 16)
                    await socket.send(captured(vendor.media(silence)))
                await socket.send(_encodable(frame))
            for _ in range(25):
                await socket.send("{}")
            async with asyncio.timeout(60):
                await socket.wait_closed()
        return socket.close_code


def _encodable(frame: WireFrame) -> WireFrame:
    return frame if isinstance(frame, bytes) else frame.encode("utf-8", "replace").decode()


async def _beside_a_good_call(
    server: ServerThread, vendor: Vendor, frames: list[WireFrame]
) -> tuple[int | None, float]:
    good = await TelephoneCaller.dialling(Twilio(call_id=f"good-{next(_numbers)}"), server.url)
    async with good:
        code = await _offend(server, vendor, frames)
        good.heard.clear()
        stack = server.stack
        await stack.hosts[0].say("Still here.")
        heard_at = await good.hears_something(0)
        await good.hang_up()
        await good.closed()
    stack.forget()
    return code, heard_at


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", sorted(VENDORS))
def test_an_offender_is_closed_and_nobody_else_notices(server: ServerThread, name: str) -> None:
    @hypothesis_settings(
        max_examples=10,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(frames=st.lists(frames_for(VENDORS[name]()), min_size=100, max_size=100))
    def hold(frames: list[WireFrame]) -> None:
        offender = VENDORS[name](call_id=f"offender-{next(_numbers)}")
        code, heard_at = server.run(_beside_a_good_call(server, offender, frames))
        assert code in _RIGHT_CODES
        assert heard_at < 5

    hold()
