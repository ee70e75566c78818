from __future__ import annotations


def split_commas(value: object) -> object:
    """Make a list of a variable that names several things.

    Args:
        value: The variable's text, or a list already.
    """
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value
