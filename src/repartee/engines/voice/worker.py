"""The voice process: speaks what its parent asks for, each caller's piece in turn.

Started as `python -m repartee.engines.voice.worker`; it ends when its standard input does.
"""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
from collections import OrderedDict, deque
from typing import BinaryIO

import numpy as np
import soxr

from repartee.engines.voice.espeak import Espeak
from repartee.engines.voice.flite import Flite
from repartee.engines.voice.loudness import louder
from repartee.engines.voice.pieces import pieces
from repartee.engines.voice.synthesiser import Samples, Synthesiser, SynthesiserMissingError
from repartee.engines.voice.wire import (
    CHUNK_BYTES,
    HEADER,
    MISSING_EXIT,
    SAMPLE_RATE,
    Kind,
    Message,
    Ready,
    SpeakRequest,
)


class _Job:
    """One request on its way: what is left to speak, and audio not yet a full chunk."""

    def __init__(self, number: int, request: SpeakRequest, engine_rate: int) -> None:
        self.number = number
        self.request = request
        self.pieces = deque(pieces(request.text))
        self.rest = b""
        self._resampler = soxr.ResampleStream(
            engine_rate, SAMPLE_RATE, 1, dtype="int16", quality="HQ"
        )

    def resampled(self, samples: Samples, *, last: bool) -> bytes:
        audio = self._resampler.resample_chunk(samples, last=last)
        return louder(audio, self.request.volume).tobytes()


class VoiceWorker:
    """Speaks requests piece by piece, one piece of each in turn, so none waits for another's end.

    A reader thread takes messages in while the main thread speaks, so that a cancelled request
    stops within one 20 ms chunk.
    """

    def __init__(self, synthesiser: Synthesiser, source: BinaryIO, sink: BinaryIO) -> None:
        self._synthesiser = synthesiser
        self._source = source
        self._sink = sink
        self._incoming: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._cancelled: set[int] = set()
        self._jobs: OrderedDict[int, _Job] = OrderedDict()

    def run(self) -> None:
        """Work until the parent is gone."""
        self._warm_up()
        self._send(
            Message(
                Kind.READY, 0, Ready(self._synthesiser.name, self._synthesiser.voices).encoded()
            )
        )
        threading.Thread(target=self._read, daemon=True).start()
        while self._take_in():
            self._speak_next_piece()

    def _warm_up(self) -> None:
        self._synthesiser.speak("hello", "", 1.0, lambda _samples: True)

    def _read(self) -> None:
        while True:
            header = self._source.read(HEADER.size)
            if len(header) < HEADER.size:
                # Nobody is left to speak to; whatever is being said need not be finished.
                os._exit(0)
            kind, number, length = HEADER.unpack(header)
            payload = self._source.read(length)
            if kind == Kind.CANCEL:
                self._cancelled.add(number)
            self._incoming.put(Message(Kind(kind), number, payload))

    def _take_in(self) -> bool:
        while True:
            try:
                message = self._incoming.get(block=not self._jobs)
            except queue.Empty:
                return True
            if message is None:
                return False
            if message.kind == Kind.SPEAK:
                request = SpeakRequest.decoded(message.payload)
                rate = self._synthesiser.sample_rate
                self._jobs[message.request] = _Job(message.request, request, rate)
            elif message.kind == Kind.CANCEL:
                self._jobs.pop(message.request, None)
                self._cancelled.discard(message.request)

    def _speak_next_piece(self) -> None:
        number, job = self._jobs.popitem(last=False)
        if not job.pieces:
            self._end(job)
            return
        piece = job.pieces.popleft()
        request = job.request

        def emit(samples: Samples) -> bool:
            self._send_audio(job, job.resampled(samples, last=False))
            return number not in self._cancelled

        self._synthesiser.speak(piece, request.voice, request.rate, emit)
        if number not in self._cancelled:
            self._jobs[number] = job

    def _end(self, job: _Job) -> None:
        tail = job.resampled(np.empty(0, np.int16), last=True)
        self._send_audio(job, tail)
        if job.rest:
            padded = job.rest.ljust(CHUNK_BYTES, b"\0")
            self._send(Message(Kind.AUDIO, job.number, padded))
        self._send(Message(Kind.END, job.number))

    def _send_audio(self, job: _Job, audio: bytes) -> None:
        audio = job.rest + audio
        whole = len(audio) - len(audio) % CHUNK_BYTES
        for at in range(0, whole, CHUNK_BYTES):
            self._send(Message(Kind.AUDIO, job.number, audio[at : at + CHUNK_BYTES]))
        job.rest = audio[whole:]

    def _send(self, message: Message) -> None:
        self._sink.write(message.encoded())
        self._sink.flush()


def find_synthesiser() -> Synthesiser:
    """Load the best synthesiser that is installed.

    Returns:
        flite where its library is installed, else espeak-ng.

    Raises:
        SynthesiserMissingError: If there is neither.
    """
    reasons = []
    for synthesiser in (Flite, Espeak):
        try:
            return synthesiser()
        except SynthesiserMissingError as error:
            reasons.append(str(error))
    raise SynthesiserMissingError(
        f"No voice is installed ({'; '.join(reasons)}). "
        "Install flite (Debian: apt-get install flite) or: pip install 'repartee[espeak]'"
    )


def main() -> None:
    """Run the voice process."""
    # Ctrl-C reaches the whole process group; the parent alone decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sink = os.fdopen(os.dup(1), "wb")
    # Whatever a C library prints must not end up among the messages.
    os.dup2(2, 1)
    try:
        synthesiser = find_synthesiser()
    except SynthesiserMissingError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(MISSING_EXIT)
    VoiceWorker(synthesiser, sys.stdin.buffer, sink).run()


if __name__ == "__main__":
    main()
