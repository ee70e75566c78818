from __future__ import annotations

import sys

from repartee.doctor.address import judge_address, look_at_port
from repartee.doctor.examine import MachineCheck
from repartee.doctor.finding import Setup
from repartee.doctor.network import look_at_network
from repartee.doctor.resources import (
    look_at_disk,
    look_at_gpu,
    look_at_memory,
    look_at_open_files,
)
from repartee.doctor.software import (
    judge_python,
    look_at_clock,
    look_at_page,
    look_at_synthesiser,
)


def machine_checks(setup: Setup) -> list[MachineCheck]:
    """Every check of this machine, in the order in which they are shown.

    Args:
        setup: What the settings say.
    """
    return [
        MachineCheck("Address", lambda: judge_address(setup)),
        MachineCheck("Port", lambda: look_at_port(setup)),
        MachineCheck("Sound", lambda: look_at_network(setup)),
        MachineCheck("Page", look_at_page),
        MachineCheck("Built-in voice", look_at_synthesiser),
        MachineCheck("Models", lambda: look_at_disk("Models", "MODELS_DIR", setup.models_dir)),
        MachineCheck("Cache", lambda: look_at_disk("Cache", "CACHE_DIR", setup.cache_dir)),
        MachineCheck("Data", lambda: look_at_disk("Data", "DATA_DIR", setup.data_dir)),
        MachineCheck("Memory", look_at_memory),
        MachineCheck("GPU", lambda: look_at_gpu(setup)),
        MachineCheck("Open files", lambda: look_at_open_files(setup.connections)),
        MachineCheck("Clock", look_at_clock),
        MachineCheck("Python", lambda: judge_python(sys.version_info[:3])),
    ]
