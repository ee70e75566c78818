from __future__ import annotations

from pathlib import Path

from repartee.engines.whisper.backend import WhisperBackend
from repartee.engines.whisper.openai_whisper import OpenAIWhisper
from repartee.services.config import EarsConfig
from repartee.services.ears.whisper_provider import WhisperEars
from repartee.services.local_models import find_file
from repartee.services.provider import ProviderError


class OpenAIWhisperEars(WhisperEars):
    """Whisper on PyTorch, where CTranslate2 has no CUDA: aarch64 and the newest GPUs."""

    id = "openai-whisper"
    package = "whisper"
    extra = "openai-whisper"
    # Checkpoints are float16, on the CPU they become float32, and both are there for a moment.
    memory_factor = 3.5

    def names(self, model: str) -> tuple[str, ...]:
        """What a checkpoint may be called.

        Args:
            model: Such as `small.en`.
        """
        return (model, f"{model}.pt")

    def locate(self, found: Path) -> Path:
        """Find the checkpoint.

        Args:
            found: It, or the directory that holds it.

        Raises:
            ProviderError: If there is none.
        """
        file = find_file(found, "*.pt")
        if file is None:
            raise ProviderError(f"{found} holds no .pt file. Fetch the model anew.")
        return file

    def backend(self, path: Path, config: EarsConfig) -> WhisperBackend:
        """Describe openai-whisper with its checkpoint.

        Args:
            path: The checkpoint.
            config: The settings of the ears.
        """
        return OpenAIWhisper(path, config.device)
