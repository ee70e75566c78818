"""Figures beside what they should be, and how a page of the documentation shows them. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """One row.

    Attributes:
        what: What was measured.
        value: What came of it, with its unit.
        goal: What it should be; empty where it is told for its own sake.
        met: Whether it is.
    """

    what: str
    value: str
    goal: str = ""
    met: bool = True


@dataclass(frozen=True)
class Section:
    """What one measurement gave.

    Attributes:
        name: As it is chosen on the command line.
        title: Of its table.
        figures: Its rows.
        told: How it was measured, and on what.
    """

    name: str
    title: str
    figures: tuple[Figure, ...]
    told: str


def at_most(what: str, values: Sequence[float], limit: float, unit: str = "ms") -> Figure:
    """A row for several measurements, the largest of which counts.

    Args:
        what: What was measured.
        values: In the unit; none is a failure.
        limit: The most that is good.
        unit: For people.
    """
    if not values:
        return Figure(what, "not measured", f"≤ {limit:g} {unit}", met=False)
    middle = sorted(values)[len(values) // 2]
    shown = f"{max(values):.0f} {unit}"
    if len(values) > 1:
        shown = f"median {middle:.0f}, most {max(values):.0f} {unit} (n = {len(values)})"
    return Figure(what, shown, f"≤ {limit:g} {unit}", max(values) <= limit)


def table(figures: Iterable[Figure]) -> str:
    """Rows as Markdown."""
    lines = ["| What | Measured | Wanted | |", "|---|---|---|---|"]
    for each in figures:
        mark = "" if not each.goal else "yes" if each.met else "no"
        lines.append(f"| {each.what} | {each.value} | {each.goal} | {mark} |")
    return "\n".join(lines)


def keep(section: Section, folder: Path) -> None:
    """Write a section where `kept` finds it."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(asdict(section), indent=2, ensure_ascii=False)
    (folder / f"{section.name}.json").write_text(text + "\n", encoding="utf-8")


def kept(folder: Path, names: Iterable[str]) -> list[Section]:
    """The sections of these names that were measured, in this order."""
    sections = []
    for name in names:
        file = folder / f"{name}.json"
        if file.exists():
            plain = json.loads(file.read_text(encoding="utf-8"))
            figures = tuple(Figure(**each) for each in plain.pop("figures"))
            sections.append(Section(**plain, figures=figures))
    return sections


def document(introduction: str, sections: Iterable[Section]) -> str:
    """A page of the documentation."""
    parts = [introduction.strip()]
    for each in sections:
        parts += [f"## {each.title}", each.told.strip(), table(each.figures)]
    return "\n\n".join(parts) + "\n"
