"""FastRTC, in a virtual environment of its own: it wants versions that Pipecat does not."""

from __future__ import annotations

import asyncio
import shutil
import sys
from importlib import resources
from pathlib import Path

VERSION = "0.0.34"
PROGRAM = str(Path(__file__).with_name("fastrtc_program.py"))
_PACKAGES = (
    f"fastrtc[vad]=={VERSION}",
    # Left to itself, pip may go back to a Gradio that cannot be imported beside today's hub client.
    "gradio>=5.40,<6",
    "huggingface-hub<1",
    "onnxruntime",
    "httpx",
    "uvicorn",
    "fastapi",
)
_MAKE_SECS = 900


def settings() -> dict[str, str]:
    """What it takes beside the vendors' addresses."""
    weights = resources.files("pipecat").joinpath("audio/vad/data/silero_vad.onnx")
    return {"SILERO_WEIGHTS": str(weights)}


class PeerMissingError(Exception):
    """A peer cannot be had here; the message says why."""


def environment() -> Path:
    """Where its environment is, or will be."""
    return Path("~/.cache/repartee/bench", f"fastrtc-{VERSION}").expanduser()


async def python() -> str:
    """Find its interpreter; make the environment where there is none. That takes 900 MB.

    Raises:
        PeerMissingError: It could not be installed.
    """
    folder = environment()
    done = folder / "installed"
    if not done.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        for command in _commands(folder):
            await _run(command)
        done.touch()
    return str(_python(folder))


def _commands(folder: Path) -> list[list[str]]:
    python = str(_python(folder))
    tried = [python, "-c", "import fastrtc"]
    if uv := shutil.which("uv"):
        return [
            [uv, "venv", "--clear", "--python", sys.executable, str(folder)],
            [uv, "pip", "install", "--python", python, *_PACKAGES],
            tried,
        ]
    return [
        [sys.executable, "-m", "venv", "--clear", str(folder)],
        [python, "-m", "pip", "install", "--quiet", *_PACKAGES],
        tried,
    ]


def _python(folder: Path) -> Path:
    return folder / "bin" / "python"


async def _run(command: list[str]) -> None:
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(), _MAKE_SECS)
    except TimeoutError:
        process.kill()
        said = b"It took too long."
    if process.returncode:
        raise PeerMissingError(
            f"FastRTC {VERSION} could not be installed, and is left out: "
            f"{said.decode(errors='replace').strip()[-500:]}"
        )
