"""The command line: one module a command."""

from __future__ import annotations

import sys

import typer

from repartee import __version__
from repartee.cli.bench import bench
from repartee.cli.call import call
from repartee.cli.doctor import doctor
from repartee.cli.history import history
from repartee.cli.models import models
from repartee.cli.serve import serve
from repartee.cli.settings import settings
from repartee.cli.simulate import simulate

_INTERRUPTED = 130

app = typer.Typer(
    help="A self-hosted, real-time voice agent.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command()(serve)
app.command()(call)
app.command()(settings)
app.command()(doctor)
app.add_typer(models, name="models")
app.add_typer(history, name="history")
app.command()(simulate)
app.add_typer(bench, name="bench")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version and exit."
    ),
) -> None:
    """A self-hosted, real-time voice agent."""


def main() -> None:
    """Run the command line."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
