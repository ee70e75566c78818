from __future__ import annotations

import asyncio
import errno
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn, TypeAlias

import typer
from rich.console import Console

from repartee.cli.call_report import CaptionPrinter, print_report
from repartee.cli.event_loop import run
from repartee.cli.quiet import log_what_goes_wrong

if TYPE_CHECKING:
    from repartee.caller import Call
    from repartee.caller.report import Report
    from repartee.caller.script import Speech, Step
    from repartee.caller.wires.wire import Choice

_FAILED = 1
_BAD_ARGUMENTS = 2
_REFUSED = 3
_INTERRUPTED = 130
_TERMINAL = Path("-")
# The enumeration itself is half a second of imports away.
_Transport: TypeAlias = Literal[
    "webrtc", "websocket", "pcm16", "twilio", "telnyx", "plivo", "exotel"
]


def call(
    url: Annotated[str, typer.Argument(help="The server, http://127.0.0.1:7860 say.")],
    recordings: Annotated[
        list[Path] | None, typer.Argument(help="Sound files to say, one a turn.")
    ] = None,
    say: Annotated[
        list[str] | None,
        typer.Option(help="A text to say after the files; spoken by flite or espeak-ng."),
    ] = None,
    voice: Annotated[str, typer.Option(help="The voice that speaks --say.")] = "slt",
    script: Annotated[
        Path | None, typer.Option(help="A YAML list of steps, done after all others.")
    ] = None,
    interrupt_after: Annotated[
        float | None,
        typer.Option(
            min=0, help="Say each but the first this many seconds into the answer before it."
        ),
    ] = None,
    gap: Annotated[
        float, typer.Option(min=0, help="Seconds from the end of an answer to what is said next.")
    ] = 0.5,
    timeout: Annotated[
        float, typer.Option(min=0.1, help="Seconds to wait for an answer to begin.")
    ] = 20.0,
    choice: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY=VALUE", help="What to ask the server for: voice=slt."),
    ] = None,
    save: Annotated[Path | None, typer.Option(help="Save all that is heard as WAV.")] = None,
    report_to: Annotated[
        Path | None, typer.Option("--json", help="Write a report as JSON; - for the terminal.")
    ] = None,
    transport: Annotated[_Transport, typer.Option(help="The way to call.")] = "webrtc",
    resume: Annotated[
        tuple[str, str] | None,
        typer.Option(
            metavar="ID TOKEN",
            help="Come back to a conversation, or join one: what --json told, or an invitation.",
        ),
    ] = None,
    name: Annotated[str, typer.Option(help="What to be called in the conversation.")] = "",
    leave: Annotated[
        bool, typer.Option("--leave", help="Go at the end, and leave the conversation open.")
    ] = False,
    vendor_secret: Annotated[
        str, typer.Option(help="What the server knows the telephone vendor by, for its signature.")
    ] = "",
    token: Annotated[str | None, typer.Option(help="Access token.")] = None,
    insecure: Annotated[bool, typer.Option(help="Accept any TLS certificate.")] = False,
) -> None:
    """Call a voice agent without a browser: talk from files, hear, and measure the answers.

    Prints the captions, and for each turn the delay from the last speech sample sent to the first
    one heard. Without anything to say it listens to the greeting and hangs up.
    """
    log_what_goes_wrong()
    # Half a second of imports, which no other command should pay.
    from repartee.caller.script import Play, Say, interrupting, load_script

    console = Console(stderr=report_to == _TERMINAL, highlight=False)
    _check_writable(report_to)
    with _errors_told():
        speeches: list[Speech] = [*map(Play, recordings or ()), *map(Say, say or ())]
        steps = [*interrupting(speeches, interrupt_after), *(load_script(script) if script else ())]
        choices = {**_choices(choice or ()), **({"name": name} if name else {})}
        way = _Way(url, transport, choices, resume, token, vendor_secret, insecure)
        plan = _Plan(way, save, steps, voice, gap, timeout, leave)
        report, interrupted = run(_hold(plan, console))
    print_report(console, report)
    _write(report, report_to)
    raise typer.Exit(_INTERRUPTED if interrupted else _FAILED if report.failed else 0)


@dataclass(frozen=True, slots=True)
class _Way:
    """Whom to call, and how."""

    url: str
    transport: _Transport
    choices: dict[str, Choice]
    resume: tuple[str, str] | None
    token: str | None
    vendor_secret: str
    insecure: bool


@dataclass(frozen=True, slots=True)
class _Plan:
    """Everything a call is held with."""

    way: _Way
    save: Path | None
    steps: Sequence[Step]
    voice: str
    gap: float
    timeout: float
    leave: bool


def _call(plan: _Plan, console: Console) -> Call:
    from repartee.caller import Call, Listener, Patience, Ticket, Transport

    way = plan.way
    return Call(
        way.url,
        transport=Transport(way.transport),
        choices=way.choices,
        ticket=Ticket(*way.resume) if way.resume else None,
        token=way.token,
        vendor_secret=way.vendor_secret,
        insecure=way.insecure,
        save=plan.save,
        patience=Patience(answer=plan.timeout),
        listener=Listener(on_caption=CaptionPrinter(console).show),
    )


async def _hold(plan: _Plan, console: Console) -> tuple[Report, bool]:
    """Hold the call, and return what came of it and whether it was broken off from the keyboard."""
    from repartee.caller import CallEndedError, CallFailedError
    from repartee.caller.performance import perform, prepare
    from repartee.caller.report import Report

    recordings = await prepare(plan.steps, plan.voice)
    call = _call(plan, console)
    error, interrupted = None, False
    try:
        async with call:
            await perform(call, plan.steps, recordings, plan.gap)
            if plan.leave:
                await call.leave()
    except (CallFailedError, CallEndedError) as failure:
        error = str(failure)
    except asyncio.CancelledError:
        interrupted = True
    return Report.of(plan.way.url, call, error), interrupted


@contextmanager
def _errors_told() -> Iterator[None]:
    """Turn what can go wrong into one line and an exit status."""
    from repartee.caller import BadInputError, CallerError, ServerRefusedError

    try:
        yield
    except BadInputError as error:
        _fail(str(error), _BAD_ARGUMENTS)
    except ServerRefusedError as error:
        wait = f" Try again in {error.retry_after:.0f} s." if error.retry_after else ""
        hint = " Here, that is --token." if error.status == HTTPStatus.UNAUTHORIZED else ""
        _fail(f"The server refused ({error.status}): {error.detail}{wait}{hint}", _REFUSED)
    except CallerError as error:
        _fail(str(error), _FAILED)
    except KeyboardInterrupt:
        raise typer.Exit(_INTERRUPTED) from None


def _fail(message: str, status: int) -> NoReturn:
    Console(stderr=True, soft_wrap=True, highlight=False).print(message, style="red", markup=False)
    raise typer.Exit(status) from None


def _choices(pairs: Sequence[str]) -> dict[str, Choice]:
    return dict(_choice(pair) for pair in pairs)


def _choice(pair: str) -> tuple[str, Choice]:
    """Read ``key=value``; true, false and numbers are taken for what they are."""
    key, sign, value = pair.partition("=")
    if not key or not sign:
        raise typer.BadParameter(f"{pair} is no choice: write key=value.", param_hint="--choice")
    try:
        read = json.loads(value)
    except ValueError:
        return key, value
    return key, read if isinstance(read, bool | int | float) else value


def _write(report: Report, where: Path | None) -> None:
    if where is None:
        return
    text = json.dumps(report.to_json(), indent=2, ensure_ascii=False)
    if where == _TERMINAL:
        typer.echo(text)
        return
    try:
        # It holds the token of the conversation.
        where.touch(0o600)
        where.write_text(f"{text}\n", encoding="utf-8")
    except OSError as error:
        _fail(_cannot_write(where, error.strerror), _BAD_ARGUMENTS)


def _check_writable(where: Path | None) -> None:
    """Find out before the call that its report would be lost."""
    if where is None or where == _TERMINAL:
        return
    if where.is_dir():
        _fail(_cannot_write(where, os.strerror(errno.EISDIR)), _BAD_ARGUMENTS)
    if not where.parent.is_dir():
        _fail(_cannot_write(where, os.strerror(errno.ENOENT)), _BAD_ARGUMENTS)
    if not os.access(where if where.exists() else where.parent, os.W_OK):
        _fail(_cannot_write(where, os.strerror(errno.EACCES)), _BAD_ARGUMENTS)


def _cannot_write(where: Path, why: str | None) -> str:
    return f"Cannot write the report to {where}: {why}. Name a file in a directory of yours."
