"""Buttons: what a client may ask of a desk without words."""

from __future__ import annotations

from repartee.tools.errands.desk import Desk


def obey(desk: Desk, wish: str) -> None:
    """Do what a button says; an unknown wish does nothing.

    Args:
        desk: Whose button it is.
        wish: `pause`, `resume` or `reset`.

    Raises:
        Refusal: If there is nothing to pause or resume.
    """
    match wish:
        case "pause":
            desk.pause()
        case "resume":
            desk.resume()
        case "reset":
            desk.reset()
