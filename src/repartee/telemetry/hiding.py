"""Takes secrets out of what people may read: logs, tracebacks, answers, findings."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import quote, quote_plus

from pydantic import SecretStr

from repartee.settings import Settings

HIDDEN = "********"
_SHORTEST_SECRET = 4
"""In characters; shorter ones would take words out."""
_SHORTEST_ENCODED = 8
"""In characters; what is left of a shorter one in base64 is found by chance."""
_SHORTEST_CUT = 12
"""In characters; a shorter beginning of a secret may be a common word."""
# `https://user:password@host`
_USER_INFO = re.compile(r"(?<=://)[^/@\s]+@")

Hide = Callable[[str], str]


def secrets_of(settings: Settings) -> list[str]:
    """Every secret that is set.

    Args:
        settings: All of them.
    """
    values = (getattr(settings, name) for name in type(settings).model_fields)
    secrets = (each.get_secret_value() for each in values if isinstance(each, SecretStr))
    return [each for each in secrets if each]


def hider(secrets: Iterable[str]) -> Hide:
    """Make what takes secrets out of a text.

    Vendors repeat the key that they reject, libraries the header that they cannot send, and both
    may be quoted, encoded, or cut off in the middle.

    Args:
        secrets: Keys, tokens, passwords; very short ones are left.

    Returns:
        A function of a text; it takes passwords out of addresses, too.
    """
    hide = known_hider(secrets)
    return lambda text: _USER_INFO.sub(f"{HIDDEN}@", hide(text))


def known_hider(secrets: Iterable[str], shortest: int = _SHORTEST_SECRET) -> Hide:
    """Make what takes secrets out of a text, as `hider` does, and nothing else.

    Args:
        secrets: Keys, tokens, passwords.
        shortest: In characters; shorter ones are left.
    """
    known = {each.strip() for each in secrets}
    forms = {form for each in known if len(each) >= shortest for form in _forms(each)}
    # The longest first: one secret may begin like another.
    ordered = sorted(forms, key=len, reverse=True)
    pattern = re.compile("|".join(map(_pattern, ordered)))
    # Far faster to look for than the pattern, and a log at TRACE has thousands of lines a second.
    signs = {_sign(form) for form in ordered}

    def hide(text: str) -> str:
        if any(sign in text for sign in signs):
            text = pattern.sub(HIDDEN, text)
        return text

    return hide


def _forms(secret: str) -> Iterator[str]:
    """A secret as it is, and as others may write it."""
    yield secret
    for quoted in (quote(secret), quote(secret, safe=""), quote_plus(secret)):
        yield quoted
        yield quoted.lower()
    yield from (ascii(secret)[1:-1], repr(secret.encode())[2:-1], json.dumps(secret)[1:-1])
    if len(secret) >= _SHORTEST_ENCODED:
        yield from _in_base64(secret.encode())


def _in_base64(secret: bytes) -> Iterator[str]:
    """What is the same wherever in a longer text the secret stands."""
    for before in range(3):
        padded = bytes(before) + secret
        whole = base64.b64encode(padded[: len(padded) - len(padded) % 3]).decode()
        core = whole[4:] if before else whole
        yield core
        yield core.translate(str.maketrans("+/", "-_"))


def _pattern(form: str) -> str:
    """Matches a form, or its beginning: a message may be cut off within it."""
    parts = [_written(each) for each in form]
    sure = _sure(form)
    return "".join(parts[:sure]) + "".join(f"(?:{each})?" for each in parts[sure:])


def _written(character: str) -> str:
    """A character within quotes within quotes, each of which may double its backslashes."""
    match character:
        case "\\":
            return r"\\+"
        case "'" | '"':
            return rf"\\*{character}"
        case _:
            return re.escape(character)


def _sure(form: str) -> int:
    """How many characters of a form betray it."""
    return min(len(form), max(_SHORTEST_CUT, len(form) // 2))


def _sign(form: str) -> str:
    """What every text has that holds a form or its beginning; perhaps nothing."""
    return re.split(r"[\\'\"]", form[: _sure(form)])[0]
