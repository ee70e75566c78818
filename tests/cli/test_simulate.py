from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
import typer
from typer.testing import CliRunner, Result

from repartee.cli.simulate import simulate

app = typer.Typer()
app.command()(simulate)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [*map(str, arguments)])


class Rehearsal:
    """`repartee simulate` in a process of its own."""

    def __init__(self, *arguments: str) -> None:
        command = [sys.executable, "-m", "repartee", "simulate", *arguments]
        self._process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def __enter__(self) -> Rehearsal:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def line(self) -> str:
        assert self._process.stdout
        line = self._process.stdout.readline()
        assert line, self._process.communicate()[1]
        return line

    def told(self) -> dict[str, Any]:
        told = json.loads(self.line())
        assert isinstance(told, dict)
        return told

    def interrupt(self) -> int:
        self._process.send_signal(signal.SIGINT)
        _, complaints = self._process.communicate(timeout=20)
        assert complaints == ""
        return self._process.returncode


def test_programs_are_told_where_everything_is_and_what_is_asked(tmp_path: Path) -> None:
    environment = tmp_path / "cloud.env"
    arguments = ("cerebras", "anthropic", "--json", "--env-file", str(environment))
    with Rehearsal(*arguments, "--delay", "0", "--fault", "cerebras:503*1") as rehearsal:
        begun = rehearsal.told()
        url = begun["vendors"]["cerebras"]["url"]
        assert begun["vendors"]["cerebras"]["faults"] == ["503*1"]
        key = {"Authorization": f"Bearer {begun['environment']['CEREBRAS_API_KEY']}"}
        assert httpx.get(f"{url}/v1/models", headers=key).status_code == 503
        assert httpx.get(f"{url}/v1/models", headers=key).status_code == 200
        first, second = rehearsal.told(), rehearsal.told()
        assert (first["status"], first["fault"], second["status"]) == (503, "503*1", 200)
        assert rehearsal.interrupt() == 0
    lines = environment.read_text().splitlines()
    assert f"CEREBRAS_BASE_URL={url}/v1" in lines
    assert len(lines) == 4


def test_people_see_a_table_and_a_line_for_each_request() -> None:
    with Rehearsal("anthropic", "--delay", "anthropic=0.2", "--fault", "anthropic:slow=0.1") as it:
        shown = ""
        while "Control:" not in shown:
            shown += it.line()
        assert "brain 0.2 s" in shown
        assert "slow=0.1" in shown
        assert "ANTHROPIC_API_KEY=simulated-anthropic" in shown
        url = shown.partition("ANTHROPIC_BASE_URL=")[2].split()[0]
        assert httpx.get(f"{url}/v1/models").status_code == 401
        it.line()
        assert "GET    /v1/models  401" in it.line()
        assert it.interrupt() == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["acme"], "no stand-in for 'acme'"),
        (["openai", "--delay", "fast"], "not a delay"),
        (["openai", "--delay", "acme=1"], "no stand-in for 'acme'"),
        (["openai", "--fault", "openai"], "not a fault"),
        (["anthropic", "--fault", "openai:drop"], "no stand-in for 'openai'"),
        (["anthropic", "--script", "nowhere.yaml"], "cannot be read"),
    ],
)
def test_what_makes_no_sense_is_told_in_a_line(arguments: list[str], said: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert said in result.output


def test_a_port_that_is_taken_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = run("anthropic", "--port", str(taken.getsockname()[1]))
    assert result.exit_code == 1
    assert "in use" in result.output
