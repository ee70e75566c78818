from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

# A driver that hangs must not keep the server from starting.
_PATIENCE_SECS = 20.0
_MIB = 1 << 20
# Where a GPU shows: Nvidia's driver, and Jetson's and DGX Spark's.
_SIGNS = ("/proc/driver/nvidia/version", "/dev/nvidiactl", "/dev/nvhost-gpu")
_QUERY = ("--query-gpu=name,memory.total", "--format=csv,noheader,nounits")
_ASK_CTRANSLATE2 = "import ctranslate2; print(ctranslate2.get_cuda_device_count())"
_ASK_TORCH = "import torch; print(torch.cuda.device_count() if torch.cuda.is_available() else 0)"


@dataclass(frozen=True, slots=True)
class Gpu:
    """A graphics card, as its driver tells of it."""

    name: str
    memory_bytes: int | None = None
    """None where it shares the machine's memory, as on a DGX Spark."""


@dataclass(frozen=True, slots=True)
class Accelerators:
    """What of a machine can make models fast, and which libraries can use it."""

    gpu: Gpu | None = None
    faster_whisper: bool = False
    """Whether it is installed."""
    openai_whisper: bool = False
    """Whether it is installed, and PyTorch with it."""
    ctranslate2_cuda: bool = False
    """Whether CTranslate2, which faster-whisper runs on, finds a CUDA device."""
    torch_cuda: bool = False
    """Whether PyTorch finds a CUDA device."""


@cache
def probe() -> Accelerators:
    """Find out what this machine has; asked once, as it does not change.

    Without a sign of a GPU it takes a millisecond. With one, each library is asked in a process of
    its own: PyTorch takes seconds and hundreds of megabytes to import, and a broken driver crashes
    whoever asks it.
    """
    faster_whisper = _installed("faster_whisper", "ctranslate2")
    openai_whisper = _installed("whisper", "torch")
    gpu = find_gpu()
    return Accelerators(
        gpu=gpu,
        faster_whisper=faster_whisper,
        openai_whisper=openai_whisper,
        ctranslate2_cuda=bool(gpu) and faster_whisper and _devices(_ASK_CTRANSLATE2) > 0,
        torch_cuda=bool(gpu) and openai_whisper and _devices(_ASK_TORCH) > 0,
    )


def find_gpu() -> Gpu | None:
    """The first GPU of the machine; takes up to 20 s where its driver does not answer."""
    tool = shutil.which("nvidia-smi")
    told = _output([tool, *_QUERY]) if tool else ""
    if gpu := read_gpu(told):
        return gpu
    return Gpu("an Nvidia GPU") if any(Path(sign).exists() for sign in _SIGNS) else None


def read_gpu(told: str) -> Gpu | None:
    """Read what nvidia-smi tells.

    Args:
        told: Lines such as "NVIDIA GeForce RTX 4090, 24564", in MiB.
    """
    name, comma, mebibytes = told.strip().partition("\n")[0].rpartition(",")
    if not comma:
        return None
    size = mebibytes.strip()
    return Gpu(name.strip(), int(size) * _MIB if size.isdigit() else None)


def _installed(*modules: str) -> bool:
    return all(importlib.util.find_spec(module) is not None for module in modules)


def _devices(question: str) -> int:
    answer = _output([sys.executable, "-c", question]).strip()
    return int(answer) if answer.isdigit() else 0


def _output(command: list[str]) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - commands of our own
            command, capture_output=True, text=True, timeout=_PATIENCE_SECS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if done.returncode == 0 else ""
