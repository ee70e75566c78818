from __future__ import annotations

import logging
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

import numpy as np
import onnxruntime

from repartee.engines.audio import Waveform
from repartee.engines.model_threads import model_threads

if TYPE_CHECKING:
    from kokoro_onnx import Kokoro

SAMPLE_RATE = 24_000
"""Of Kokoro's audio, in Hz."""

# What espeak-ng calls the language of a voice, by the first letter of its name.
_ESPEAK_LANGUAGES = {
    "a": "en-us",
    "b": "en-gb",
    "e": "es",
    "f": "fr-fr",
    "h": "hi",
    "i": "it",
    "j": "ja",
    "p": "pt-br",
    "z": "cmn",
}
# A pause counts as so many sounds when words share the time of a clause.
_PAUSE_SOUNDS = 3


class KokoroLoadError(Exception):
    """Kokoro cannot be loaded; the message says what happened, why, and what to do."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A piece of text, spoken."""

    samples: Waveform
    """At 24 kHz, without silence around it; empty if nothing in the text can be said."""
    word_starts: tuple[float, ...]
    """When each word of the text begins, in seconds."""


class KokoroModel:
    """Kokoro-82M on ONNX. It lives in one thread: espeak-ng, which it asks for sounds, is global.

    Measured with random weights of the true shape on two shared cores: 0.37 to 0.61 s of work for
    a second of speech. Its files take 326 MB and 28 MB of voices (int8: 92 MB), and about as much
    memory.
    """

    def __init__(self, model: Path, voices: Path) -> None:
        """Load the model.

        Args:
            model: Such as kokoro-v1.0.onnx.
            voices: Such as voices-v1.0.bin.

        Raises:
            KokoroLoadError: If a file is damaged.
        """
        from kokoro_onnx import Kokoro

        # It warns whenever a number becomes several words.
        logging.getLogger("phonemizer").setLevel(logging.ERROR)
        try:
            self._kokoro: Kokoro = Kokoro.from_session(_session(model), str(voices))
            self.voices = tuple(self._kokoro.get_voices())
        except (OSError, ValueError, BadZipFile) as error:
            raise KokoroLoadError(f"{voices} is damaged ({error}). Fetch it anew.") from error
        # Runtime errors of ONNX have no class of their own that could be named.
        except Exception as error:
            raise KokoroLoadError(
                f"{model} cannot be loaded: {_first_line(error)}. Fetch it anew."
            ) from error

    def speak(self, text: str, voice: str, rate: float) -> Spoken:
        """Speak a piece of text.

        Args:
            text: A sentence or a clause.
            voice: One of `voices`.
            rate: Speaking rate as a factor, 0.5 to 2.0.
        """
        tokenizer = self._kokoro.tokenizer
        sounds = tokenizer.phonemize(text, _ESPEAK_LANGUAGES.get(voice[:1], "en-us"))
        words = text.split()
        if not any(sound.isalpha() for sound in sounds):
            return Spoken(np.zeros(0, np.float32), (0.0,) * len(words))
        samples, _ = self._kokoro.create(sounds, voice, rate, is_phonemes=True)
        samples = np.asarray(samples, np.float32)
        return Spoken(samples, word_starts(words, sounds, len(samples) / SAMPLE_RATE))


def word_starts(words: list[str], sounds: str, secs: float) -> tuple[float, ...]:
    """Estimate when each word of a clause begins, as Kokoro does not tell.

    Each word gets time by its number of sounds, and a mark after it counts for a pause.

    Args:
        words: As they are written.
        sounds: As espeak-ng spells the whole clause.
        secs: How long the clause takes.
    """
    spoken = sounds.split()
    # Numbers become several words, and "of the" one; then letters must do.
    spelled = spoken if len(spoken) == len(words) else words
    lengths = [
        len(sound) + (_PAUSE_SOUNDS if word[-1:] in ",.;:!?…" else 0)
        for word, sound in zip(words, spelled, strict=True)
    ]
    # What comes after the last word is trimmed.
    whole = sum(lengths) - (_PAUSE_SOUNDS if words and words[-1][-1:] in ",.;:!?…" else 0)
    begins = accumulate(lengths[:-1], initial=0)
    return tuple(secs * begin / max(whole, 1) for begin, _ in zip(begins, words, strict=False))


def _session(model: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = model_threads()
    # Threads that spin between two steps of the model would take the cores from everybody else.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    wanted = ("CUDAExecutionProvider", "CPUExecutionProvider")
    there = onnxruntime.get_available_providers()
    providers = [provider for provider in wanted if provider in there]
    return onnxruntime.InferenceSession(str(model), options, providers=providers)


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
