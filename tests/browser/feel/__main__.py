"""`python -m tests.browser.feel [SECTION …]`: measure, print, and keep what was measured."""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import sys
from dataclasses import replace
from pathlib import Path

from tests.browser.feel import barge_in, coming_back, jitter, loading, long_call
from tests.browser.feel.figures import Figure, document, keep, kept, table

_MEASURES = {
    "barge-in": barge_in.measure,
    "jitter": jitter.measure,
    "coming-back": coming_back.measure,
    "loading": loading.measure,
    "long-call": long_call.measure,
}
_INTRODUCTION = """
# How the page feels, in figures

Measured in Chromium {machine} by a program, which also writes this page:

```sh
.venv/bin/python -m tests.browser.feel                           # all of it: a quarter of an hour
.venv/bin/python -m tests.browser.feel barge-in                  # a part of it
.venv/bin/python -m tests.browser.feel --docs docs/page-figures.md
```

Everything runs on one machine over loopback: the server, the browser, which has no graphics
processor, and stand-ins of Deepgram, OpenAI and Cartesia that answer at once. Where a cell says
*no*, a figure is not yet what it should be, or the machine was busy with other things: a load
above 1 says so.
"""


def main() -> int:
    """Measure what was asked for.

    Returns:
        How many figures are not what they should be.
    """
    parser = argparse.ArgumentParser(prog="python -m tests.browser.feel")
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=", ".join(_MEASURES))
    parser.add_argument("--kept", type=Path, default=Path("test-artifacts/feel"))
    parser.add_argument(
        "--docs", type=Path, help="write a page of what was measured, here and before"
    )
    chosen = parser.parse_args()
    if unknown := set(chosen.sections) - set(_MEASURES):
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(_MEASURES)}")
    short = 0
    for name in chosen.sections or ([] if chosen.docs else _MEASURES):
        measured = asyncio.run(_MEASURES[name]())
        section = replace(measured, figures=(*measured.figures, _load()))
        keep(section, chosen.kept)
        short += sum(not each.met for each in section.figures)
        print(f"\n{section.title}\n\n{table(section.figures)}", flush=True)
    if chosen.docs:
        text = _INTRODUCTION.format(machine=_machine())
        chosen.docs.write_text(document(text, kept(chosen.kept, _MEASURES)), encoding="utf-8")
    return short


def _load() -> Figure:
    """What else went on: figures of a busy machine are worse than they need be."""
    return Figure(
        "Load of each core meanwhile", f"{os.getloadavg()[0] / (os.cpu_count() or 1):.1f}"
    )


def _machine() -> str:
    return f"on {os.cpu_count()} cores of {platform.machine()}, {platform.system()}"


if __name__ == "__main__":
    sys.exit(min(main(), 1))
