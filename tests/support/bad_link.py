"""A program that joins two network namespaces by a link as bad as it is told to be.

The kernels that tests run on have no netem. So each namespace gets a TUN device, and this program
carries the packets from one to the other. It reads one `Weather` a line, as JSON, and ends with
its input.
"""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import select
import struct
import subprocess
import sys
import time
from pathlib import Path

from tests.support.weather import Link, Weather

_TUNSETIFF = 0x400454CA
_IFF_TUN_NO_PI = 0x1001
_DEVICE = "link0"
_LARGEST_PACKET = 2048
_AT_ONCE = 64
_LOOK_ANYWAY_SECS = 0.05


def enter_namespace(name: str) -> None:
    """Let this thread's sockets be those of another namespace from now on."""
    libc = ctypes.CDLL(None, use_errno=True)
    with Path("/var/run/netns", name).open("rb") as namespace:
        if libc.setns(namespace.fileno(), 0) != 0:
            raise OSError(ctypes.get_errno(), f"the namespace {name} cannot be entered")


def main() -> None:
    """Carry packets between the namespaces named as arguments, each with its address."""
    name_a, address_a, name_b, address_b = sys.argv[1:]
    sides = [_tun(name_a, address_a), _tun(name_b, address_b)]
    print("ready", flush=True)
    _carry(sides, Link())


def _carry(sides: list[int], link: Link) -> None:
    orders = b""
    os.set_blocking(sys.stdin.fileno(), False)
    while True:
        due = link.next_due()
        wait = _LOOK_ANYWAY_SECS if due is None else min(due - time.monotonic(), _LOOK_ANYWAY_SECS)
        ready, _, _ = select.select([*sides, sys.stdin.fileno()], [], [], max(0.0, wait))
        if sys.stdin.fileno() in ready:
            read = os.read(sys.stdin.fileno(), 65_536)
            if not read:
                return
            *lines, orders = (orders + read).split(b"\n")
            for line in lines:
                link.weather = Weather(**json.loads(line))
        for side in (0, 1):
            if sides[side] in ready:
                _take(sides[side], side, link)
        for side, packet in link.leave(time.monotonic()):
            _put(sides[side], packet)


def _take(device: int, side: int, link: Link) -> None:
    for _ in range(_AT_ONCE):
        try:
            packet = os.read(device, _LARGEST_PACKET)
        except BlockingIOError:
            return
        link.enter(side, packet, time.monotonic())


def _put(device: int, packet: bytes) -> None:
    try:
        os.write(device, packet)
    except OSError:
        # The kernel's queue is full: the packet is lost, as on any link.
        return


def _tun(namespace: str, address: str) -> int:
    """Make a TUN device in a namespace; this thread stays there."""
    enter_namespace(namespace)
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, _TUNSETIFF, struct.pack("16sH", _DEVICE.encode(), _IFF_TUN_NO_PI))
    for command in (
        ("addr", "add", f"{address}/24", "dev", _DEVICE),
        ("link", "set", "dev", _DEVICE, "up", "mtu", "1400"),
        ("link", "set", "lo", "up"),
    ):
        subprocess.run(["ip", *command], check=True)
    return device


if __name__ == "__main__":
    main()
