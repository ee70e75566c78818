"""What Claude Code wants to do, as it is said aloud."""

from __future__ import annotations

from repartee.tools.claude_code.requests import wish_of


def test_a_command_is_read_out_and_a_long_one_is_called_long() -> None:
    assert wish_of("Bash", {"command": "git  push\n origin"}) == "run the command git push origin"
    long = wish_of("Bash", {"command": "echo " + "a " * 200 + "; rm -r /"})
    assert long.startswith("run a long command that begins with")


def test_files_and_other_tools_are_named() -> None:
    assert wish_of("Edit", {"file_path": "/a/b/cart.py"}) == "change the file cart.py"
    assert wish_of("mcp__github__open_issue", {}) == "use github open issue"
