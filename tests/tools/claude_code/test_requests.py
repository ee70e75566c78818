"""What Claude Code wants to do, as it is said aloud."""

from __future__ import annotations

from repartee.tools.claude_code.requests import SpokenWish, wish_of


def test_a_command_is_read_out() -> None:
    wish = wish_of("Bash", {"command": "git  push\n origin"})
    assert wish == SpokenWish("run the command git push origin")


def test_a_long_one_is_called_long_and_is_not_heard_whole() -> None:
    wish = wish_of("Bash", {"command": "echo " + "a " * 200 + "; rm -r /"})
    assert wish.words.startswith("run the command, a long one that begins with echo a a")
    assert not wish.is_whole


def test_files_and_other_tools_are_named() -> None:
    assert wish_of("Edit", {"file_path": "/a/b/cart.py"}) == SpokenWish("change the file cart.py")
    assert wish_of("Write", {}) == SpokenWish("write the file without a name")
    assert wish_of("mcp__github__open_issue", {}) == SpokenWish("use github open issue")
