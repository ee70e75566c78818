from __future__ import annotations

import asyncio
import math
import pickle
from collections.abc import Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

from repartee.engines.audio import Waveform
from repartee.engines.inference_process import InferenceProcess, InferenceUnavailableError
from repartee.engines.model_threads import model_threads
from repartee.engines.model_worker import Abandoned
from repartee.engines.whisper.backend import BEAM_SIZE, TEMPERATURE, Segment, WhisperLoadError

if TYPE_CHECKING:
    from whisper import Whisper

T = TypeVar("T")
Device = Literal["auto", "cpu", "cuda"]


class OpenAIWhisper:
    """Whisper on PyTorch, for machines where CTranslate2 has no CUDA.

    Such are the aarch64 ones: their CTranslate2 wheel has none, and PyTorch's has. On the CPU it is
    slower than the others: float32, and no quantisation. Its README asks for 1 GB of GPU memory for
    tiny and base, 2 for small, 5 for medium, 10 for large and 6 for turbo.

    It has a process of its own, as importing PyTorch holds the interpreter's lock: half a second
    with its libraries in the system's cache (measured), seconds without, in which no caller would
    be heard.
    """

    def __init__(self, file: Path, device: Device) -> None:
        """Describe the model; nothing is loaded yet.

        Args:
            file: A checkpoint of OpenAI's, such as base.en.pt.
            device: `auto` takes CUDA where PyTorch has it.
        """
        self._file = file
        self._asked_device = device
        self._process: InferenceProcess | None = None
        self._loaded_in = 0
        # Everything here is called in the model's thread; the process speaks asyncio.
        self._runner: asyncio.Runner | None = None
        self.device = ""
        self.english_only = False

    def load(self) -> None:
        """Start the process, and load the checkpoint there.

        Raises:
            WhisperLoadError: If it cannot be loaded.
        """
        self._runner = asyncio.Runner()
        self._process = InferenceProcess("openai-whisper", _prepare)
        try:
            self._run(self._process.start())
            self._load_there(self._process)
        except InferenceUnavailableError as error:
            self.close()
            raise WhisperLoadError(
                f"PyTorch could not be started: {error}. Install it anew."
            ) from error
        except WhisperLoadError:
            self.close()
            raise

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

        Raises:
            InferenceUnavailableError: If the process died; the next call finds a fresh one.
        """
        if self._process is None:
            raise WhisperLoadError("openai-whisper is not loaded")
        if self._loaded_in != self._process.generation:
            self._load_there(self._process)
        return self._run(self._process.call(_transcribe, audio, language, most_tokens))

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            self._run(process.close())
        if self._runner is not None:
            self._runner.close()
            self._runner = None

    def _load_there(self, process: InferenceProcess) -> None:
        loaded = self._run(process.call(_load, str(self._file.resolve()), self._asked_device))
        self._loaded_in = process.generation
        self.device, self.english_only = loaded.device, loaded.english_only

    def _run(self, work: Coroutine[object, object, T]) -> T:
        if self._runner is None:
            raise WhisperLoadError("openai-whisper is not loaded")
        return self._runner.run(work)


# What follows runs in the child.


@dataclass(frozen=True, slots=True)
class _Loaded:
    device: str
    english_only: bool


_model: Whisper | None = None


def _prepare() -> None:
    """Nothing: what fails here would be told as a dead process, and without a reason."""


def _load(file: str, asked_device: Device) -> _Loaded:
    global _model
    import torch
    import whisper

    torch.set_num_threads(model_threads())
    has_cuda = torch.cuda.is_available()
    if asked_device == "cuda" and not has_cuda:
        raise WhisperLoadError("PyTorch finds no CUDA device here. Set the device to cpu.")
    device = "cuda" if has_cuda and asked_device != "cpu" else "cpu"
    try:
        # A path, never one of its names: for a name it would go and fetch.
        _model = whisper.load_model(file, device=device)
    except torch.cuda.OutOfMemoryError as error:
        if asked_device == "cuda":
            raise WhisperLoadError(f"The model does not fit on the GPU: {error}") from None
        device = "cpu"
        _model = whisper.load_model(file, device=device)
    except (RuntimeError, OSError, KeyError, TypeError, pickle.UnpicklingError) as error:
        # Not chained: the parent may not know the class.
        raise WhisperLoadError(
            f"{file} is no checkpoint that openai-whisper can load: {_first_line(error)}"
        ) from None
    name = "the GPU as float16" if device == "cuda" else "the CPU as float32"
    return _Loaded(name, not _model.is_multilingual)


def _transcribe(audio: Waveform, language: str, most_tokens: int) -> list[Segment]:
    import whisper

    if _model is None:
        raise InferenceUnavailableError("openai-whisper is not loaded")
    half = _model.device.type == "cuda"
    mel = whisper.log_mel_spectrogram(
        whisper.pad_or_trim(audio), _model.dims.n_mels, device=_model.device
    )
    options = whisper.DecodingOptions(
        language=(language if _model.is_multilingual else "en") or None,
        temperature=TEMPERATURE,
        beam_size=BEAM_SIZE if BEAM_SIZE > 1 else None,
        sample_len=most_tokens,
        without_timestamps=True,
        fp16=half,
    )
    result = _model.decode(mel.half() if half else mel, options)
    return [Segment(result.text, _known(result.no_speech_prob), _known(result.avg_logprob))]


def _known(figure: float) -> float | None:
    return None if math.isnan(figure) else float(figure)


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
