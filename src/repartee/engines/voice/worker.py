"""The voice process: `python -m repartee.engines.voice.worker`; `protocol` tells how to talk to it.

One thread reads requests, so that a cancellation is known while a sentence is being synthesised;
the other synthesises and writes.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import BinaryIO

from repartee.engines.voice import protocol
from repartee.engines.voice.errors import VoiceUnavailableError
from repartee.engines.voice.manner import Manner
from repartee.engines.voice.pieces import Piece, cut
from repartee.engines.voice.protocol import Frame, Kind
from repartee.engines.voice.schedule import Job, neediest
from repartee.engines.voice.shaping import Shaped, Shaper
from repartee.engines.voice.synthesiser import Samples, Synthesiser, load_synthesiser

_WARM_UP = "Hello."


class Worker:
    """Speaks the utterances it is asked for, taking turns between them."""

    def __init__(
        self,
        synthesiser: Synthesiser,
        sample_rate: int,
        write: Callable[[bytes], object],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepare; nothing is spoken before `run`.

        Args:
            synthesiser: What makes the audio.
            sample_rate: The rate to deliver, in Hz.
            write: Sends encoded frames to the server, unbuffered.
            clock: A steady clock, in seconds.
        """
        self._synthesiser = synthesiser
        self._sample_rate = sample_rate
        self._write = write
        self._clock = clock
        # Guards what both threads change: all below it.
        self._changed = threading.Condition()
        self._jobs: dict[int, Job] = {}
        self._asked = False

    def accept(self, frame: Frame) -> None:
        """Take a request; called from the reading thread.

        Args:
            frame: From the server.
        """
        with self._changed:
            job = self._jobs.get(frame.utterance)
            if frame.kind is Kind.SPEAK:
                self._jobs[frame.utterance] = self._job(frame)
            elif job is not None and frame.kind is Kind.CREDIT:
                job.credit += protocol.decode_credit(frame.payload)
            elif job is not None and frame.kind is Kind.CANCEL:
                job.cancelled = True
            self._asked = True
            self._changed.notify()

    def run(self) -> None:
        """Speak for ever."""
        while True:
            while self.step():
                pass
            with self._changed:
                self._changed.wait_for(lambda: self._asked)
                self._asked = False

    def step(self) -> bool:
        """Do one piece of work, if there is any.

        Returns:
            Whether there was.
        """
        with self._changed:
            self._send_all()
            job = neediest(self._jobs.values(), self._clock())
        if job is not None:
            self._work(job)
        return job is not None

    def _work(self, job: Job) -> None:
        """Synthesise one piece of an utterance, sending as it comes."""
        voice = job.manner.voice or self._synthesiser.voices[0].id
        if job.pieces:
            piece = job.pieces.popleft()
            # Silence between sentences is theirs; within one it would be a stumble.
            trim = job.manner.prompt if not job.shaper.delivered_secs else not piece.opens_sentence
            job.shaper.begin_piece(trim=trim)
            turn = _Turn(self, job, piece)
            self._synthesiser.speak(piece.text, voice, job.manner.rate, turn)
        if not job.pieces:
            self.deliver(job, job.shaper.finish())
            job.complete = True

    def deliver(self, job: Job, chunks: list[Shaped]) -> bool:
        """Send chunks as far as the reader has room, and keep the rest.

        Args:
            job: Whose they are.
            chunks: In order.

        Returns:
            Whether anybody still listens.
        """
        with self._changed:
            job.waiting += chunks
            self._send(job)
            return not job.cancelled

    def warm_up(self) -> None:
        """Speak once to nobody: the first sentence pages code and models in."""
        nobody = Job(
            utterance=0,
            manner=Manner(),
            pieces=deque(cut(_WARM_UP, ascii_only=True)),
            shaper=Shaper(self._synthesiser.sample_rate, self._sample_rate, 1.0),
            arrived=0.0,
            credit=0,
        )
        self._work(nobody)

    def _job(self, frame: Frame) -> Job:
        text, manner = protocol.decode_speak(frame.payload)
        voice = manner.voice or self._synthesiser.voices[0].id
        gain = self._synthesiser.gain(voice) * manner.volume
        return Job(
            utterance=frame.utterance,
            manner=manner,
            pieces=deque(cut(text, ascii_only=self._synthesiser.ascii_only)),
            shaper=Shaper(self._synthesiser.sample_rate, self._sample_rate, gain),
            arrived=self._clock(),
        )

    def _send_all(self) -> None:
        for job in list(self._jobs.values()):
            self._send(job)
            if job.over:
                del self._jobs[job.utterance]
                if not job.cancelled:
                    self._write(Frame(Kind.END, job.utterance).encode())

    def _send(self, job: Job) -> None:
        for chunk in job.sendable():
            words = (protocol.encode_word(job.utterance, *word) for word in chunk.words)
            audio = Frame(Kind.AUDIO, job.utterance, chunk.audio).encode()
            self._write(b"".join((*words, audio)))


class _Turn:
    """Takes one piece's audio on its way from the synthesiser to the server."""

    def __init__(self, worker: Worker, job: Job, piece: Piece) -> None:
        self._worker = worker
        self._job = job
        self._piece = piece
        self._last_word = -1

    def word(self, position: int, seconds: float) -> None:
        """Note when a word begins, once for each word."""
        index = self._piece.word_at(position)
        if index > self._last_word:
            self._last_word = index
            self._job.shaper.word(index, seconds)

    def audio(self, samples: Samples) -> bool:
        """Pass audio on; False stops the synthesiser."""
        return self._worker.deliver(self._job, self._job.shaper.audio(samples))


def read_frames(stream: BinaryIO) -> Iterator[Frame]:
    """Read frames until the stream ends.

    Args:
        stream: A blocking stream.
    """
    while len(header := stream.read(protocol.HEADER_SIZE)) == protocol.HEADER_SIZE:
        kind, utterance, length = protocol.decode_header(header)
        yield Frame(kind, utterance, stream.read(length))


def _serve_requests(worker: Worker, requests: BinaryIO) -> None:
    """Hand requests on; the end of them, however it comes, is the end of the process."""
    try:
        for frame in read_frames(requests):
            worker.accept(frame)
    finally:
        os._exit(0)


def _ignore_group_signals() -> None:
    """Outlive the signals that stop the server's whole group: it speaks until it has drained."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def _claim_output() -> Callable[[bytes], None]:
    """Keep stdout for frames alone: what a C library prints goes to stderr."""
    # Buffered, because a raw pipe may take only a part of what it is given.
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def write(data: bytes) -> None:
        try:
            output.write(data)
            output.flush()
        except OSError:
            # The server is gone, and nobody else can hear us.
            os._exit(0)

    return write


def main() -> None:
    """Load a synthesiser, say what was found, then speak until stdin ends."""
    parser = argparse.ArgumentParser(description="Repartee's voice process; not for the terminal.")
    parser.add_argument("--sample-rate", type=int, required=True)
    parser.add_argument("--synthesiser", choices=("auto", "flite", "espeak"), default="auto")
    options = parser.parse_args()
    _ignore_group_signals()
    write = _claim_output()
    try:
        synthesiser = load_synthesiser(options.synthesiser)
    except VoiceUnavailableError as error:
        write(Frame(Kind.ERROR, payload=str(error).encode()).encode())
        return
    worker = Worker(synthesiser, options.sample_rate, write)
    worker.warm_up()
    write(protocol.Ready(synthesiser.name, synthesiser.voices).encode())
    reading = (worker, sys.stdin.buffer)
    threading.Thread(target=_serve_requests, args=reading, daemon=True).start()
    worker.run()


if __name__ == "__main__":
    main()
