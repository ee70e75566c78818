from __future__ import annotations

import hashlib
import random

REPO = "Systran/faster-whisper-tiny"


def git_blob_id(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


def whisper_files(model_bytes: int = 300_000, seed: int = 1) -> dict[str, bytes]:
    """The files of a repository as faster-whisper's are, with noise for weights."""
    noise = random.Random(seed).randbytes(model_bytes)
    return {
        ".gitattributes": b"*.bin filter=lfs\n",
        "README.md": b"# tiny\n",
        "config.json": b'{"alignment_heads": []}',
        "model.bin": noise,
        "tokenizer.json": b'{"model": {}}' * 200,
        "vocabulary.txt": b"a\nb\n",
    }


NEEDED = ("config.json", "model.bin", "tokenizer.json", "vocabulary.txt")
