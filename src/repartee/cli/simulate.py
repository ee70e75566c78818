from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console

from repartee.cli.quiet import log_what_goes_wrong
from repartee.settings import SettingsError, load_settings

if TYPE_CHECKING:
    from repartee.simulator.delays import DelayChoice
    from repartee.simulator.faults import Fault
    from repartee.simulator.simulator import Simulator

_CANNOT_START = 1
_BAD_ARGUMENTS = 2


def simulate(
    vendors: Annotated[
        list[str] | None, typer.Argument(help="Which vendors; all if none is named.")
    ] = None,
    port: Annotated[
        int,
        typer.Option(
            min=0, max=65_000, help="Control port; vendors get those after it. 0: free ones."
        ),
    ] = 0,
    delay: Annotated[
        list[str] | None,
        typer.Option(help="FACTOR of the published delays, or VENDOR=SECONDS to the first answer."),
    ] = None,
    fault: Annotated[
        list[str] | None,
        typer.Option(help="VENDOR:KIND, such as cartesia:drop@3s, openai:429=20, ollama:slow=5."),
    ] = None,
    script: Annotated[
        Path | None, typer.Option(help="YAML list of `pattern: reply` for the language models.")
    ] = None,
    env_file: Annotated[
        Path | None, typer.Option(help="Write the settings that point Repartee here.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Tell everything as lines of JSON.")] = (
        False
    ),
) -> None:
    """Stand in for the vendors on this machine, until interrupted: rehearse without internet.

    Every stand-in speaks its vendor's protocol, with real speech behind it, the vendor's published
    delays, and any fault you ask for.
    """
    log_what_goes_wrong()
    with _errors_told():
        plan = _plan(vendors or [], port, delay or [], fault or [], script)
        asyncio.run(_run(plan, env_file, as_json=as_json))


@dataclass(frozen=True, slots=True)
class _Plan:
    """Everything a rehearsal is held with."""

    vendors: list[str]
    port: int
    delays: DelayChoice
    faults: list[tuple[str, Fault]]
    script: Path | None
    cache_dir: Path


def _plan(
    vendors: list[str], port: int, delays: list[str], faults: list[str], script: Path | None
) -> _Plan:
    from repartee.simulator.delays import parse_delays
    from repartee.simulator.faults import parse_fault

    return _Plan(
        vendors,
        port,
        parse_delays(delays),
        [parse_fault(text) for text in faults],
        script,
        load_settings().cache_dir,
    )


async def _run(plan: _Plan, env_file: Path | None, *, as_json: bool) -> None:
    from repartee.cli.simulate_report import JsonReport, TableReport
    from repartee.simulator.simulator import Simulator

    simulator = Simulator(
        plan.vendors,
        delays=plan.delays,
        port=plan.port,
        script=plan.script,
        cache_dir=plan.cache_dir,
    )
    async with simulator:
        for vendor, fault in plan.faults:
            simulator.arm(vendor, fault)
        if env_file is not None:
            await asyncio.to_thread(_write_environment, env_file, simulator)
        report = JsonReport() if as_json else TableReport(Console(highlight=False, soft_wrap=True))
        report.begin(simulator)
        simulator.journal.watch(report.tell)
        await _until_interrupted()


async def _until_interrupted() -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await stop.wait()


def _write_environment(path: Path, simulator: Simulator) -> None:
    lines = [f"{name}={value}\n" for name, value in simulator.environment().items()]
    path.write_text("".join(lines), encoding="utf-8")


@contextlib.contextmanager
def _errors_told() -> Iterator[None]:
    """Turn what can go wrong into one line and an exit status."""
    from repartee.engines.inference_process import InferenceUnavailableError
    from repartee.engines.voice.errors import VoiceError
    from repartee.simulator.delays import BadDelayError
    from repartee.simulator.faults import BadFaultError
    from repartee.simulator.registry import UnknownVendorError
    from repartee.simulator.script import BadScriptError

    try:
        yield
    except (BadDelayError, BadFaultError, BadScriptError, UnknownVendorError) as error:
        _fail(str(error), _BAD_ARGUMENTS)
    except SettingsError as error:
        _fail(str(error), _BAD_ARGUMENTS)
    except (VoiceError, InferenceUnavailableError) as error:
        _fail(str(error), _CANNOT_START)
    except OSError as error:
        _fail(
            f"It cannot be started: {error.strerror or error}. Choose another --port, or stop the "
            "program that uses it; CACHE_DIR and --env-file must be writable.",
            _CANNOT_START,
        )


def _fail(message: str, status: int) -> NoReturn:
    Console(stderr=True, soft_wrap=True, highlight=False).print(message, style="red", markup=False)
    raise typer.Exit(status)
