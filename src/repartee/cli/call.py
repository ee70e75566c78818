from __future__ import annotations

import asyncio
import json
import tempfile
from enum import IntEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from loguru import logger
from rich.console import Console
from rich.table import Table

from repartee.caller.call import Call, CallChoices, Turn
from repartee.caller.errors import CallError, CallRefusedError, ClipError
from repartee.caller.report import as_fields, summary
from repartee.caller.script import ScriptError, Speaker, Step, read_script
from repartee.caller.speech_edges import Clip

_OUT = Console(highlight=False, soft_wrap=True)
_ERRORS = Console(stderr=True, highlight=False, soft_wrap=True)


class Exit(IntEnum):
    """How `repartee call` ends."""

    FINE = 0
    FAILED = 1
    BAD_ARGUMENTS = 2
    REFUSED = 3


def call(
    url: Annotated[str, typer.Argument(help="Where the server is: http://127.0.0.1:7860")],
    clips: Annotated[
        list[Path] | None, typer.Argument(help="Recordings to speak, one a turn.")
    ] = None,
    say: Annotated[
        list[str] | None, typer.Option(help="Speak this text (flite or espeak-ng). Repeatable.")
    ] = None,
    script: Annotated[Path | None, typer.Option(help="A YAML list of steps; see the docs.")] = None,
    interrupt_after: Annotated[
        float | None,
        typer.Option(min=0, help="Speak each later turn this many seconds into the answer before."),
    ] = None,
    gap: Annotated[float, typer.Option(min=0, help="Seconds between an answer and a turn.")] = 0.3,
    voice: Annotated[str, typer.Option(help="Who speaks --say: a voice of flite's.")] = "",
    choice: Annotated[
        list[str] | None, typer.Option(help="A choice for the call, such as voice=rms. Repeatable.")
    ] = None,
    save: Annotated[Path | None, typer.Option(help="Keep what is heard in this WAV file.")] = None,
    report: Annotated[
        Path | None, typer.Option("--json", help="Write the figures to this file.")
    ] = None,
    timeout: Annotated[float, typer.Option(min=1, help="Seconds to wait for an answer.")] = 15.0,
    token: Annotated[
        str, typer.Option(help="The server's access token.", envvar="ACCESS_TOKEN")
    ] = "",
    insecure: Annotated[bool, typer.Option(help="Accept any TLS certificate.")] = False,
) -> None:
    """Call the agent without a browser, and measure how fast it answers.

    The delay of a turn is from the last speech sample sent to the first speech sample heard,
    measured here, at the caller.
    """
    logger.remove()
    with tempfile.TemporaryDirectory(prefix="repartee-call-") as directory:
        try:
            speaker = Speaker(Path(directory), voice)
            steps = _steps(clips or [], say or [], script, interrupt_after, speaker)
            choices = CallChoices(
                start=_start_choices(choice or []),
                token=token,
                verify=not insecure,
                save_to=save,
                answer_timeout_secs=timeout,
                listener=_print_caption,
            )
            ending = asyncio.run(_hold(url, choices, steps, gap, report))
        except (ClipError, ScriptError, typer.BadParameter) as error:
            _fail(str(error), Exit.BAD_ARGUMENTS)
        except CallRefusedError as error:
            _fail(str(error), Exit.REFUSED)
        except CallError as error:
            _fail(str(error), Exit.FAILED)
        except OSError as error:
            _fail(f"{error.filename or save}: {error.strerror}", Exit.BAD_ARGUMENTS)
        except KeyboardInterrupt:
            _ERRORS.print("Hung up.")
            raise typer.Exit(Exit.FAILED) from None
    raise typer.Exit(ending)


async def _hold(
    url: str, choices: CallChoices, steps: list[Step], gap: float, report: Path | None
) -> Exit:
    turns: list[Turn] = []
    async with Call(url, choices) as call:
        greeting = await call.greeting()
        await _perform(call, steps, gap, turns)
        ending = call.captions.ending()
    _print_table(greeting, turns, ending)
    figures = {"url": url, "greeting": as_fields(greeting), **summary(turns), "ending": ending}
    if report is not None:
        await asyncio.to_thread(_write, report, figures)
    return Exit.FAILED if figures["unanswered"] else Exit.FINE


def _write(report: Path, figures: dict[str, Any]) -> None:
    report.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


async def _perform(call: Call, steps: list[Step], gap: float, turns: list[Turn]) -> None:
    for number, step in enumerate(steps):
        interrupted = number + 1 < len(steps) and steps[number + 1].kind == "interrupt"
        if not call.is_up:
            raise CallError(_ended(call))
        if step.kind == "wait":
            await asyncio.sleep(step.secs)
        elif step.kind == "type":
            turns.append(await call.type(step.text))
        elif step.kind == "hang-up":
            return
        elif step.clip is not None and step.kind == "interrupt":
            turns.append(await call.interrupt(step.clip, step.secs))
        elif step.clip is not None:
            await asyncio.sleep(gap)
            turns.append(await (call.begin_saying if interrupted else call.say)(step.clip))


def _steps(
    clips: list[Path],
    say: list[str],
    script: Path | None,
    interrupt_after: float | None,
    speaker: Speaker,
) -> list[Step]:
    if script is not None:
        return read_script(script, speaker)
    spoken = [Clip.load(path) for path in clips] + [speaker.speak(text) for text in say]
    if interrupt_after is None:
        return [Step("say", clip=clip) for clip in spoken]
    return [
        Step("interrupt" if number else "say", clip=clip, secs=interrupt_after)
        for number, clip in enumerate(spoken)
    ]


def _start_choices(pairs: list[str]) -> dict[str, Any]:
    choices: dict[str, Any] = {}
    for pair in pairs:
        name, separator, value = pair.partition("=")
        if not separator:
            raise typer.BadParameter(f"--choice {pair}: it is not of the form name=value")
        choices[name] = {"true": True, "false": False}.get(value, value)
    return choices


def _ended(call: Call) -> str:
    ending = call.captions.ending()
    return f"The call ended early: {ending['message'] if ending else 'the connection was lost.'}"


def _fail(message: str, code: Exit) -> None:
    _ERRORS.print(message, style="red", markup=False)
    raise typer.Exit(code)


def _print_caption(who: str, words: str, final: bool) -> None:
    if who == "you" and final:
        _OUT.print(f"\nyou    {words}", style="cyan", markup=False)
        _OUT.print("agent ", end="", markup=False)
    elif who == "agent":
        _OUT.print(f" {words}", end="", markup=False)


def _print_table(greeting: Turn, turns: list[Turn], ending: dict[str, Any] | None) -> None:
    table = Table("said", "understood", "answer", "delay ms", "barge-in ms")
    for turn in (greeting, *turns):
        fields = as_fields(turn)
        shown = [fields["said"] or "(greeting)", fields["caption"], fields["answer"]]
        figures = [fields["delay_ms"], fields["barge_in_ms"]]
        table.add_row(*shown, *("-" if figure is None else str(figure) for figure in figures))
    _OUT.print()
    _OUT.print(table)
    overall = summary(turns)
    if overall["delay_median_ms"] is not None:
        _OUT.print(
            f"Delay: median {overall['delay_median_ms']} ms, 95th percentile "
            f"{overall['delay_p95_ms']} ms over {len(turns)} turns."
        )
    if ending:
        _OUT.print(f"The agent ended the call: {ending['message']}")
