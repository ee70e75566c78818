from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text

from repartee import __version__
from repartee.doctor.finding import Grade, Setup, bad
from repartee.models.store import ModelStore
from repartee.settings import Settings, SettingsError, load_settings

if TYPE_CHECKING:
    from repartee.cli.doctor_parts import ConfiguredParts
    from repartee.doctor.diagnosis import Diagnosis
    from repartee.stacks.plan import StackPlan

_UNHEALTHY = 1
_MARKS = {Grade.GOOD: ("✓", "green"), Grade.WARNING: ("!", "yellow"), Grade.BAD: ("✗", "red")}


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check every part and this machine, and say what to do. Exits with 1 if something is wrong."""
    _quieten()
    diagnosis = asyncio.run(_diagnosis())
    if as_json:
        typer.echo(json.dumps(_as_json(diagnosis), indent=2, ensure_ascii=False))
    else:
        _print(diagnosis)
    raise typer.Exit(0 if diagnosis.healthy else _UNHEALTHY)


async def _diagnosis() -> Diagnosis:
    # Pipecat comes with these: seconds of imports that no other command should pay.
    from repartee.doctor.diagnosis import diagnose
    from repartee.doctor.examine import examine
    from repartee.doctor.machine import machine_checks
    from repartee.telemetry.hiding import hider, secrets_of

    try:
        settings = load_settings()
    except SettingsError as error:
        wrong = [bad("Settings", line, "") for line in str(error).splitlines()]
        return diagnose([*wrong, *await examine(machine_checks(Setup()), {})])
    setup, parts = await _configured(settings)
    try:
        found = await examine(machine_checks(setup), parts.providers)
    finally:
        closing = (each.close() for each in parts.providers.values())
        await asyncio.gather(*closing, return_exceptions=True)
    return diagnose([*parts.wrong, *found], setup, hider(secrets_of(settings)))


async def _configured(settings: Settings) -> tuple[Setup, ConfiguredParts]:
    from repartee.cli.doctor_parts import configured_parts
    from repartee.stacks.plan import plan_stack
    from repartee.stacks.presence import look_around

    models = await asyncio.to_thread(ModelStore(settings.models_dir).providers)
    plan = plan_stack(settings, await look_around(settings, models))
    return _setup(settings, plan), configured_parts(settings, plan)


def _setup(settings: Settings, plan: StackPlan) -> Setup:
    return Setup(
        host=settings.server_host,
        port=settings.server_port,
        loopback=settings.is_loopback,
        has_token=bool(settings.access_token.get_secret_value()),
        https=settings.serves_https,
        own_certificate=settings.serves_https and settings.tls_cert_file is None,
        udp_ports=_count(settings.webrtc_ports),
        sessions=settings.max_sessions,
        ice_servers=tuple(settings.ice_servers),
        models_dir=settings.models_dir,
        cache_dir=settings.cache_dir,
        data_dir=settings.data_dir,
        connections=settings.max_sessions + settings.max_pending_offers,
        stt_device=settings.stt_device,
        ears=plan.ears.first.provider,
        brain=plan.brain.first.provider,
        voice=plan.voice.first.provider,
        brain_fallbacks=plan.brain.fallbacks,
    )


def _count(ports: tuple[int, int] | None) -> int | None:
    return ports[1] - ports[0] + 1 if ports else None


def _quieten() -> None:
    """Leave the terminal to the findings: what libraries log would come in between."""
    from loguru import logger

    logger.remove()


def _print(diagnosis: Diagnosis) -> None:
    # Wrapped by the terminal alone: each finding stays one line to whoever searches the output.
    console = Console(highlight=False, soft_wrap=True)
    width = max(len(finding.name) for finding in diagnosis.findings)
    for finding in diagnosis.findings:
        mark, colour = _MARKS[finding.grade]
        console.print(
            Text.assemble(
                (mark, colour),
                (f"  {finding.name:<{width}}  ", "dim"),
                finding.text,
                (f"  → {finding.fix}" if finding.fix else "", "bold"),
            )
        )
    for idea in diagnosis.suggestions:
        console.print(Text.assemble(("+  ", "cyan"), idea))
    console.print(Text(_summary(diagnosis), "bold"))


def _summary(diagnosis: Diagnosis) -> str:
    wrong, doubtful = diagnosis.count(Grade.BAD), diagnosis.count(Grade.WARNING)
    if wrong:
        return f"{wrong} of {len(diagnosis.findings)} checks failed."
    if doubtful:
        return f"It works; {doubtful} of {len(diagnosis.findings)} checks have a warning."
    return "All is well."


def _as_json(diagnosis: Diagnosis) -> dict[str, object]:
    return {
        "version": __version__,
        "healthy": diagnosis.healthy,
        "findings": [
            {
                "name": finding.name,
                "grade": finding.grade.value,
                "finding": finding.text,
                "fix": finding.fix,
                "millis": None if finding.millis is None else round(finding.millis),
            }
            for finding in diagnosis.findings
        ],
        "suggestions": list(diagnosis.suggestions),
    }
