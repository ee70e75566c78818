from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from repartee.caller.arrivals import ArrivalClock
from repartee.caller.audio_format import SAMPLE_RATE, Samples
from repartee.caller.heard_file import HeardFile
from repartee.caller.speech_edges import SampleSpan, SpeechDetector
from repartee.caller.turn_log import Span

_KEPT_SAMPLES = 300 * SAMPLE_RATE


@dataclass(frozen=True, slots=True)
class _Piece:
    position: int
    samples: Samples


class Loudspeaker:
    """Hears the agent: keeps its sound, finds its speech, and knows when each sample came.

    A place in the sound is counted in samples at 48 kHz from the first one heard, after the
    sender's clock: what was lost or never sent counts as silence.

    Args:
        arrivals: When each sample came, noted as packets come in.
        on_sound: Called when speech begins; whoever waits for more looks by itself now and then.
        keep_audio: Whether `audio` is wanted; without it a caller takes no memory to speak of.
    """

    def __init__(
        self,
        arrivals: ArrivalClock,
        on_sound: Callable[[], None] = lambda: None,
        *,
        keep_audio: bool = True,
    ) -> None:
        self.spans: list[Span] = []
        """Stretches of agent speech, in monotonic seconds; the last one may still grow."""
        self.arrivals = arrivals
        """When each sample came."""
        self._file: HeardFile | None = None
        self._on_sound = on_sound
        self._keep_audio = keep_audio
        self._detector = SpeechDetector()
        self._pieces: deque[_Piece] = deque()
        self._end = 0

    @property
    def heard_seconds(self) -> float:
        """How much has been heard, gaps included."""
        return self._end / SAMPLE_RATE

    def save_to(self, file: HeardFile) -> None:
        """Save all that is heard from here on."""
        self._file = file

    def hear(self, position: int, samples: Samples) -> None:
        """Take in sound that begins at this place in the stream."""
        if position > self._end:
            self._hear_nothing(position - self._end)
        self._hear(samples)
        known = len(self.spans)
        self._translate_spans()
        if len(self.spans) > known:
            self._on_sound()

    def audio(self, span: Span, margin_seconds: float = 0.2) -> Samples:
        """The sound of a stretch of speech with a little around it, gaps as silence.

        Five minutes are kept; what is older is left out.
        """
        margin = round(margin_seconds * SAMPLE_RATE)
        first = max(0, span.samples.first - margin)
        last = min(self._end, span.samples.last + margin + 1)
        sound = np.zeros(max(0, last - first), np.int16)
        for piece in self._pieces:
            _paste(piece, sound, first)
        return sound

    def _hear_nothing(self, count: int) -> None:
        self._detector.skip(count)
        self._end += count
        if self._file:
            self._file.write_silence(count)

    def _hear(self, samples: Samples) -> None:
        self._detector.feed(samples)
        if self._keep_audio:
            self._keep(samples)
        self._end += len(samples)
        if self._file:
            self._file.write(samples)

    def _keep(self, samples: Samples) -> None:
        self._pieces.append(_Piece(self._end, samples))
        while self._pieces[0].position < self._end - _KEPT_SAMPLES:
            self._pieces.popleft()

    def _translate_spans(self) -> None:
        found = self._detector.spans
        for heard in found[max(0, len(self.spans) - 1) :]:
            self._translate(heard)

    def _translate(self, heard: SampleSpan) -> None:
        if not self.spans or self.spans[-1].samples.first != heard.first:
            began = self.arrivals.at(heard.first)
            self.spans.append(Span(began, self.arrivals.at(heard.last), heard))
        elif self.spans[-1].samples != heard:
            began = self.spans[-1].began
            self.spans[-1] = Span(began, self.arrivals.at(heard.last), heard)


def _paste(piece: _Piece, sound: Samples, first: int) -> None:
    start = piece.position - first
    begin, end = max(0, start), min(len(sound), start + len(piece.samples))
    if begin < end:
        sound[begin:end] = piece.samples[begin - start : end - start]
