from __future__ import annotations

import errno
import os
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from repartee.doctor.address import Holder, judge_address, judge_port, look_at_port
from repartee.doctor.finding import Grade, Setup
from repartee.doctor.machine import machine_checks
from repartee.doctor.network import judge_network, look_at_network, parse_ice_server
from repartee.doctor.resources import (
    judge_disk,
    judge_gpu,
    judge_memory,
    judge_open_files,
    look_at_disk,
    look_at_gpu,
)
from repartee.doctor.software import judge_clock, judge_page, judge_python, judge_synthesiser

GB = 1_000_000_000
GOOD, WARNING, BAD = Grade.GOOD, Grade.WARNING, Grade.BAD
PUBLIC = Setup(host="0.0.0.0", loopback=False, has_token=True)


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


# The address


def test_only_this_machines_own_address_gets_a_microphone() -> None:
    assert judge_address(Setup()).grade is GOOD
    assert "HTTPS" in judge_address(PUBLIC).fix
    stranger = judge_address(Setup(host="0.0.0.0", loopback=False))
    assert stranger.grade is WARNING
    assert "ACCESS_TOKEN" in stranger.fix


def test_https_gets_a_microphone_on_other_addresses_too() -> None:
    served = replace(PUBLIC, https=True)
    assert judge_address(served).grade is GOOD
    assert "own certificate" in judge_address(replace(served, own_certificate=True)).text
    assert judge_address(replace(served, has_token=False)).fix == "Set ACCESS_TOKEN."
    assert "HTTPS=1" in judge_address(PUBLIC).fix


def test_too_few_ports_for_all_calls_are_a_warning() -> None:
    narrow = replace(PUBLIC, udp_ports=4, sessions=8)
    assert "WEBRTC_PORT_RANGE" in judge_network(True, [], narrow).fix
    assert judge_network(True, [], replace(narrow, loopback=True, udp_ports=8)).grade is GOOD


def test_who_holds_the_port_is_named(taken_port: int) -> None:
    finding = look_at_port(Setup(port=taken_port))
    assert finding.grade is BAD
    assert f"process {os.getpid()}" in finding.text
    assert "SERVER_PORT" in finding.fix


def test_a_free_port_is_free() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    assert look_at_port(Setup(port=port)).grade is GOOD
    assert look_at_port(Setup(port=0)).grade is GOOD


def test_another_machines_address_is_refused() -> None:
    finding = look_at_port(Setup(host="192.0.2.1", port=0))
    assert finding.grade is BAD
    assert "no address of this machine" in finding.text


def test_repartee_itself_may_hold_the_port() -> None:
    assert judge_port(Setup(), errno.EADDRINUSE, Holder(7, "python", True)).grade is GOOD
    assert judge_port(Setup(), errno.EADDRINUSE, None).grade is BAD
    assert "1024" in judge_port(Setup(port=80), errno.EACCES, None).fix


# What there is


def test_a_disk_takes_a_model_or_says_how(tmp_path: Path) -> None:
    there = Path("/models")
    assert judge_disk("Models", "MODELS_DIR", there, 9 * GB, True).grade is GOOD
    assert judge_disk("Models", "MODELS_DIR", there, GB, True).grade is WARNING
    assert judge_disk("Models", "MODELS_DIR", there, 1000, True).grade is BAD
    assert "MODELS_DIR" in judge_disk("Models", "MODELS_DIR", there, GB, False).fix
    assert look_at_disk("Models", "MODELS_DIR", tmp_path / "not" / "yet").grade is not BAD
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    assert look_at_disk("Models", "MODELS_DIR", in_the_way / "models").grade is BAD


@pytest.mark.parametrize(("free", "grade"), [(GB // 10, BAD), (GB * 0.8, WARNING), (4 * GB, GOOD)])
def test_the_server_fits_into_memory(free: float, grade: Grade) -> None:
    assert judge_memory(int(free), 8 * GB).grade is grade


def test_open_files_count_with_all_lines_busy() -> None:
    assert judge_open_files(None, 264, 4).grade is GOOD
    assert judge_open_files(4096, 264, 4).grade is GOOD
    low = judge_open_files(1024, 264, 4)
    assert low.grade is WARNING
    assert "ulimit -n 1256" in low.fix


@pytest.mark.parametrize(
    ("listing", "failure", "device", "grade", "says"),
    [
        (None, "", "auto", GOOD, "none"),
        (None, "", "cuda", BAD, "STT_DEVICE=cuda"),
        ("NVIDIA H100, 81559, 80994\n", "", "auto", GOOD, "H100, 85 GB of 86 GB free"),
        ("NVIDIA GB10, [N/A], [N/A]\n", "", "auto", GOOD, "NVIDIA GB10"),
        ("NVIDIA H100, 81559, 80994\n", "", "cpu", WARNING, "idle"),
        ("", "driver/library version mismatch", "auto", WARNING, "mismatch"),
    ],
)
def test_a_gpu_is_seen_and_used(
    listing: str | None, failure: str, device: str, grade: Grade, says: str
) -> None:
    finding = judge_gpu(listing, failure, Setup(stt_device=device))
    assert finding.grade is grade
    assert says in finding.text


@pytest.mark.parametrize(
    ("script", "grade"),
    [
        ("echo 'NVIDIA L4, 23034, 22000'", GOOD),
        ("echo 'NVML: no driver' >&2; exit 9", WARNING),
        ("exit 9", WARNING),
    ],
)
def test_nvidia_smi_is_asked(
    script: str, grade: Grade, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = tmp_path / "nvidia-smi"
    tool.write_text(f"#!/bin/sh\n{script}\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert look_at_gpu(Setup()).grade is grade


# What is installed


def test_what_is_installed_or_how_to_get_it() -> None:
    assert judge_python((3, 11, 7)).grade is GOOD
    assert judge_python((3, 10, 9)).grade is BAD
    assert judge_page(built=True).grade is GOOD
    assert "make client" in judge_page(built=False).fix
    assert judge_synthesiser(flite=True, espeak=False).grade is GOOD
    assert judge_synthesiser(flite=False, espeak=True).grade is GOOD
    assert "apt-get install flite" in judge_synthesiser(flite=False, espeak=False).fix


def test_a_clock_that_is_far_behind_is_noticed() -> None:
    assert judge_clock(now=2_000_000_000, newest_file=1_900_000_000).grade is GOOD
    assert judge_clock(now=0, newest_file=1_900_000_000).grade is BAD


# The way of the sound


@pytest.mark.parametrize(
    ("url", "host", "port", "by_tcp"),
    [
        ("stun:stun.example.com", "stun.example.com", 3478, False),
        ("turn:turn.example.com:99?transport=udp", "turn.example.com", 99, False),
        ("turn:turn.example.com?transport=tcp", "turn.example.com", 3478, True),
        ("turns:turn.example.com", "turn.example.com", 5349, True),
        ("stun:[::1]:5000", "::1", 5000, False),
    ],
)
def test_ice_servers_are_read(url: str, host: str, port: int, by_tcp: bool) -> None:
    server = parse_ice_server(url)
    assert (server.host, server.port, server.by_tcp) == (host, port, by_tcp)


def test_sound_needs_udp_and_the_servers_that_are_configured() -> None:
    assert judge_network(False, [], Setup()).grade is BAD
    assert judge_network(True, [], Setup()).grade is GOOD
    assert judge_network(True, [], PUBLIC).grade is WARNING
    assert judge_network(True, ["stun:x"], PUBLIC).grade is BAD


def test_a_stun_server_is_asked(taken_port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stun:
        stun.bind(("127.0.0.1", 0))
        stun.settimeout(5)

        def answer() -> None:
            request, caller = stun.recvfrom(2048)
            stun.sendto(bytes.fromhex("01010000") + request[4:20], caller)

        thread = threading.Thread(target=answer)
        thread.start()
        url = f"stun:127.0.0.1:{stun.getsockname()[1]}"
        turn = f"turn:127.0.0.1:{taken_port}?transport=tcp"
        assert look_at_network(Setup(ice_servers=(url, turn))).grade is GOOD
        thread.join()


def test_a_silent_one_is_named() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        url = f"turns:127.0.0.1:{listener.getsockname()[1]}"
        finding = look_at_network(Setup(ice_servers=(url,)))
    assert finding.grade is BAD
    assert url in finding.text


def test_every_check_of_a_machine_ends_with_a_finding(tmp_path: Path) -> None:
    setup = Setup(port=0, models_dir=tmp_path, cache_dir=tmp_path)
    for check in machine_checks(setup):
        assert check.look().name == check.name
