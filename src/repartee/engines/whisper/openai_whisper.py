from __future__ import annotations

import math
import pickle
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from loguru import logger

from repartee.engines.audio import Waveform
from repartee.engines.model_threads import model_threads
from repartee.engines.model_worker import Abandoned
from repartee.engines.whisper.backend import BEAM_SIZE, TEMPERATURE, Segment, WhisperLoadError

if TYPE_CHECKING:
    from whisper import Whisper

Device = Literal["auto", "cpu", "cuda"]


class OpenAIWhisper:
    """Whisper on PyTorch, for machines where CTranslate2 has no CUDA.

    Such are the aarch64 ones: their CTranslate2 wheel has none, and PyTorch's has
    (`facts/local-models.md`, 2.3). On the CPU it is slower than the others: float32, and no
    quantisation. PyTorch itself takes some 300 MB of memory.
    """

    def __init__(self, file: Path, device: Device) -> None:
        """Describe the model; nothing is loaded yet.

        Args:
            file: A checkpoint of OpenAI's, such as base.en.pt.
            device: `auto` takes CUDA where PyTorch has it.
        """
        self._file = file
        self._asked_device = device
        self._model: Whisper | None = None
        self._half = False
        self.device = ""
        self.english_only = False

    def load(self) -> None:
        """Load the checkpoint.

        Raises:
            WhisperLoadError: If it cannot be loaded.
        """
        import torch
        import whisper

        torch.set_num_threads(model_threads())
        if self._asked_device == "cuda" and not torch.cuda.is_available():
            raise WhisperLoadError("PyTorch finds no CUDA device here. Set the device to cpu.")
        wanted = "cpu" if self._asked_device == "cpu" or not torch.cuda.is_available() else "cuda"
        try:
            # A path, never one of its names: for a name it would go and fetch.
            self._model = whisper.load_model(str(self._file.resolve()), device=wanted)
        except torch.cuda.OutOfMemoryError as error:
            if self._asked_device == "cuda":
                raise WhisperLoadError(f"The model does not fit on the GPU: {error}") from error
            logger.warning("The model does not fit on the GPU, so Whisper runs on the CPU")
            wanted = "cpu"
            self._model = whisper.load_model(str(self._file.resolve()), device=wanted)
        except (RuntimeError, OSError, KeyError, TypeError, pickle.UnpicklingError) as error:
            raise WhisperLoadError(
                f"{self._file} is no checkpoint that openai-whisper can load: {error}"
            ) from error
        self._half = wanted == "cuda"
        self.english_only = not self._model.is_multilingual
        self.device = "the GPU as float16" if self._half else "the CPU as float32"

    def transcribe(
        self,
        audio: Waveform,
        language: str,
        most_tokens: int,
        abandoned: Abandoned,  # noqa: ARG002
    ) -> list[Segment]:
        """Write down what was said.

        Args:
            audio: At 16 kHz, up to 30 seconds.
            language: ISO 639-1; empty to detect it.
            most_tokens: Longest answer.
            abandoned: Not looked at: one window is decoded in one go.
        """
        import whisper

        if self._model is None:
            raise WhisperLoadError("openai-whisper is not loaded")
        mel = whisper.log_mel_spectrogram(
            whisper.pad_or_trim(audio), self._model.dims.n_mels, device=self._model.device
        )
        options = whisper.DecodingOptions(
            language=("en" if self.english_only else language) or None,
            temperature=TEMPERATURE,
            beam_size=BEAM_SIZE if BEAM_SIZE > 1 else None,
            sample_len=most_tokens,
            without_timestamps=True,
            fp16=self._half,
        )
        result = self._model.decode(mel.half() if self._half else mel, options)
        return [Segment(result.text, _known(result.no_speech_prob), _known(result.avg_logprob))]


def _known(figure: float) -> float | None:
    return None if math.isnan(figure) else float(figure)
