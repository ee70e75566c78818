from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
import typer
from pydantic import SecretStr
from typer.testing import CliRunner, Result

from repartee.caller import Transport
from repartee.cli.call import _Transport, call
from repartee.settings import Settings
from tests.caller.support.scripted_agent import Manners
from tests.caller.support.server import agent_app, serving_beside
from tests.caller.support.sounds import join, read_wav, silence, tone, write_wav
from tests.support.server_thread import server_thread

app = typer.Typer()
app.command()(call)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [*map(str, arguments)])


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serving_beside(agent_app(Manners())) as address:
        yield address


@pytest.fixture
def question(tmp_path: Path) -> Path:
    return write_wav(tmp_path / "q.wav", join(silence(0.1), tone(0.3), silence(0.1)))


def test_without_anything_to_say_it_hears_the_greeting_and_hangs_up(url: str) -> None:
    result = run(url)

    assert result.exit_code == 0, result.output
    assert "agent  Hello there." in result.output
    assert "(greeting)" in result.output


def test_each_turn_is_in_the_table_and_the_report(url: str, question: Path, tmp_path: Path) -> None:
    report, heard = tmp_path / "report.json", tmp_path / "heard.wav"
    result = run(url, question, "--json", report, "--save", heard, "--gap", "0")

    assert result.exit_code == 0, result.output
    assert "q.wav" in result.output
    assert "Delay: median" in result.output
    told = json.loads(report.read_text())
    assert told["turns"][1]["answer_text"] == "I heard something spoken."
    assert 0.2 < told["delay"]["median"] < 2
    assert len(read_wav(heard)) > 48_000


@pytest.mark.skipif(not shutil.which("flite"), reason="needs flite")
def test_a_script_is_performed(url: str, tmp_path: Path) -> None:
    script = tmp_path / "call.yaml"
    script.write_text("- say: yes\n- type: hello\n- wait: 0.1\n- hang_up\n")
    result = run(url, "--script", script, "--json", "-")

    assert result.exit_code == 0, result.output
    assert [t["said"] for t in json.loads(result.stdout)["turns"]] == ["", '"yes"', "hello"]


def test_a_turn_without_an_answer_fails(question: Path) -> None:
    with serving_beside(agent_app(Manners(answers=False))) as url:
        result = run(url, question, "--timeout", "0.5")

    assert result.exit_code == 1
    assert "Without an answer: q.wav." in result.output


def test_a_refusal_is_told_in_the_servers_words() -> None:
    with serving_beside(agent_app(Manners(), full=True)) as url:
        result = run(url)

    assert result.exit_code == 3
    assert result.output.strip() == (
        "The server refused (503): All lines are busy. Try again in 7 s."
    )


@pytest.mark.parametrize("transport", ["webrtc", "websocket", "pcm16"])
def test_a_wrong_token_is_told_to_be_wrong(settings: Settings, transport: str) -> None:
    guarded = settings.model_copy(update={"access_token": SecretStr("open sesame")})
    with server_thread(guarded) as server:
        wrong = run(server.url, "--transport", transport, "--token", "guessed")
        missing = run(server.url, "--transport", transport)

    assert (wrong.exit_code, missing.exit_code) == (3, 3)
    assert "The token is wrong" in wrong.output
    assert "This server asks for a token." in missing.output
    assert "--token" in missing.output


@pytest.mark.parametrize("transport", ["webrtc", "websocket", "pcm16"])
def test_a_wrong_invitation_is_told_to_be_wrong(
    settings: Settings, transport: str, tmp_path: Path
) -> None:
    report = tmp_path / "report.json"
    with server_thread(settings) as server:
        run(server.url, "--transport", "pcm16", "--json", report)
        conversation_id = json.loads(report.read_text())["conversation"]["id"]
        wrong = run(server.url, "--transport", transport, "--resume", conversation_id, "guessed")

    assert wrong.exit_code in (1, 3)
    assert "The token is wrong: it is not one of this conversation's." in _one_line(wrong)


def test_over_pcm16_the_words_are_shown_as_they_are_spoken(settings: Settings) -> None:
    with server_thread(settings) as server:
        result = run(server.url, "--transport", "pcm16")

    assert result.exit_code == 0, result.output
    assert "agent  Hello there.\n" in result.output


def test_only_its_own_words_are_printed(tmp_path: Path) -> None:
    """Pipecat greets at its import, and its log tells of every frame."""
    command = [sys.executable, "-m", "repartee", "call", "http://127.0.0.1:9"]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert ended.returncode == 1
    assert ended.stdout.startswith("http://127.0.0.1:9/ cannot be reached")
    assert ended.stderr == ""


def _one_line(result: Result) -> str:
    return " ".join(result.output.split())


def test_a_server_that_is_not_there_is_one_line() -> None:
    result = run("http://127.0.0.1:9")

    assert result.exit_code == 1
    assert "cannot be reached" in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["ftp://somewhere"], "is no web address"),
        (["http://127.0.0.1:9", "gone.wav"], "There is no sound file at gone.wav."),
        (["http://127.0.0.1:9", "--script", "gone.yaml"], "gone.yaml cannot be read"),
        (["http://127.0.0.1:9", "--choice", "voice"], "write key=value"),
        (["http://127.0.0.1:9", "--transport", "pigeon"], "--transport"),
        (["http://127.0.0.1:9", "--save", "gone/heard.wav"], "Cannot save to gone/heard.wav"),
        (["http://127.0.0.1:9", "--json", "gone/report.json"], "Cannot write the report to gone/"),
        (["http://127.0.0.1:9", "--json", "/"], "Cannot write the report to /: Is a directory."),
        (["http://127.0.0.1:9", "--interrupt-after", "-1"], "--interrupt-after"),
    ],
)
def test_bad_arguments_are_one_line(arguments: list[str], complaint: str) -> None:
    result = run(*arguments)

    assert result.exit_code == 2
    assert complaint in " ".join(result.output.split())


def test_every_way_that_there_is_can_be_chosen() -> None:
    assert set(get_args(_Transport)) == {transport.value for transport in Transport}


def test_a_conversation_to_come_back_to_is_asked_for() -> None:
    app = agent_app(Manners())
    with serving_beside(app) as url:
        run(url, "--resume", "c1", "secret", "--name", "Anna", "--leave")

    (asked,) = app.state.started
    assert (asked["conversation_id"], asked["resume_token"]) == ("c1", "secret")
    assert asked["name"] == "Anna"


def test_choices_keep_their_kinds() -> None:
    app = agent_app(Manners())
    with serving_beside(app) as url:
        run(url, "--choice", "greeting=true", "--choice", "voice=slt", "--choice", "n=3")

    assert app.state.started == [{"transport": "webrtc", "greeting": True, "voice": "slt", "n": 3}]


def test_ctrl_c_hangs_up_properly_and_still_saves(url: str, tmp_path: Path) -> None:
    script, heard = tmp_path / "call.yaml", tmp_path / "heard.wav"
    script.write_text("- type: hello\n- wait: 60\n")
    program = "import typer; from repartee.cli.call import call; typer.run(call)"
    arguments = [url, "--script", str(script), "--save", str(heard)]
    command = [sys.executable, "-uc", program, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        answered = any(b"I heard something typed." in line for line in process.stdout)
        process.send_signal(signal.SIGINT)
        output, complaints = process.communicate(timeout=20)

    assert answered
    assert process.returncode == 130
    assert b"Traceback" not in complaints
    assert b"(greeting)" in output
    assert len(read_wav(heard)) > 0
