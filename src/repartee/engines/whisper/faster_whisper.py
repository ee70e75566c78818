from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from loguru import logger

from repartee.engines.audio import SPEECH_RATE, Waveform
from repartee.engines.model_threads import model_threads
from repartee.engines.model_worker import Abandoned
from repartee.engines.whisper.backend import BEAM_SIZE, TEMPERATURE, Segment, WhisperLoadError

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

Device = Literal["auto", "cpu", "cuda"]

_CUDA_FIX = (
    "Set the device to cpu, install nvidia-cublas-cu12 and nvidia-cudnn-cu12, "
    "or use openai-whisper, which runs on PyTorch."
)


class FasterWhisper:
    """Whisper on CTranslate2.

    Measured with random weights of the true shapes on two shared cores, int8, for one utterance:
    tiny 0.56 s, base 1.04 s, small 1.77 s, large-v3-turbo 9.0 s; memory grows by 88, 133, 236 and
    687 MB. Published for a RTX 3070 Ti: large-v2 in float16 writes
    down 13 minutes in 59 to 63 s (faster-whisper's README).
    """

    def __init__(self, directory: Path, device: Device, compute_type: str) -> None:
        """Describe the model; nothing is loaded yet.

        Args:
            directory: Holds model.bin, config.json, tokenizer.json and vocabulary.*.
            device: `auto` takes CUDA where CTranslate2 has it and it works.
            compute_type: CTranslate2's name of a number format; `default` is int8 on the CPU and
                float16 on CUDA.
        """
        self._directory = directory
        self._asked_device = device
        self._compute_type = compute_type
        self._model: WhisperModel | None = None
        self.device = ""
        self.english_only = False

    def load(self) -> None:
        """Load the model; with `auto`, from CUDA down to the CPU.

        Raises:
            WhisperLoadError: If it cannot be loaded.
        """
        if self._asked_device != "cpu" and self._has_cuda():
            try:
                return self._load_on("cuda", "float16")
            except (RuntimeError, ValueError) as error:
                # It is found, but its libraries are not, or its memory is full.
                if self._asked_device == "cuda":
                    raise WhisperLoadError(f"CUDA does not work: {error}. {_CUDA_FIX}") from error
                logger.warning("CUDA does not work, so Whisper runs on the CPU: {}", error)
        elif self._asked_device == "cuda":
            raise WhisperLoadError(f"CTranslate2 finds no CUDA device here. {_CUDA_FIX}")
        try:
            self._load_on("cpu", "int8")
        except (RuntimeError, ValueError, OSError) as error:
            raise WhisperLoadError(
                f"{self._directory} holds no model that faster-whisper can load: {error}"
            ) from error

    def transcribe(
        self, audio: Waveform, language: str, most_tokens: int, abandoned: Abandoned
    ) -> list[Segment]:
        """Write down what was said.

        Args:
            audio: At 16 kHz, up to 30 seconds.
            language: ISO 639-1; empty to detect it.
            most_tokens: Longest answer.
            abandoned: Whether nobody waits for it any more.
        """
        if self._model is None:
            raise WhisperLoadError("faster-whisper is not loaded")
        segments, _ = self._model.transcribe(
            audio,
            language=language or None,
            beam_size=BEAM_SIZE,
            temperature=TEMPERATURE,
            max_new_tokens=most_tokens,
            condition_on_previous_text=False,
            without_timestamps=True,
            # Whether a segment counts is decided in one place: the silence guard.
            no_speech_threshold=None,
            log_prob_threshold=None,
            compression_ratio_threshold=None,
        )
        heard = []
        # Decoding happens while this is iterated.
        for segment in segments:
            heard.append(Segment(segment.text, segment.no_speech_prob, segment.avg_logprob))
            if abandoned.is_set():
                break
        return heard

    def close(self) -> None:
        """Let the model go."""
        self._model = None

    def _has_cuda(self) -> bool:
        import ctranslate2

        return bool(ctranslate2.get_cuda_device_count() > 0)

    def _load_on(self, device: str, best_type: str) -> None:
        from faster_whisper import WhisperModel

        compute_type = best_type if self._compute_type == "default" else self._compute_type
        model = WhisperModel(
            str(self._directory),
            device=device,
            compute_type=compute_type,
            cpu_threads=model_threads(),
            local_files_only=True,
        )
        # Missing libraries show at the first encoding, not at loading.
        features = model.feature_extractor(np.zeros(SPEECH_RATE, np.float32))
        model.encode(features[:, : model.feature_extractor.nb_max_frames])
        self._model = model
        self.english_only = not model.model.is_multilingual
        self.device = f"the {'GPU' if device == 'cuda' else 'CPU'} as {compute_type}"
