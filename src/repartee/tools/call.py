from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from repartee.tools.options import DEFAULT, ToolOptions


@dataclass(frozen=True)
class Call:
    """One call of one tool, as a brain asked for it."""

    tool: str
    arguments: Mapping[str, object] = field(default_factory=dict)
    id: str = ""
    options: ToolOptions = DEFAULT

    @property
    def fingerprint(self) -> str:
        """The same for two calls that would do the same."""
        return f"{self.tool} {json.dumps(self.arguments, sort_keys=True, default=str)}"

    @property
    def spoken_name(self) -> str:
        """What the tool is called aloud."""
        return self.tool.replace("_", " ").replace("-", " ")
