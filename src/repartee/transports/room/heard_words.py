"""How much of what the agent says has been heard: pure."""

from __future__ import annotations

from dataclasses import dataclass

_LETTERS_PER_SEC = 14.0
"""How fast English is spoken, until the voice at hand has been timed."""
_LEAST_TIMED_SECS = 1.0
_PAUSES = {",": 3, ";": 4, ":": 4, ".": 5, "!": 5, "?": 5, "…": 5, "–": 3, "—": 3}
"""How long voices pause after a mark, in letters."""
_MOST_SILENT = 100


@dataclass(slots=True)
class _Sentence:
    """A piece of text on its way to the caller, with the sound that came of it."""

    text: str
    context_id: str
    came_secs: float = 0.0
    silent_secs: float = 0.0
    """Before its first sound."""
    speech_ends: float = 0.0
    """Behind its last sound that is not silence; in seconds of what came."""
    is_whole: bool = False
    played_before: float | None = None
    """What had been played of everything when it began to be played; None until then."""


class HeardWords:
    """Follows sentences whose voice tells no times of words, from their coming to their end.

        comes   |  ┌silence┬────speech────┬silence┐ |  faster than it is played
        plays   |  └───────────▲ now
                   what was heard: so much of the speech, in words

    Sound is counted in seconds where it comes in, and again where it is handed out. A sentence that
    is not whole when it is cut is taken to be as long as the voice's pace makes it.
    """

    def __init__(self) -> None:
        """Begin in silence."""
        self._coming: _Sentence | None = None
        self._sentences: dict[int, _Sentence] = {}
        self._playing: int | None = None
        self._played_secs = 0.0
        self._silent: list[str] = []
        """Contexts whose words are not to be kept."""
        self._letters_per_sec = _LETTERS_PER_SEC

    # Where sound comes in

    @property
    def awaits_sound(self) -> bool:
        """Whether it matters what comes."""
        return self._coming is not None

    def announced(self, sentence_id: int, text: str, context_id: str) -> None:
        """A sentence is going to be spoken; what comes next is its sound."""
        self._coming = self._sentences[sentence_id] = _Sentence(text, context_id)

    def not_kept(self, context_id: str) -> None:
        """What is spoken in this context shall not be remembered."""
        self._silent = [*self._silent[-_MOST_SILENT:], context_id]

    def came(self, secs: float, *, loud: bool) -> None:
        """Sound came in.

        Args:
            secs: How long it is.
            loud: Whether anything can be heard of it.
        """
        coming = self._coming
        if coming is None:
            return
        if not loud and not coming.speech_ends:
            coming.silent_secs += secs
        coming.came_secs += secs
        if loud:
            coming.speech_ends = coming.came_secs

    def came_whole(self, sentence_id: int) -> None:
        """All sound of a sentence came in."""
        sentence = self._sentences.get(sentence_id)
        if sentence is None:
            return
        sentence.is_whole = True
        speech = sentence.speech_ends - sentence.silent_secs
        if speech >= _LEAST_TIMED_SECS:
            self._letters_per_sec = _length(sentence.text) / speech
        if self._coming is sentence:
            self._coming = None

    # Where it is handed out

    def begins(self, sentence_id: int) -> None:
        """A sentence is played next."""
        if sentence_id in self._sentences:
            self._sentences[sentence_id].played_before = self._played_secs
            self._playing = sentence_id

    def played(self, secs: float) -> None:
        """Sound was handed out."""
        self._played_secs += secs

    def ends(self, sentence_id: int) -> None:
        """A sentence was handed out to its end, and is kept as it is."""
        self._sentences.pop(sentence_id, None)
        if self._playing == sentence_id:
            self._playing = None

    def cut(self, unheard_secs: float) -> str:
        """The agent is interrupted: nothing that came is played any more.

        Args:
            unheard_secs: How much of what was handed out is taken back.

        Returns:
            What was heard of the sentence that was being played; empty for nothing.
        """
        playing = self._sentences.get(self._playing) if self._playing is not None else None
        self._sentences.clear()
        self._coming = self._playing = None
        if playing is None or playing.played_before is None or playing.context_id in self._silent:
            return ""
        heard_secs = self._played_secs - playing.played_before - unheard_secs
        return words_within(playing.text, self._share(playing, heard_secs))

    def _share(self, sentence: _Sentence, heard_secs: float) -> float:
        speech = sentence.speech_ends - sentence.silent_secs
        if not sentence.is_whole:
            speech = max(speech, _length(sentence.text) / self._letters_per_sec)
        return (heard_secs - sentence.silent_secs) / speech if speech > 0 else 0.0


def words_within(text: str, share: float) -> str:
    """The words of a text that were heard.

    Args:
        text: A sentence.
        share: How much of its speech was heard, 0 to 1.

    Returns:
        The words of which more than half was heard, as they are written.
    """
    most = share * _length(text)
    spoken, kept = 0.0, 0
    position = 0
    for word in text.split():
        position = text.index(word, position) + len(word)
        if most <= spoken + _length(word) / 2:
            break
        spoken += _length(word) + _pause(word) + 1
        kept = position
    return text[:kept].strip()


def _length(text: str) -> float:
    """How long a text is to speak, in letters; the pause behind its end is none."""
    words = text.split()
    letters = sum(_letters(word) for word in words)
    return letters + sum(_pause(word) + 1 for word in words[:-1])


def _letters(word: str) -> int:
    # A figure is a word: "27" takes as long as eleven letters.
    return sum(5 if each.isdigit() else each.isalnum() for each in word)


def _pause(word: str) -> int:
    return _PAUSES.get(word[-1:], 0)
