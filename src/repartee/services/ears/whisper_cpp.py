from __future__ import annotations

from pathlib import Path

from repartee.engines.whisper.backend import WhisperBackend
from repartee.engines.whisper.whisper_cpp import WhisperCpp
from repartee.services.config import EarsConfig
from repartee.services.ears.whisper_provider import WhisperEars
from repartee.services.local_models import find_file
from repartee.services.provider import ProviderError


class WhisperCppEars(WhisperEars):
    """Whisper on whisper.cpp: 4 MB of package, and the smallest files, quantised ones too."""

    id = "whisper-cpp"
    package = "pywhispercpp"
    extra = "whisper-cpp"
    # whisper.cpp's README: base is a file of 142 MiB and takes 388 MB, small 466 MiB and 852 MB.
    memory_factor = 2.6

    @staticmethod
    def default_model(language: str) -> str:
        """The model where none is configured: base, as it has no int8 kernels of its own.

        Args:
            language: ISO 639-1; empty if it is to be detected.
        """
        return "base.en" if language == "en" else "base"

    def names(self, model: str) -> tuple[str, ...]:
        """What a file may be called.

        Args:
            model: Such as `base.en` or `base.en-q5_1`.
        """
        return (model, f"ggml-{model}.bin", f"{model}.bin")

    def locate(self, found: Path) -> Path:
        """Find the ggml file.

        Args:
            found: It, or the directory that holds it.

        Raises:
            ProviderError: If there is none.
        """
        file = find_file(found, "ggml-*.bin")
        if file is None:
            raise ProviderError(f"{found} holds no ggml-*.bin file. Fetch the model anew.")
        return file

    def backend(self, path: Path, config: EarsConfig) -> WhisperBackend:
        """Describe whisper.cpp with its file.

        Args:
            path: The ggml file.
            config: The settings of the ears.
        """
        return WhisperCpp(path, config.device, config.no_speech_prob)
