"""Every control of the page, as its source has them, and those that a browser saw used."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext

_ROOT = Path(__file__).parents[2]
_UI = _ROOT / "client/src/ui"
_KINDS = frozenset({"button", "input", "select", "textarea", "summary", "a"})
_ELEMENT = re.compile(r"<([a-z]\w*)\b(.*?)(?<!=)>", re.DOTALL)
_NAME = re.compile(r'data-testid=(?:"([\w-]+)"|\{(.+?)\}(?=\s|$))')
# Names that a component is handed: of pickers, switches, sliders and sheets.
_HANDED = re.compile(r'\b(?:testId|id)="([\w-]+)"')
_IN_TEMPLATE = re.compile(r"`([\w-]*)\$\{[^}]+\}([\w-]*)`")

used: set[str] = set()
"""The names of what was pressed, typed into or chosen from since this process began."""

# What is pressed by a label counts for what it labels; only what a person could do counts.
_WATCH = """(() => {
  const kinds = "button, input, select, textarea, summary, a, [role=slider]";
  const tell = (event) => {
    const name = event.target.closest?.(kinds)?.dataset.testid;
    if (name && (event.isTrusted || event.type === "change" || event.type === "input"))
      window.__used?.(name);
  };
  for (const type of ["click", "input", "change", "keydown"])
    document.addEventListener(type, tell, true);
})();"""


async def watch(context: BrowserContext) -> None:
    """Note which controls are used on every page of a browser's context."""
    await context.expose_function("__used", _note)
    await context.add_init_script(_WATCH)


def _note(name: str) -> None:
    used.add(name)


def controls() -> dict[str, list[str]]:
    """Each file of the page that has controls, with their names.

    A name may hold a `*` for what is filled in as the page runs; a control without a name is "".
    """
    found: dict[str, list[str]] = {}
    for path in sorted(_UI.rglob("*.tsx")):
        if ".test." in path.name:
            continue
        source = path.read_text()
        names = [
            _name_of(attributes)
            for kind, attributes in _ELEMENT.findall(source)
            if kind in _KINDS or 'role="slider"' in attributes
        ]
        names += [name for name in _HANDED.findall(source) if _is_control(name)]
        # A bare variable is handed by whoever uses the component, where its name is found.
        found[path.relative_to(_UI).as_posix()] = [name for name in names if name != "*"]
    return {file: names for file, names in found.items() if names}


def _name_of(attributes: str) -> str:
    name = _NAME.search(attributes)
    if not name:
        return ""
    template = _IN_TEMPLATE.fullmatch(name[2] or "")
    return name[1] or (f"{template[1]}*{template[2]}" if template else "*")


def _is_control(name: str) -> bool:
    return not name.endswith(("-sheet", "-hint")) and name not in _PARTS


_PARTS = frozenset({"phrases", "history", "instruction"})
"""Sheets, which are handed names as controls are."""
