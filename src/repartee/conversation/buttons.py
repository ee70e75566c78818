"""Buttons of tools: who obeys which."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from pydantic import JsonValue, TypeAdapter, ValidationError

from repartee.tools.answer import Refusal
from repartee.tools.host import Wish

_WISH: TypeAdapter[dict[str, JsonValue]] = TypeAdapter(dict[str, JsonValue])


class Buttons:
    """The buttons of one conversation."""

    def __init__(self) -> None:
        self._obeying: dict[str, Callable[[Wish], None]] = {}

    def add(self, desk: str, obey: Callable[[Wish], None]) -> None:
        """Let a tool have buttons.

        Args:
            desk: Which one, as clients call it.
            obey: Called with what a client sent.
        """
        self._obeying[desk] = obey

    def obey(self, wish: object) -> None:
        """Do what a client sent, if it makes sense now; it may be anything."""
        try:
            checked = _WISH.validate_python(wish)
        except ValidationError:
            return
        obey = self._obeying.get(str(checked.get("desk")))
        if obey is not None:
            # A button that came too late; the client was told of the state it is too late for.
            with contextlib.suppress(Refusal):
                obey(checked)
