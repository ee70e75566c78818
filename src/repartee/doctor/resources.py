"""What this machine has: disk, memory, open files, GPU."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from pathlib import Path

import psutil

from repartee.doctor.finding import Finding, Setup, bad, good, warning
from repartee.models.space import free_bytes
from repartee.models.units import size_text

_FULL_BYTES = 200_000_000
_TIGHT_BYTES = 2_000_000_000
# The server and its three processes after the start, measured: docs/architecture.md.
_SERVER_BYTES = 505_000_000
_COMFORTABLE_BYTES = 1_000_000_000
# Logs, databases, libraries, pipes to processes: about 90 were open in an idle server.
_OWN_FILES = 200
_NVIDIA_SMI_SECS = 4.0
_CGROUP_LIMIT = Path("/sys/fs/cgroup/memory.max")
_CGROUP_USED = Path("/sys/fs/cgroup/memory.current")


def judge_disk(name: str, variable: str, where: Path, free: int, writable: bool) -> Finding:
    """Whether a directory can be written, and takes a model.

    Args:
        name: Of the finding.
        variable: The setting that names the directory.
        where: The directory.
        free: Bytes.
        writable: Whether this user may write there.
    """
    if not writable:
        return bad(
            name,
            f"{where} cannot be written",
            f"Set {variable} to a directory that this user may write.",
        )
    if free < _FULL_BYTES:
        return bad(name, f"{where} is full", f"Free some space, or set {variable} elsewhere.")
    text = f"{where} has {size_text(free)} free"
    if free < _TIGHT_BYTES:
        return warning(name, text, f"For larger models, free some or set {variable} elsewhere.")
    return good(name, text)


def look_at_disk(name: str, variable: str, where: Path) -> Finding:
    """Look at a directory that need not exist yet; blocks."""
    there = where
    while not there.exists() and there != there.parent:
        there = there.parent
    writable = there.is_dir() and os.access(there, os.W_OK | os.X_OK)
    return judge_disk(name, variable, where, free_bytes(where), writable)


def judge_memory(available: int, total: int) -> Finding:
    """Whether the server fits.

    Args:
        available: Bytes that programs may still take.
        total: Bytes in all.
    """
    text = f"{size_text(available)} of {size_text(total)} are free"
    if available < _SERVER_BYTES:
        return bad(
            "Memory",
            f"{text}; the server takes about {size_text(_SERVER_BYTES)}",
            "Stop other programs, or give this machine or container more.",
        )
    if available < _COMFORTABLE_BYTES:
        return warning("Memory", text, "Leave models that run here to another machine.")
    return good("Memory", text)


def look_at_memory() -> Finding:
    """Look at the memory, as far as a container lets us have it."""
    memory = psutil.virtual_memory()
    available, total = memory.available, memory.total
    limit, used = _number_in(_CGROUP_LIMIT), _number_in(_CGROUP_USED)
    if limit is not None and limit < total:
        total, available = limit, min(available, limit - (used or 0))
    return judge_memory(available, total)


def judge_open_files(limit: int | None, connections: int, addresses: int) -> Finding:
    """Whether enough files may be open; each connection holds a socket for each address.

    Args:
        limit: How many may be open; None for no limit.
        connections: How many the settings allow.
        addresses: Of this machine.
    """
    needed = _OWN_FILES + connections * max(1, addresses)
    if limit is None:
        return good("Open files", "there is no limit")
    if limit >= needed:
        return good("Open files", f"{limit} may be open, {needed} are needed at most")
    return warning(
        "Open files",
        f"{limit} may be open, {needed} are needed when all lines are busy",
        f"Raise it: ulimit -n {needed}, LimitNOFILE= for systemd, ulimits: nofile for Compose.",
    )


def look_at_open_files(connections: int) -> Finding:
    """Look at the limit of this process."""
    addresses = sum(
        each.family in (socket.AF_INET, socket.AF_INET6)
        for interface in psutil.net_if_addrs().values()
        for each in interface
    )
    return judge_open_files(_open_files_limit(), connections, addresses)


def _open_files_limit() -> int | None:
    if os.name != "posix":
        return None
    import resource

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return None if soft == resource.RLIM_INFINITY else soft


def judge_gpu(listing: str | None, failure: str, setup: Setup) -> Finding:
    """Whether there is a GPU, and whether it is used.

    Args:
        listing: What nvidia-smi printed: name, total and free memory in MiB; None without it.
        failure: What it complained of; empty for nothing.
        setup: What is configured.
    """
    if failure:
        return warning(
            "GPU", f"nvidia-smi fails: {failure}", "Install the driver that fits this kernel."
        )
    cards = [line for line in (listing or "").splitlines() if line.count(",") >= 2]
    if not cards:
        if setup.stt_device == "cuda":
            return bad("GPU", "there is none, but STT_DEVICE=cuda", "Set STT_DEVICE=auto.")
        return good("GPU", "none; models that run here run on the processor")
    text = "; ".join(_card(line) for line in cards)
    if setup.stt_device == "cpu":
        return warning("GPU", f"{text}, left idle by STT_DEVICE=cpu", "Set STT_DEVICE=auto.")
    return good("GPU", text)


def look_at_gpu(setup: Setup) -> Finding:
    """Ask nvidia-smi where it is installed; blocks for up to four seconds."""
    tool = shutil.which("nvidia-smi")
    if not tool:
        return judge_gpu(None, "", setup)
    query = ["--query-gpu=name,memory.total,memory.free", "--format=csv,noheader,nounits"]
    try:
        ran = subprocess.run(  # noqa: S603 - a fixed command
            [tool, *query], capture_output=True, text=True, timeout=_NVIDIA_SMI_SECS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return judge_gpu(None, "no answer", setup)
    failure = (ran.stderr or ran.stdout).strip() if ran.returncode else ""
    return judge_gpu(
        ran.stdout, failure[:120] or ("no reason given" if ran.returncode else ""), setup
    )


def _card(line: str) -> str:
    name, total, free = (part.strip() for part in line.rsplit(",", 2))
    if not (total.isdigit() and free.isdigit()):
        # Machines that share memory between both tell none.
        return name
    return f"{name}, {size_text(int(free) << 20)} of {size_text(int(total) << 20)} free"


def _number_in(path: Path) -> int | None:
    try:
        text = path.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return None
    return int(text) if text.isdigit() else None
