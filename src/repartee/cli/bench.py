from __future__ import annotations

import typer

from repartee.cli.bench_all import everything
from repartee.cli.bench_latency import latency
from repartee.cli.bench_load import load
from repartee.cli.bench_turns import turns
from repartee.cli.bench_upkeep import upkeep

bench = typer.Typer(
    help="Measure beside stock Pipecat and FastRTC doing the same work.", no_args_is_help=True
)
bench.command()(latency)
bench.command()(load)
bench.command()(upkeep)
bench.command()(turns)
bench.command("all")(everything)
