from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path


def doctor(tmp_path: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    kept = {key: os.environ[key] for key in ("PATH", "PYTHONPATH") if key in os.environ}
    own = {"MODELS_DIR": str(tmp_path), "CACHE_DIR": str(tmp_path), "SERVER_PORT": "0"}
    return subprocess.run(
        [sys.executable, "-m", "repartee", "doctor", *arguments],
        env={**kept, "HOME": str(tmp_path), **own, **env},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_it_works_when_nothing_is_configured(tmp_path: Path) -> None:
    ran = doctor(tmp_path)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    for name in ("Ears", "Brain", "Voice", "Address", "Port", "Sound", "Memory", "Python"):
        assert any(line.split()[1] == name for line in ran.stdout.splitlines()), name
    assert "+  The brain knows a list of phrases alone." in ran.stdout
    assert ran.stderr == ""


def test_what_is_wrong_says_what_to_do_and_fails(tmp_path: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = str(listener.getsockname()[1])
        ran = doctor(tmp_path, SERVER_PORT=port)
        told = doctor(tmp_path, "--json", SERVER_PORT=port)
    assert ran.returncode == 1
    (line,) = [line for line in ran.stdout.splitlines() if line.startswith("✗")]
    assert f"127.0.0.1:{port} is taken by" in line
    assert "→ Stop that, or set SERVER_PORT to another." in line
    assert told.returncode == 1
    report = json.loads(told.stdout)
    assert report["healthy"] is False
    assert [each["name"] for each in report["findings"] if each["grade"] == "bad"] == ["Port"]


def test_settings_that_cannot_be_read_are_a_finding(tmp_path: Path) -> None:
    ran = doctor(tmp_path, MAX_SESSIONS="many")
    assert ran.returncode == 1
    assert "✗  Settings" in ran.stdout
    assert "MAX_SESSIONS" in ran.stdout
    assert "Memory" in ran.stdout


def test_no_key_is_ever_printed(tmp_path: Path) -> None:
    keys = {
        f"{vendor}_API_KEY": f"sk-canary-{vendor}"
        for vendor in ("ANTHROPIC", "CARTESIA", "CEREBRAS", "ELEVENLABS", "OPENAI", "GROQ")
    }
    # Nobody listens there, so each check fails at once.
    addresses = {key.replace("_API_KEY", "_BASE_URL"): "http://127.0.0.1:9" for key in keys}
    secrets = {
        "ACCESS_TOKEN": "tok-canary",
        "HF_TOKEN": "hf-canary",
        "ICE_CREDENTIAL": "ice-canary",
    }
    ran = doctor(tmp_path, STACK="cloud", **keys, **addresses, **secrets)
    assert ran.returncode == 1
    assert "canary" not in ran.stdout + ran.stderr
    assert "Traceback" not in ran.stdout + ran.stderr
