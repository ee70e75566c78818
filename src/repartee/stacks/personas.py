from __future__ import annotations

from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from repartee.conversation.persona import Persona
from repartee.settings import SettingsError

_Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]


class _Entry(BaseModel):
    """A persona as the file has it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    label: Annotated[str, Field(min_length=1, max_length=64)]
    instruction: Annotated[str, Field(min_length=1, max_length=20_000)]
    greeting: Annotated[str, Field(max_length=1000)] = ""
    voice: Annotated[str, Field(max_length=64)] = ""


_FILE = TypeAdapter(dict[_Id, _Entry])


def load_personas(path: Path) -> dict[str, Persona]:
    """Read the personas that callers may choose.

    Args:
        path: A YAML file: ids, and for each a `label`, an `instruction`, and if wanted a
            `greeting` and a `voice`.

    Returns:
        The personas by id.

    Raises:
        SettingsError: If the file cannot be read, or is none of personas.
    """
    try:
        entries = _FILE.validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"PERSONAS_FILE: {path} cannot be read: {error}.") from error
    except yaml.YAMLError as error:
        raise SettingsError(f"PERSONAS_FILE: {path} is not YAML: {error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"PERSONAS_FILE: {path}: {where}: {first['msg']}.") from error
    return {
        name: Persona(name, entry.label, entry.instruction, entry.greeting, entry.voice)
        for name, entry in entries.items()
    }
