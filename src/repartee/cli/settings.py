from __future__ import annotations

import typer

from repartee.settings.example import env_example


def settings() -> None:
    """Print every setting with its meaning and default, as a dotenv file."""
    typer.echo(env_example(), nl=False)
