from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from loguru import logger

from repartee.engines.audio import SPEECH_RATE, Waveform
from repartee.engines.model_threads import model_threads
from repartee.engines.model_worker import Abandoned
from repartee.engines.whisper.backend import TEMPERATURE, Segment, WhisperLoadError
from repartee.engines.whisper.ggml_file import DamagedFileError, require_whole_ggml

if TYPE_CHECKING:
    from pywhispercpp.model import Model

Device = Literal["auto", "cpu", "cuda"]

# whisper.cpp refuses anything shorter than a second with a line on stderr and no words.
_SHORTEST = int(1.1 * SPEECH_RATE)
# Above any log probability: the model's opinion of silence decides alone, as everywhere here.
_ANY_LOGPROB = 1.0


class WhisperCpp:
    """Whisper on whisper.cpp, by pywhispercpp: small, without Python packages of its own.

    Published by whisper.cpp for memory: tiny 273 MB, base 388 MB, small 852 MB, medium 2.1 GB,
    large 3.9 GB (its README); its q5 and q8 files take less.

    It works out `no_speech_prob` from a row that was never computed whenever the prompt has more
    than one token (whisper.cpp, pull request 3945, not merged in 1.8.5; seen here too). With
    timestamps on, the prompt of an English model is a single token, and there the figure is right;
    with the other models Silero and the mean token probability must do.
    """

    def __init__(self, file: Path, device: Device, no_speech_prob: float) -> None:
        """Describe the model; nothing is loaded yet.

        Args:
            file: A ggml file, such as ggml-base.en.bin.
            device: Only `cpu` is sure: whether the library has CUDA depends on how it was built.
            no_speech_prob: Drop what is silence with at least this probability, 0 to 1.
        """
        self._file = file
        self._use_gpu = device != "cpu"
        self._no_speech_prob = no_speech_prob
        self._model: Model | None = None
        self.device = ""
        self.english_only = False

    def load(self) -> None:
        """Load the file.

        Raises:
            WhisperLoadError: If it cannot be loaded.
        """
        import _pywhispercpp
        from pywhispercpp.model import Model

        try:
            require_whole_ggml(self._file)
        except DamagedFileError as error:
            raise WhisperLoadError(
                f"{self._file} cannot be loaded: {error}. Fetch it anew."
            ) from error
        # Else some forty lines go to stderr at each start.
        _pywhispercpp.whisper_log_set(_note)
        try:
            model = Model(
                str(self._file),
                context_params={"use_gpu": self._use_gpu},
                n_threads=model_threads(),
            )
        except (RuntimeError, ValueError, OSError) as error:
            raise WhisperLoadError(f"{self._file} cannot be loaded: {error}") from error
        finally:
            # Kept until the end, it crashes the interpreter on its way out.
            _pywhispercpp.whisper_log_set(None)
        context = cast("Any", model)._ctx  # noqa: SLF001 - the only way to ask
        self.english_only = not _pywhispercpp.whisper_is_multilingual(context)
        self._model = model
        self.device = "whisper.cpp's own choice" if self._use_gpu else "the CPU"

    def transcribe(
        self, audio: Waveform, language: str, most_tokens: int, abandoned: Abandoned
    ) -> list[Segment]:
        """Write down what was said.

        Args:
            audio: At 16 kHz, up to 30 seconds.
            language: ISO 639-1; empty to detect it.
            most_tokens: Longest answer.
            abandoned: Whether nobody waits for it any more; it is stopped then.
        """
        import numpy as np

        if self._model is None:
            raise WhisperLoadError("whisper.cpp is not loaded")
        segments = self._model.transcribe(
            np.pad(audio, (0, max(0, _SHORTEST - len(audio)))),
            abort_callback=abandoned.is_set,
            extract_probability=True,
            language="en" if self.english_only else language or "auto",
            no_timestamps=not self.english_only,
            single_segment=True,
            no_context=True,
            suppress_nst=True,
            max_tokens=most_tokens,
            temperature=TEMPERATURE,
            temperature_inc=0.0,
            greedy={"best_of": 1},
            no_speech_thold=self._no_speech_prob,
            logprob_thold=_ANY_LOGPROB,
            print_progress=False,
            print_realtime=False,
        )
        return [Segment(each.text, None, _logprob(each.probability)) for each in segments]

    def close(self) -> None:
        """Let the model go."""
        self._model = None


def _note(_level: object, line: object) -> None:
    logger.trace("whisper.cpp: {}", str(line).strip())


def _logprob(probability: float) -> float | None:
    return math.log(probability) if probability > 0 else None
