from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from repartee.settings import Settings
from repartee.stacks.stack import StackDescription


def print_banner(
    addresses: Sequence[str],
    settings: Settings,
    stack: StackDescription,
    notes: Sequence[tuple[str, str]] = (),
) -> None:
    """Tell in a few lines where the server is and what was picked.

    Args:
        addresses: Where to open the page, the one for this machine first.
        settings: Whether a token is asked for.
        stack: What was picked, and why.
        notes: Further lines, each with the word before it.
    """
    table = Table.grid(padding=(0, 2))
    for place, address in enumerate(addresses):
        shown = Text(_shown(address, settings), style="bold cyan", no_wrap=True, overflow="fold")
        table.add_row("" if place else "Talk", shown)
    for word, note in notes:
        table.add_row(word, Text(note))
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
