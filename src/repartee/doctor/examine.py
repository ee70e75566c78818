"""Runs checks all at once, each within a time limit."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from loguru import logger

from repartee.doctor.diagnosis import of_provider
from repartee.doctor.finding import Finding, bad
from repartee.services.provider import Provider
from repartee.telemetry.checking import checked

LIMIT_SECS = 5.0


@dataclass(frozen=True, slots=True)
class MachineCheck:
    """A check of this machine; it may block, it runs in a thread of its own."""

    name: str
    look: Callable[[], Finding]


async def examine(
    machine: Sequence[MachineCheck],
    providers: Mapping[str, Provider],
    limit_secs: float = LIMIT_SECS,
) -> list[Finding]:
    """Run every check at the same time.

    Args:
        machine: Checks of this machine.
        providers: Those configured, by part.
        limit_secs: How long each may take.

    Returns:
        What they found: the providers first, then the machine, in the order given. One that takes
        too long or breaks is a finding, too.
    """
    asked = (_provider(part, each, limit_secs) for part, each in providers.items())
    looked = (_machine(each, limit_secs) for each in machine)
    return list(await asyncio.gather(*asked, *looked))


async def _provider(part: str, provider: Provider, limit_secs: float) -> Finding:
    check = await checked(provider, limit_secs)
    return of_provider(part, provider.label, check)


async def _machine(check: MachineCheck, limit_secs: float) -> Finding:
    begun = time.monotonic()
    try:
        async with asyncio.timeout(limit_secs):
            finding = await in_thread(check.look)
    except TimeoutError:
        finding = bad(
            check.name,
            f"no result within {limit_secs:g} s",
            "The machine is very busy, or a disk or network hangs.",
        )
    except Exception as error:  # noqa: BLE001 - one broken check must not hide all others
        logger.opt(exception=error).debug("Checking {} broke off", check.name)
        finding = bad(check.name, "its check broke off", "Please report it as a bug.")
    return replace(finding, millis=(time.monotonic() - begun) * 1000)


def in_thread(work: Callable[[], Finding]) -> Awaitable[Finding]:
    """Run in a thread that nobody waits for at the end, as a disk may hang for ever.

    Args:
        work: What to do.

    Returns:
        Its result, to be awaited.
    """
    loop = asyncio.get_running_loop()
    result: asyncio.Future[Finding] = loop.create_future()

    def deliver(finding: Finding | None, error: Exception | None) -> None:
        if result.done():
            return
        if error is not None:
            result.set_exception(error)
        elif finding is not None:
            result.set_result(finding)

    def run() -> None:
        finding, failed = None, None
        try:
            finding = work()
        except Exception as error:  # noqa: BLE001 - it is handed to whoever waits
            failed = error
        if not loop.is_closed():
            loop.call_soon_threadsafe(deliver, finding, failed)

    threading.Thread(target=run, daemon=True).start()
    return result
