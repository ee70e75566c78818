from __future__ import annotations

import asyncio
import time

from loguru import logger

from repartee.services.provider import Check, Provider, Verdict

_BROKEN = Check(
    Verdict.DEGRADED, "its check broke off", "The log tells why; please report it as a bug."
)


async def checked(provider: Provider, limit_secs: float) -> Check:
    """Check a provider, whatever it does.

    Args:
        provider: Which.
        limit_secs: How long it may take; it promises five seconds, and may not keep that.

    Returns:
        What it found, with the time it took.
    """
    begun = time.monotonic()
    task = asyncio.ensure_future(provider.check())
    try:
        await asyncio.wait({task}, timeout=limit_secs)
    finally:
        if not task.done():
            task.cancel()
    millis = (time.monotonic() - begun) * 1000
    if not task.done() or task.cancelled():
        return Check(
            Verdict.DEGRADED,
            f"no answer within {limit_secs:g} s",
            "See whether it runs, and whether its address is right.",
            millis,
        )
    error = task.exception()
    if error is not None:
        logger.opt(exception=error).error("Checking {} broke off", provider.id)
        return _BROKEN
    found = task.result()
    return (
        found
        if found.millis is not None
        else Check(found.verdict, found.finding, found.fix, millis)
    )
