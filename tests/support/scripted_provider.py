from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from repartee.services.provider import Check, Verdict


@dataclass
class ScriptedProvider:
    """A provider whose checks end as the test says; counts them."""

    id: str = "vendor"
    label: str = "Vendor"
    result: Check | Exception = field(default_factory=lambda: Check(Verdict.HEALTHY, "it is there"))
    gate: asyncio.Event | None = None
    """Holds checks back until it is set."""
    checks: int = 0

    async def start(self) -> None:
        return

    async def close(self) -> None:
        return

    async def check(self) -> Check:
        self.checks += 1
        if self.gate:
            await self.gate.wait()
        if isinstance(self.result, Exception):
            raise self.result
        return self.result


def sick(finding: str = "the key is refused", fix: str = "Set VENDOR_API_KEY.") -> Check:
    return Check(Verdict.DEGRADED, finding, fix)
