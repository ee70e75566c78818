from __future__ import annotations

import pytest

from repartee.conversation.keep import KeepRules, Kept


@pytest.mark.parametrize(
    ("most", "offered"),
    [
        ("nothing", ("nothing",)),
        ("text", ("nothing", "text")),
        ("audio", ("nothing", "text", "audio")),
    ],
)
def test_a_caller_may_choose_what_the_server_keeps_or_less(
    most: Kept, offered: tuple[Kept, ...]
) -> None:
    assert KeepRules(most).offered == offered


@pytest.mark.parametrize(
    ("most", "usual", "asked", "kept"),
    [
        ("audio", "text", "", "text"),
        ("audio", "audio", "", "audio"),
        ("text", "audio", "", "text"),
        ("nothing", "text", "", "nothing"),
        ("audio", "text", "audio", "audio"),
        ("audio", "audio", "nothing", "nothing"),
        # The operator allows less than when the conversation began.
        ("text", "text", "audio", "text"),
        ("audio", "audio", "everything", "nothing"),
    ],
)
def test_never_more_is_kept_than_asked_for_and_allowed(
    most: Kept, usual: Kept, asked: str, kept: Kept
) -> None:
    assert KeepRules(most, usual).resolved(asked) == kept
