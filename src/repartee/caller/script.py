"""What to do in a call, step by step, from a YAML list.

```yaml
- say: "tell me a story"
- interrupt: {after: 2.0, say: "stop"}
- play: question.wav
- type: "what time is it"
- wait: 3
- hang_up
```

``say`` and ``play`` wait for the answer and hear it out, unless an ``interrupt`` comes next. An
``interrupt`` at the very start breaks into the greeting. ``hang_up: abrupt`` vanishes instead.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import yaml

from repartee.caller.errors import BadInputError

_LONGEST_WAIT_SECONDS = 3600.0
_STEPS = "play, say, interrupt, type, wait, hang_up"


@dataclass(frozen=True, slots=True)
class Play:
    """Say what is in a sound file."""

    path: Path


@dataclass(frozen=True, slots=True)
class Say:
    """Say a text, spoken by a program."""

    text: str


Speech: TypeAlias = Play | Say


@dataclass(frozen=True, slots=True)
class Interrupt:
    """Say something this many seconds into the agent's answer."""

    after: float
    speech: Speech


@dataclass(frozen=True, slots=True)
class Type:
    """Type a text."""

    text: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Stay silent for this many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class HangUp:
    """End the call, or vanish."""

    abrupt: bool = False


Step: TypeAlias = Play | Say | Interrupt | Type | Wait | HangUp


def load_script(path: Path) -> list[Step]:
    """Read a script; sound files are looked for beside it.

    Raises:
        BadInputError: There is no such file, or a step in it is none.
    """
    try:
        return parse_script(path.read_text(encoding="utf-8"), path.parent)
    except OSError as error:
        raise BadInputError(f"The script {path} cannot be read: {error.strerror}.") from error
    except BadInputError as error:
        raise BadInputError(f"{path}: {error}") from error


def parse_script(text: str, folder: Path) -> list[Step]:
    """Read a script's text; sound files are looked for in ``folder``.

    Raises:
        BadInputError: A step is none.
    """
    try:
        # BaseLoader makes text of everything: elsewhere in YAML, "say: yes" says true.
        entries = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506
    except yaml.YAMLError as error:
        raise BadInputError(f"this is no YAML: {error}") from error
    if not isinstance(entries, list) or not entries:
        raise BadInputError("a script is a list of steps, one '- say: …' a line.")
    return [_step(entry, number, folder) for number, entry in enumerate(entries, 1)]


def _step(entry: object, number: int, folder: Path) -> Step:
    try:
        return _read(entry, folder)
    except BadInputError as error:
        raise BadInputError(f"step {number}: {error}") from error


def _read(entry: object, folder: Path) -> Step:
    match entry:
        case "hang_up":
            return HangUp()
        case {"hang_up": "" | "politely" | "abrupt" as how, **rest} if not rest:
            return HangUp(abrupt=how == "abrupt")
        case {"type": str(text), **rest} if text and not rest:
            return Type(text)
        case {"wait": str(seconds), **rest} if not rest:
            return Wait(_seconds(seconds))
        case {"interrupt": {"after": str(after), **speech}, **rest} if not rest:
            return Interrupt(_seconds(after), _speech(speech, folder))
        case dict() if entry.keys() <= {"play", "say"}:
            return _speech(entry, folder)
    raise BadInputError(f"{_shown(entry)} is no step; there are {_STEPS}.")


def _speech(entry: Mapping[object, object], folder: Path) -> Speech:
    match entry:
        case {"play": str(path), **rest} if path and not rest:
            return Play(folder / path)
        case {"say": str(text), **rest} if text.strip() and not rest:
            return Say(text)
    raise BadInputError(f"{_shown(entry)} needs either 'play: file.wav' or 'say: \"text\"'.")


def _seconds(value: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds <= _LONGEST_WAIT_SECONDS:
        raise BadInputError(f"{value} is no time: give seconds from 0 to 3600.")
    return seconds


def _shown(entry: object) -> str:
    return yaml.safe_dump(entry, default_flow_style=True, width=200).removesuffix("...\n").strip()


def interrupting(speeches: Sequence[Speech], after: float | None) -> list[Step]:
    """Turn speeches into steps: each but the first breaks into the answer to the one before it.

    Args:
        speeches: What to say.
        after: Seconds into the answer; None lets every answer be heard out.
    """
    if after is None:
        return list(speeches)
    return [*speeches[:1], *(Interrupt(after, speech) for speech in speeches[1:])]
