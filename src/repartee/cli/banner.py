from __future__ import annotations

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from repartee.settings import Settings
from repartee.stacks.stack import StackDescription


def print_banner(address: str, settings: Settings, stack: StackDescription) -> None:
    """Tell in a few lines where the server is and what was picked.

    Args:
        address: Where to open the page.
        settings: Whether a token is asked for.
        stack: What was picked, and why.
    """
    table = Table.grid(padding=(0, 2))
    table.add_row("Talk", Text(_shown(address, settings), style="bold cyan"))
    for name, part in (("Ears", stack.ears), ("Brain", stack.brain), ("Voice", stack.voice)):
        table.add_row(name, Text.assemble(part.label, (f"  {part.why}", "dim")))
        if part.fallbacks:
            table.add_row("", Text(f"when it fails: {', '.join(part.fallbacks)}", style="dim"))
    if settings.simulate:
        table.add_row("Rehearsal", "stand-ins take the place of every remote service")
    if stack.notice:
        table.add_row("Note", Text(stack.notice))
    table.add_row("Stop", "Ctrl-C")
    Console(stderr=True, highlight=False).print(
        Panel(table, title=f"Repartee · stack {stack.name}", title_align="left", expand=False)
    )


def _shown(address: str, settings: Settings) -> str:
    if not settings.access_token.get_secret_value():
        return address
    return f"{address}/?token=…  (your ACCESS_TOKEN)"
