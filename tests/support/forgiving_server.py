"""A server that forgets what it learnt of its providers when asked: `POST /test/forget`.

The matrix of faults tries one provider many times; a server a time would take an hour.
"""

from __future__ import annotations

import asyncio
import sys

import uvicorn
from fastapi import FastAPI

from repartee.app import create_app
from repartee.settings import load_settings
from repartee.stacks.composed import ComposedStack
from repartee.stacks.plan import plan_stack
from repartee.stacks.presence import Presence
from repartee.telemetry.logs import configure_logging


async def main() -> None:
    settings = load_settings(server_port=int(sys.argv[1]))
    configure_logging(settings)
    stack = ComposedStack(settings, plan_stack(settings, Presence()))
    await stack.start()
    app: FastAPI = create_app(settings, stack)

    @app.post("/test/forget")
    async def forget() -> None:
        for crew in (stack._ears, stack._brains, stack._voices):
            for breaker in crew._breakers.values():
                breaker.succeed()

    # The page answers every path that nothing before it does.
    app.router.routes.insert(0, app.router.routes.pop())
    config = uvicorn.Config(app, port=settings.server_port, log_config=None, ws="none")
    try:
        await uvicorn.Server(config).serve()
    finally:
        await stack.close()


if __name__ == "__main__":
    asyncio.run(main())
