#!/usr/bin/env python3
"""An executable that speaks Claude Code's stream format, and does what its instructions say.

Words of an instruction are its script: `ask COMMAND` asks for a permission, `work` uses a tool,
`slow` waits until it is stopped, `hang` falls silent, `crash` exits with an error, `fail` ends
with an error result. $SCRIPT_FIRST is such a line, done before each instruction; with
$SCRIPT_SECS, it works that long before. It keeps no files but a log of how it was started and told,
in $SCRIPT_LOG.
"""

from __future__ import annotations

import json
import os
import sys
import time
import uuid
from collections.abc import Mapping
from pathlib import Path

Json = Mapping[str, object]


def send(message: Json) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def receive() -> dict[str, object]:
    line = sys.stdin.readline()
    if not line:
        sys.exit(0)
    message = json.loads(line)
    assert isinstance(message, dict)
    return message


def note(**facts: object) -> None:
    path = os.environ.get("SCRIPT_LOG")
    if path:
        with Path(path).open("a") as log:
            log.write(json.dumps(facts) + "\n")


class Claude:
    def __init__(self) -> None:
        arguments = sys.argv
        resumed = next((each[9:] for each in arguments if each.startswith("--resume=")), "")
        self.session = resumed or str(uuid.uuid4())
        secret = os.environ.get("ACCESS_TOKEN", "")
        note(started=str(Path.cwd()), resumed=resumed, secret=secret, arguments=arguments[1:])

    def run(self) -> None:
        while True:
            message = receive()
            if message["type"] == "control_request":
                send(_done(str(message["request_id"]), {"commands": []}))
            elif message["type"] == "user":
                content = message["message"]
                assert isinstance(content, dict)
                self.answer(str(content["content"]))

    def answer(self, text: str) -> None:
        note(told=text)
        init = {"session_id": self.session, "claude_code_version": "2.1.250"}
        send({"type": "system", "subtype": "init", "cwd": str(Path.cwd()), **init})
        outcome = f"I did this: {text}.\n\n```\nthe whole output\n```"
        for _ in range(int(os.environ.get("SCRIPT_SECS", "0"))):
            self.use("Bash", {"command": "ls"})
            time.sleep(1)
        for line in [*filter(None, [os.environ.get("SCRIPT_FIRST")]), *text.split(";")]:
            outcome = self.do(*line.strip().split(" ", 1)) or outcome
        self.finish(outcome)

    def do(self, verb: str, rest: str = "") -> str:
        match verb:
            case "work":
                self.use("Bash", {"command": rest or "ls"})
            case "ask":
                return self.ask("Bash", {"command": rest})
            case "write":
                return self.ask("Write", {"file_path": rest, "content": "hello"})
            case "slow":
                self.use("Grep", {"pattern": "slow"})
                receive()
            case "hang":
                time.sleep(3600)
            case "crash":
                sys.stderr.write("it crashed\n")
                sys.exit(3)
            case "fail":
                self.finish("", error="error_max_turns")
        return ""

    def ask(self, tool: str, arguments: Json) -> str:
        self.use(tool, arguments)
        request = {"subtype": "can_use_tool", "tool_name": tool, "input": arguments}
        request_id = str(uuid.uuid4())
        send({"type": "control_request", "request_id": request_id, "request": request})
        while True:
            reply = receive()
            if reply["type"] == "control_response":
                break
        note(decided=reply["response"])
        response = reply["response"]
        assert isinstance(response, dict)
        allowed = response.get("response", {}).get("behavior") == "allow"
        return "It was allowed." if allowed else "It was not allowed."

    def use(self, tool: str, arguments: Json) -> None:
        block = {"type": "tool_use", "id": "toolu_1", "name": tool, "input": arguments}
        message = {"role": "assistant", "model": "scripted", "content": [block]}
        send({"type": "assistant", "session_id": self.session, "message": message})

    def finish(self, result: str, error: str = "") -> None:
        send(
            {
                "type": "result",
                "subtype": error or "success",
                "duration_ms": 1,
                "duration_api_ms": 1,
                "is_error": bool(error),
                "num_turns": 1,
                "session_id": self.session,
                "total_cost_usd": 0.01,
                "result": result,
            }
        )


def _done(request_id: str, response: Json) -> Json:
    payload = {"subtype": "success", "request_id": request_id, "response": response}
    return {"type": "control_response", "response": payload}


if __name__ == "__main__":
    Claude().run()
