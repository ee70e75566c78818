from __future__ import annotations

from pathlib import Path

import torch
from whisper.tokenizer import get_tokenizer

from tests.support.tiny_models.whisper_script import Script
from tests.support.tiny_models.whisper_weights import (
    AUDIO_CONTEXT,
    MELS,
    STATE,
    TEXT_CONTEXT,
    random_weights,
    scripted_weights,
)

_VOCABULARY = 51_864
_DIMENSIONS = {
    "n_mels": MELS,
    "n_audio_ctx": AUDIO_CONTEXT,
    "n_audio_state": STATE,
    "n_audio_head": 1,
    "n_audio_layer": 1,
    "n_vocab": _VOCABULARY,
    "n_text_ctx": TEXT_CONTEXT,
    "n_text_state": STATE,
    "n_text_head": 1,
    "n_text_layer": 1,
}


def make_openai_whisper(path: Path, script: Script | None) -> Path:
    """Make an English checkpoint that openai-whisper loads: 7 MB, in 50 ms.

    Args:
        path: The file to write.
        script: What it says; None for random weights.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    tokenizer = get_tokenizer(multilingual=False)
    if script is None:
        weights = random_weights(_VOCABULARY)
    else:
        words = [tokenizer.encode(f" {word}")[0] for word in script.words.split()]
        steps = script.steps(words, tokenizer.eot, tokenizer.no_speech)
        weights = scripted_weights(_VOCABULARY, steps)
    state = {name: torch.from_numpy(tensor) for name, tensor in weights.items()}
    torch.save({"dims": _DIMENSIONS, "model_state_dict": state}, path)
    return path
