"""The simulator around one small vendor: what faults look like on the wire."""

from __future__ import annotations

import asyncio
import io
import wave

import aiohttp
import pytest

from repartee.simulator.faults import Fault, FaultKind
from repartee.simulator.simulator import Simulator
from tests.simulator.conftest import Rehearse

_TEXT = {"text": "one two three"}


async def _say(simulator: Simulator, secs: float = 60.0) -> tuple[int, bytes]:
    timeout = aiohttp.ClientTimeout(total=secs)
    url = f"{simulator.urls['piper']}/synthesize"
    async with (
        aiohttp.ClientSession(timeout=timeout) as session,
        session.post(url, json=_TEXT) as answer,
    ):
        return answer.status, await answer.read()


async def test_a_text_comes_back_as_a_sound_file(rehearse: Rehearse) -> None:
    async with rehearse("piper") as simulator:
        status, body = await _say(simulator)
    assert status == 200
    with wave.open(io.BytesIO(body)) as wav:
        assert wav.getframerate() == 22_050
        assert wav.getnframes() == pytest.approx(3 * 0.3 * 22_050, abs=3)


async def test_who_refuses_is_not_there_and_comes_back(rehearse: Rehearse) -> None:
    async with rehearse("piper") as simulator:
        simulator.arm("piper", Fault(FaultKind.REFUSE))
        with pytest.raises(aiohttp.ClientConnectorError):
            await _say(simulator)
        simulator.standin("piper").faults.clear()
        assert (await _say(simulator))[0] == 200


async def test_refusing_breaks_connections_that_are_open(rehearse: Rehearse) -> None:
    async with rehearse("piper") as simulator, aiohttp.ClientSession() as session:
        simulator.arm("piper", Fault(FaultKind.HANG, times=1))
        url = f"{simulator.urls['piper']}/voices"
        asked = asyncio.create_task(session.get(url).__aenter__())
        while not simulator.journal.entries:
            await asyncio.sleep(0.01)
        simulator.arm("piper", Fault(FaultKind.REFUSE))
        with pytest.raises(aiohttp.ClientConnectionError):
            await asked


async def test_who_refuses_for_a_while_comes_back_alone(rehearse: Rehearse) -> None:
    async with rehearse("piper") as simulator:
        simulator.arm("piper", Fault(FaultKind.REFUSE, seconds=0.2))
        with pytest.raises(aiohttp.ClientConnectorError):
            await _say(simulator)
        async with asyncio.timeout(60):
            while simulator.standin("piper").faults.armed:
                await asyncio.sleep(0.02)
        assert (await _say(simulator))[0] == 200


async def test_a_status_is_answered_as_often_as_asked(rehearse: Rehearse) -> None:
    async with rehearse("piper") as simulator:
        simulator.arm("piper", Fault(FaultKind.ERROR, times=2))
        assert [(await _say(simulator))[0] for _ in range(3)] == [500, 500, 200]


@pytest.mark.parametrize("kind", [FaultKind.HANG, FaultKind.HALF_OPEN])
async def test_who_never_answers_keeps_the_connection(rehearse: Rehearse, kind: FaultKind) -> None:
    async with rehearse("piper") as simulator:
        simulator.arm("piper", Fault(kind, times=1))
        with pytest.raises(TimeoutError):
            await _say(simulator, secs=0.5)
        assert (await _say(simulator))[0] == 200


async def test_a_dropped_answer_is_cut_short(rehearse: Rehearse) -> None:
    async with rehearse("piper") as simulator:
        simulator.arm("piper", Fault(FaultKind.DROP, times=1))
        with pytest.raises(aiohttp.ClientError):
            await _say(simulator)
        assert (await _say(simulator))[0] == 200


async def test_garbage_is_no_sound_file(rehearse: Rehearse) -> None:
    async with rehearse("piper") as simulator:
        simulator.arm("piper", Fault(FaultKind.GARBAGE))
        status, body = await _say(simulator)
    assert status == 200
    assert not body.startswith(b"RIFF")


async def test_a_slow_answer_is_a_good_one(rehearse: Rehearse) -> None:
    async with rehearse("piper") as simulator:
        simulator.arm("piper", Fault(FaultKind.SLOW, seconds=0.4))
        with pytest.raises(TimeoutError):
            await _say(simulator, secs=0.2)
        assert (await _say(simulator))[1].startswith(b"RIFF")


async def test_another_process_arms_faults_while_the_vendor_refuses(rehearse: Rehearse) -> None:
    async with rehearse("piper") as simulator, aiohttp.ClientSession() as session:
        faults = f"{simulator.control_url}/_simulator/faults"
        async with session.post(faults, json={"fault": "piper:refuse"}) as answer:
            assert await answer.json() == {"piper": ["refuse"]}
        with pytest.raises(aiohttp.ClientConnectorError):
            await _say(simulator)
        async with session.delete(faults, params={"vendor": "piper"}) as answer:
            assert await answer.json() == {"piper": []}
        assert (await _say(simulator))[0] == 200


async def test_a_vendors_own_port_controls_it_too(rehearse: Rehearse) -> None:
    async with rehearse("piper") as simulator, aiohttp.ClientSession() as session:
        own = f"{simulator.urls['piper']}/_simulator"
        async with session.post(f"{own}/faults", json={"fault": "500*1"}) as answer:
            assert answer.status == 200
        await _say(simulator)
        async with session.get(f"{own}/journal") as answer:
            (entry,) = await answer.json()
    assert (entry["method"], entry["path"], entry["status"]) == ("POST", "/synthesize", 500)
    assert entry["fault"] == "500*1"


@pytest.mark.parametrize("body", [{}, {"fault": "piper:melt"}, {"fault": "acme:drop"}, []])
async def test_a_fault_that_cannot_be_armed_is_refused(rehearse: Rehearse, body: object) -> None:
    async with rehearse("piper") as simulator, aiohttp.ClientSession() as session:
        url = f"{simulator.control_url}/_simulator/faults"
        async with session.post(url, json=body) as answer:
            assert answer.status == 400
            assert (await answer.json())["error"].endswith(".")


async def test_the_journal_holds_what_was_asked_and_not_what_was_said(rehearse: Rehearse) -> None:
    async with rehearse("piper") as simulator:
        await _say(simulator)
        (entry,) = simulator.journal.of("piper")
    assert entry.facts == {"voice": "en_US-lessac-medium", "characters": 13}
    assert simulator.journal.counts() == {"piper": 1}


async def test_ports_follow_each_other_and_a_taken_one_is_told(rehearse: Rehearse) -> None:
    async with rehearse("piper") as first:
        taken = int(first.control_url.rpartition(":")[2])
        with pytest.raises(OSError, match="in use"):
            await Simulator(["piper"], port=taken, parts=first.standin("piper").parts).__aenter__()
