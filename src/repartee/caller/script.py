from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from repartee.caller.errors import ClipError
from repartee.caller.speech_edges import Clip

StepKind = Literal["say", "interrupt", "type", "wait", "hang-up"]


class ScriptError(Exception):
    """A script of steps cannot be used; the message says which step and why."""


@dataclass(frozen=True)
class Step:
    """One thing the caller does.

    Attributes:
        kind: What.
        clip: What is spoken, for `say` and `interrupt`.
        text: What is typed.
        secs: How long to wait; for `interrupt`, how far into the answer to speak.
    """

    kind: StepKind
    clip: Clip | None = None
    text: str = ""
    secs: float = 0.0


class _Interruption(BaseModel):
    model_config = ConfigDict(extra="forbid")

    after: float = 2.0
    play: Path | None = None
    say: str | None = None


class _WrittenStep(BaseModel):
    """One entry of a script file, with exactly one key."""

    model_config = ConfigDict(extra="forbid")

    play: Path | None = None
    say: str | None = None
    type: str | None = None
    wait: float | None = None
    interrupt: _Interruption | None = None

    @model_validator(mode="after")
    def _one_key(self) -> _WrittenStep:
        if len(self.model_fields_set) != 1:
            raise ValueError("a step is one of play, say, type, wait, interrupt")
        return self


class Speaker:
    """Speaks texts to WAV files with flite or espeak-ng, where one is installed."""

    def __init__(self, directory: Path, voice: str = "") -> None:
        """Choose where the files go.

        Args:
            directory: Must exist; whoever made it removes it.
            voice: A voice of flite's, or of espeak-ng's if flite is missing.
        """
        self._directory = directory
        self._voice = voice
        self._count = 0

    def speak(self, text: str) -> Clip:
        """Speak a text.

        Args:
            text: What to say.

        Returns:
            The recording, named after the text.

        Raises:
            ClipError: If no synthesiser is installed, or it does not speak the text.
        """
        self._count += 1
        path = self._directory / f"{self._count}.wav"
        subprocess.run(  # noqa: S603 - the program is looked up, the text is one argument
            self._command(text, path), check=False, capture_output=True, timeout=60
        )
        if not path.is_file():
            raise ClipError(f"'{text}' could not be spoken with voice '{self._voice}'")
        return Clip.of(text, Clip.load(path).samples)

    def _command(self, text: str, path: Path) -> list[str]:
        if flite := shutil.which("flite"):
            return [flite, "-voice", self._voice or "slt", "-t", text, "-o", str(path)]
        if espeak := shutil.which("espeak-ng"):
            return [espeak, "-v", self._voice or "en-us", "-w", str(path), "--", text]
        raise ClipError("Neither flite nor espeak-ng is installed, so --say cannot speak")


def read_script(path: Path, speaker: Speaker) -> list[Step]:
    """Read a script: a YAML list of steps, each with one key.

    `play: FILE`, `say: TEXT`, `type: TEXT`, `wait: SECONDS`,
    `interrupt: {after: SECONDS, play: FILE}` (or `say: TEXT`), `hang_up`.
    Files are looked for beside the script.

    Args:
        path: The script.
        speaker: Speaks what is to be said.

    Returns:
        The steps.

    Raises:
        ScriptError: If it cannot be read or has a step that is not understood.
        ClipError: If a recording cannot be played.
    """
    try:
        written = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ScriptError(f"{path}: it cannot be read as YAML") from error
    if not isinstance(written, list):
        raise ScriptError(f"{path}: it is not a list of steps")
    return [_step(entry, number, path, speaker) for number, entry in enumerate(written, 1)]


def _step(entry: object, number: int, path: Path, speaker: Speaker) -> Step:
    if entry in ("hang_up", "hang-up"):
        return Step("hang-up")
    try:
        step = _WrittenStep.model_validate(entry)
    except ValidationError as error:
        first = error.errors()[0]["msg"]
        raise ScriptError(f"{path}: step {number} is not understood: {first}") from error
    if step.interrupt is not None:
        clip = _clip(step.interrupt.play, step.interrupt.say, path, speaker)
        return Step("interrupt", clip=clip, secs=step.interrupt.after)
    if step.type is not None:
        return Step("type", text=step.type)
    if step.wait is not None:
        return Step("wait", secs=step.wait)
    return Step("say", clip=_clip(step.play, step.say, path, speaker))


def _clip(play: Path | None, say: str | None, script: Path, speaker: Speaker) -> Clip:
    if play is not None:
        return Clip.load(script.parent / play)
    if say:
        return speaker.speak(say)
    raise ScriptError(f"{script}: an interruption needs play or say")
