from __future__ import annotations


def choose_whisper(device: str) -> str:
    """Which Whisper serves on this machine.

    Args:
        device: `auto`, `cpu` or `cuda`.

    Returns:
        Id of the provider.
    """
    del device
    return "faster-whisper"
