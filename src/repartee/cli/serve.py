from __future__ import annotations

import asyncio
import contextlib
import socket
from typing import TYPE_CHECKING, Annotated

import typer
import uvicorn
from rich.console import Console

from repartee.cli.event_loop import new_runner
from repartee.cli.listening import CannotListenError, listening
from repartee.cli.patient_server import PatientServer
from repartee.cli.places import reachable_host, shown_host
from repartee.engines import memory
from repartee.settings import Settings, SettingsError, load_settings

if TYPE_CHECKING:
    from fastapi import FastAPI

    from repartee.cli.https import Https

_BAD_SETTINGS = 2
_CANNOT_LISTEN = 1
_CANNOT_START = 1
_SHUTDOWN_SECS = 15


def serve(
    host: Annotated[str | None, typer.Option(help="Address; overrides SERVER_HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; overrides SERVER_PORT.")] = None,
) -> None:
    """Serve the page and hold conversations, until interrupted."""
    memory.begin()
    errors = Console(stderr=True, soft_wrap=True, highlight=False)
    overrides = {"server_host": host, "server_port": port}
    try:
        settings = load_settings(**{k: v for k, v in overrides.items() if v is not None})
    except SettingsError as error:
        errors.print(str(error), style="red", markup=False)
        raise typer.Exit(_BAD_SETTINGS) from None
    with contextlib.ExitStack() as open_sockets:
        try:
            listeners = [open_sockets.enter_context(each) for each in listening(settings)]
        except CannotListenError as error:
            errors.print(str(error), style="red", markup=False)
            raise typer.Exit(_CANNOT_LISTEN) from None
        _run_or_complain(settings, listeners, errors)


def _run_or_complain(settings: Settings, listeners: list[socket.socket], errors: Console) -> None:
    # Imports numpy and more: not before the settings are known to be good.
    from repartee.engines.voice.errors import VoiceError

    try:
        _run(settings, listeners)
    except* SettingsError as group:
        _complain(errors, group)
        raise typer.Exit(_BAD_SETTINGS) from None
    except* VoiceError as group:
        _complain(errors, group)
        raise typer.Exit(_CANNOT_START) from None


def _complain(errors: Console, group: BaseExceptionGroup[Exception]) -> None:
    for error in group.exceptions:
        errors.print(str(error), style="red", markup=False)


def _run(settings: Settings, listeners: list[socket.socket]) -> None:
    # Seconds of imports: not before the settings are known to be good.
    from repartee.telemetry.logs import configure_logging

    configure_logging(settings)
    with contextlib.suppress(KeyboardInterrupt), new_runner() as runner:
        runner.run(_serve(settings, listeners))


async def _serve(settings: Settings, listeners: list[socket.socket]) -> None:
    from repartee.cli.rehearsal import rehearsed

    async with rehearsed(settings) as complete:
        await _serve_with(complete, listeners)


async def _serve_with(settings: Settings, listeners: list[socket.socket]) -> None:
    from repartee.app import create_app
    from repartee.cli.banner import print_banner
    from repartee.cli.https import Https
    from repartee.models.store import ModelStore
    from repartee.stacks.plan import plan_stack
    from repartee.stacks.planned import planned_stack
    from repartee.stacks.presence import look_around
    from repartee.stacks.rehearsal import rehearsed_plan

    https = Https.of(settings)
    models = await asyncio.to_thread(ModelStore(settings.models_dir).installed)
    installed = {model.provider: model.name for model in models}
    plan = plan_stack(settings, await look_around(settings, installed))
    if settings.stack == "auto" and not settings.stt_provider and not settings.stt_model:
        # What was found decides, rather than the provider's default, which may not be here.
        found = installed.get(plan.ears.first.provider, "")
        settings = settings.model_copy(update={"stt_model": found})
    if settings.simulate:
        plan = rehearsed_plan(plan, installed)
    stack = planned_stack(settings, plan)
    try:
        await stack.start()
        app = create_app(settings, stack)
        port = listeners[0].getsockname()[1]
        addresses = https.addresses(port) if https else [f"http://{shown_host(settings)}:{port}"]
        notes = [*(https.notes() if https else ()), *_second_port(settings, https, listeners[1:])]
        print_banner(addresses, settings, stack.describe(), notes)
        config = _uvicorn_config(app, https)
        server = PatientServer(config, app.state.downloads, app.state.sessions, settings.drain_secs)
        await server.serve(sockets=listeners)
    finally:
        await stack.close()


def _second_port(
    settings: Settings, https: Https | None, listeners: list[socket.socket]
) -> list[tuple[str, str]]:
    scheme = "wss" if https else "ws"
    host = reachable_host(settings.ws_host or settings.server_host)
    return [("WebSocket", f"{scheme}://{host}:{each.getsockname()[1]}") for each in listeners]


def _uvicorn_config(app: FastAPI, https: Https | None) -> uvicorn.Config:
    from repartee.server.websocket_protocol import WebSocketProtocol

    return uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="on",
        ws=WebSocketProtocol,
        timeout_graceful_shutdown=_SHUTDOWN_SECS,
        server_header=False,
        ssl_certfile=https.certificate if https else None,
        ssl_keyfile=https.key if https else None,
    )
