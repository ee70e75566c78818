"""Speech from text, by the speech programs that Linux distributions carry."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from repartee.caller.errors import BadInputError
from repartee.caller.recordings import Recording

DEFAULT_VOICE = "slt"
_TIMEOUT_SECONDS = 60


def synthesise(text: str, voice: str = DEFAULT_VOICE) -> Recording:
    """Speak a text with flite, or with espeak-ng where flite is not installed.

    Args:
        text: What to say.
        voice: A voice of flite's, or one of espeak-ng's ("en-us"); flite's names are not
            espeak-ng's, which then uses its default.

    Raises:
        BadInputError: Neither program is installed, or it could not say this.
    """
    with tempfile.TemporaryDirectory(prefix="repartee-call-") as folder:
        path = Path(folder, "speech.wav")
        _run(_command(text, voice, path))
        recording = Recording.load(path)
    return Recording(f'"{text}"', recording.samples, recording.speech)


def _command(text: str, voice: str, path: Path) -> list[str]:
    if flite := shutil.which("flite"):
        return [flite, "-voice", voice, "-t", text, "-o", str(path)]
    if espeak := shutil.which("espeak-ng"):
        chosen = [] if voice == DEFAULT_VOICE else ["-v", voice]
        return [espeak, *chosen, "-w", str(path), "--", text]
    raise BadInputError(
        "Nothing here can speak: install flite or espeak-ng, or give recordings instead of --say."
    )


def _run(command: list[str]) -> None:
    try:
        # The text is one argument and goes through no shell.
        subprocess.run(command, check=True, capture_output=True, timeout=_TIMEOUT_SECONDS)  # noqa: S603
    except (subprocess.SubprocessError, OSError) as error:
        program = Path(command[0]).name
        raise BadInputError(f"{program} could not say this: {error}.") from error
