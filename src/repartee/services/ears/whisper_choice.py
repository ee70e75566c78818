from __future__ import annotations

from dataclasses import dataclass

from repartee.engines.accelerator import Accelerators, probe

_FASTER, _OPENAI = "faster-whisper", "openai-whisper"


@dataclass(frozen=True, slots=True)
class WhisperChoice:
    """Which Whisper serves, and why."""

    provider: str
    """Its id."""
    reason: str
    """In words, such as "CTranslate2 reaches the GPU"."""


def choose(device: str, machine: Accelerators) -> WhisperChoice:
    """Choose between faster-whisper and openai-whisper.

    The second is chosen where it alone reaches the GPU, as on aarch64, where CTranslate2's wheel
    has no CUDA. On a CPU the first is several times faster: it works in int8.

    Args:
        device: `auto`, `cpu` or `cuda`, as the settings say.
        machine: What this machine has.
    """
    if not machine.faster_whisper and machine.openai_whisper:
        return WhisperChoice(_OPENAI, "faster-whisper is not installed")
    if device == "cpu":
        return WhisperChoice(_FASTER, "it is the faster one on a CPU")
    if machine.ctranslate2_cuda:
        return WhisperChoice(_FASTER, "CTranslate2 reaches the GPU")
    if machine.torch_cuda and machine.openai_whisper:
        return WhisperChoice(_OPENAI, "CTranslate2 has no CUDA here, and PyTorch does")
    if machine.gpu and not machine.openai_whisper:
        return WhisperChoice(
            _FASTER, "CTranslate2 does not reach the GPU, and openai-whisper is not installed"
        )
    return WhisperChoice(_FASTER, "there is no GPU to use, and it is the faster one on a CPU")


def choose_whisper(device: str) -> str:
    """Which Whisper serves on this machine; asks it, at most once.

    Args:
        device: `auto`, `cpu` or `cuda`.

    Returns:
        Id of the provider.
    """
    return choose(device, probe()).provider
