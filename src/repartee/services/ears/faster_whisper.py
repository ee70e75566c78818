from __future__ import annotations

import re
from pathlib import Path

from repartee.engines.whisper.backend import WhisperBackend
from repartee.engines.whisper.faster_whisper import FasterWhisper
from repartee.services.config import EarsConfig
from repartee.services.ears.whisper_provider import WhisperEars
from repartee.services.provider import ProviderError

# Without tokenizer.json, faster-whisper asks the hub for one.
_NEEDED = ("config.json", "model.bin", "tokenizer.json", "vocabulary.*")


class FasterWhisperEars(WhisperEars):
    """Whisper on CTranslate2: the fastest on a CPU and on an Nvidia GPU of x86.

    Speed and memory are told at `engines.whisper.faster_whisper.FasterWhisper`.
    """

    id = "faster-whisper"
    package = "faster_whisper"
    extra = "whisper"
    # Its files are float16; int8 needs half, and both are there for a moment (measured: small, a
    # file of 484 MB, grew the process by 236 MB once loaded).
    memory_factor = 1.6

    def names(self, model: str) -> tuple[str, ...]:
        """What a model's directory may be called: as it is, or without its publisher.

        Args:
            model: Such as `small.en`, or `Systran/faster-distil-whisper-small.en` as Speaches
                calls it, which is `distil-small.en` here.
        """
        short = re.sub(r"^faster-(distil-)?whisper-", r"\1", model.rpartition("/")[2])
        return tuple(dict.fromkeys((model, model.replace("/", "--"), short)))

    def locate(self, found: Path) -> Path:
        """Make sure that a directory holds a whole model.

        Args:
            found: The directory.

        Raises:
            ProviderError: If files are missing.
        """
        missing = [name for name in _NEEDED if not any(found.glob(name))]
        if missing:
            raise ProviderError(
                f"{found} is no whole model of faster-whisper: {', '.join(missing)} missing. "
                "Fetch it anew, or copy the files there."
            )
        return found

    def backend(self, path: Path, config: EarsConfig) -> WhisperBackend:
        """Describe faster-whisper with its model.

        Args:
            path: The model's directory.
            config: The settings of the ears.
        """
        return FasterWhisper(path, config.device, config.compute_type)
