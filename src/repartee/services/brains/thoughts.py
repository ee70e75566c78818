from __future__ import annotations

_OPENS = "<think>"
_CLOSES = "</think>"


class ThoughtFilter:
    """Leaves a model's thoughts out of a stream of text.

    Some open models write what they think into their answer, between `<think>` and `</think>`; it
    must not be spoken.
    """

    def __init__(self) -> None:
        self._held = ""
        """The end of what came, where it may be the beginning of a mark."""
        self._thinking = False

    def feed(self, text: str) -> str:
        """Take the next piece.

        Args:
            text: As the model wrote it.

        Returns:
            What may be spoken of it.
        """
        text, self._held = self._held + text, ""
        spoken: list[str] = []
        while text:
            mark = _CLOSES if self._thinking else _OPENS
            before, found, rest = text.partition(mark)
            if found:
                spoken.append("" if self._thinking else before)
                self._thinking = not self._thinking
                text = rest
                continue
            keep = _length_of_start(text, mark)
            self._held = text[len(text) - keep :]
            spoken.append("" if self._thinking else text[: len(text) - keep])
            break
        return "".join(spoken)

    def end(self) -> str:
        """What was held back, and turned out to be no mark."""
        held, self._held = self._held, ""
        return "" if self._thinking else held


def _length_of_start(text: str, mark: str) -> int:
    """How many of the last characters may be the first ones of a mark."""
    lengths = range(min(len(text), len(mark) - 1), 0, -1)
    return next((n for n in lengths if mark.startswith(text[-n:])), 0)
