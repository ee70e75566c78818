from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from pipecat.frames.frames import AggregatedTextFrame, Frame, TTSSpeakFrame

# Numbers, symbols and emoji may be spoken otherwise than they are written: a sentence of which
# this much came back was spoken.
_NEARLY_ALL = 0.6


class Kind(StrEnum):
    """What a voice was given."""

    START = "start"
    """The start of an answer."""
    SENTENCE = "sentence"
    """A piece of an answer."""
    SPEECH = "speech"
    """A text of its own, such as a greeting."""
    END = "end"
    """The end of an answer."""
    OTHER = "other"
    """Anything that must keep its place behind what is spoken before it."""


@dataclass
class Entry:
    """One thing a voice was given."""

    kind: Kind
    frame: Frame
    text: str = ""
    spoken: int = 0
    """How many letters and digits of the text came back as spoken."""
    done: bool = False

    @property
    def rest(self) -> str:
        """The text from the first word that was not spoken."""
        return _after(self.text, self.spoken)

    def begin_anew(self) -> None:
        """Be what another voice is given, which says the rest."""
        self.frame = self._of_the_rest()
        self.text, self.spoken = self.rest, 0

    def _of_the_rest(self) -> Frame:
        match self.frame:
            case AggregatedTextFrame(text_type=text_type):
                again = AggregatedTextFrame(self.rest, text_type, raw_text=self.rest)
                if not self.spoken:
                    # Whoever shows captions must not take it for another sentence.
                    again.id = self.frame.id
                return again
            case TTSSpeakFrame() as speech:
                speak = TTSSpeakFrame(self.rest, append_to_context=speech.append_to_context)
                speak.interruptible = speech.interruptible
                return speak
            case frame:
                return frame


class Ledger:
    """What a voice was given, in order, and how much of it was spoken.

    If another voice must take over, the rest tells what it has to say.
    """

    def __init__(self) -> None:
        self._entries: list[Entry] = []

    def give(self, entry: Entry) -> None:
        """Note something that the voice was given.

        Args:
            entry: What.
        """
        self._entries.append(entry)

    def came_back(self, frame: Frame) -> None:
        """Note that the voice passed on a frame that it was given.

        A sentence that comes back is announced, and not spoken yet.

        Args:
            frame: The frame.
        """
        for index, entry in enumerate(self._entries):
            if entry.frame.id == frame.id and not entry.text:
                entry.done = True
                if entry.kind is Kind.END:
                    del self._entries[: index + 1]
                return

    def speak(self, text: str) -> None:
        """Note that text was spoken: a word, or a sentence.

        Args:
            text: As the voice told it.
        """
        letters = _letters(text)
        for entry in self._texts():
            if not letters:
                return
            taken = min(letters, _letters(entry.text) - entry.spoken)
            entry.spoken += taken
            letters -= taken
            entry.done = entry.spoken >= _letters(entry.text)

    def rest(self) -> list[Entry]:
        """What is still to be spoken or passed on, in order."""
        return [entry for entry in self._entries if not entry.done]

    @property
    def has_words_left(self) -> bool:
        """Whether a noticeable part of a text was not spoken yet."""
        return any(each.spoken < _NEARLY_ALL * _letters(each.text) for each in self._texts())

    @property
    def in_answer(self) -> bool:
        """Whether an answer was begun whose end was not given yet."""
        given = [each.kind for each in self._entries if each.kind in {Kind.START, Kind.END}]
        return bool(given) and given[-1] is Kind.START

    @property
    def is_amid_an_answer(self) -> bool:
        """Whether the rest is one of an answer whose start was passed on already."""
        kinds = [each.kind for each in self.rest()]
        return Kind.START not in kinds[:1] and not {Kind.SENTENCE, Kind.END}.isdisjoint(kinds)

    @property
    def has_rest(self) -> bool:
        """Whether any letter of a text was not spoken yet."""
        return any(each.spoken < _letters(each.text) for each in self._texts())

    def interrupt(self) -> None:
        """Forget what an interruption makes void; some things none may drop."""
        self._entries = [each for each in self._entries if not each.frame.interruptible]

    def clear(self) -> None:
        """Forget everything: the caller interrupted, or all was spoken."""
        self._entries.clear()

    def _texts(self) -> Iterator[Entry]:
        return (each for each in self._entries if each.text and not each.done)


def _letters(text: str) -> int:
    return sum(character.isalnum() for character in text)


def _after(text: str, letters: int) -> str:
    """The text behind its first letters and digits, from the next word on."""
    seen = 0
    for index, character in enumerate(text):
        if seen >= letters and (letters == 0 or character.isspace()):
            return text[index:].strip()
        seen += character.isalnum()
    return "" if seen >= letters and letters else text
