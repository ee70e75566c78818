"""Results of a size that a brain can take in, and a caller can bear."""

from __future__ import annotations

import json
from collections.abc import Mapping

from pydantic import JsonValue

from repartee.tools.answer import Answer

_CUT = " … (cut)"
_ALWAYS_KEPT = ("say", "ok")


def fitted(answer: Answer, longest: int) -> Answer:
    """Cut an answer to size: long texts first, then whatever is biggest goes.

    Args:
        answer: As the tool gave it.
        longest: Characters of JSON it may take.

    Returns:
        The same answer if it fits; else a smaller one, with `cut` set. It keeps `say` and `ok`.
    """
    if size_of(answer) <= longest:
        return answer
    room_for_text = max(longest // 3, 1)  # escaped, a text takes up to twice its length
    kept: dict[str, JsonValue] = {
        key: _shortened(value, room_for_text) for key, value in answer.items()
    }
    kept["cut"] = True
    while size_of(kept) > longest and (biggest := _biggest(kept)) is not None:
        del kept[biggest]
    return kept


def size_of(value: object) -> int:
    """How many characters of JSON a value takes."""
    return len(json.dumps(value, ensure_ascii=False, default=str))


def _shortened(value: JsonValue, longest: int) -> JsonValue:
    if not isinstance(value, str) or len(value) <= longest:
        return value
    return value[:longest].rsplit(" ", 1)[0] + _CUT


def _biggest(answer: Mapping[str, JsonValue]) -> str | None:
    removable = [key for key in answer if key not in (*_ALWAYS_KEPT, "cut")]
    return max(removable, key=lambda key: size_of(answer[key]), default=None)
