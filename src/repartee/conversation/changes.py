from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Annotated, Any, Literal, cast

from pipecat.frames.frames import Frame
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from repartee.conversation.events import SettingChanged
from repartee.conversation.menu import Menu
from repartee.conversation.parts import Choices, NoSuchPartError, Parts
from repartee.tools.host import Offered, Wish

_UNKNOWN = (
    "What shall change? There are system_prompt, voice, brain, language and manner, each a text."
)

By = Literal["page", "api", "voice"]


class Change(BaseModel):
    """What shall be another from now on; what is left out stays as it is."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    system_prompt: Annotated[str, Field(max_length=20_000)] | None = None
    """Who the agent is; empty for its persona's own prompt."""
    voice: Annotated[str, Field(max_length=256)] | None = None
    """Id of a voice; empty for the usual one."""
    brain: Annotated[str, Field(max_length=256)] | None = None
    """Id of a brain; empty for the usual one."""
    language: Annotated[str, Field(max_length=256)] | None = None
    """BCP 47; empty for the usual one."""
    manner: Annotated[str, Field(max_length=500)] | None = None
    """How the caller wants to be talked to; empty for no wish."""

    def settings(self) -> dict[str, str]:
        """What is given, by name."""
        return self.model_dump(exclude_none=True)


class ChangeRefusedError(Exception):
    """That cannot be changed here; the message says why, and what can be."""


class Changes:
    """What was chosen for one conversation, and is changed while it goes on."""

    def __init__(
        self,
        parts: Parts,
        menu: Menu,
        choices: Choices,
        *,
        queue: Callable[[Frame], Awaitable[None]],
        tell: Callable[[dict[str, Any]], None],
        note: Callable[[SettingChanged], None],
    ) -> None:
        """Begin with what the first caller chose.

        Args:
            parts: Know how to go on with something else.
            menu: What may be chosen.
            choices: What was.
            queue: Puts a frame into the pipeline.
            tell: Sends everybody a server message.
            note: Writes down what changed.
        """
        self.choices = choices
        """What counts now."""
        self._parts = parts
        self._menu = menu
        self._queue = queue
        self._tell = tell
        self._note = note

    async def make(self, change: Change, by: By) -> None:
        """Go on with something else from the next answer on.

        Args:
            change: What.
            by: In which way it was asked for. A prompt may always be changed by the API: whoever
                may use that runs the server.

        Raises:
            ChangeRefusedError: If it is not on the menu, or cannot be changed in mid-conversation.
        """
        wanted = change.settings()
        self._check(wanted, by)
        after = replace(self.choices, **cast("dict[str, Any]", wanted))
        try:
            frames = self._parts.change(self.choices, after)
        except NoSuchPartError as error:
            raise ChangeRefusedError(str(error)) from error
        self.choices = after
        for frame in frames:
            await self._queue(frame)
        for setting, value in wanted.items():
            self._note(SettingChanged(setting=setting, value=value, by=by))
        # An operator's prompt is none of the callers' business.
        told = {k: v for k, v in wanted.items() if not (k == "system_prompt" and by == "api")}
        self._tell({"type": "changed", "by": by, **told})

    def offered(self) -> Offered:
        """What may be chosen, and the present voice."""
        label = self._menu.labels
        return Offered(
            voices={voice: label.get(voice, voice) for voice in self._menu.voices},
            brains={brain: label.get(brain, brain) for brain in self._menu.brains},
            voice=self.choices.voice,
            languages=self._menu.languages,
        )

    async def grant(self, wish: Wish) -> None:
        """Do what a page asked for, or tell it why not.

        Args:
            wish: What it sent; it may be anything.
        """
        asked = {name: value for name, value in wish.items() if name != "desk"}
        try:
            await self.make(Change.model_validate(asked), "page")
        except ValidationError:
            self._tell({"type": "not-changed", "message": _UNKNOWN})
        except ChangeRefusedError as error:
            self._tell({"type": "not-changed", "message": str(error)})

    def _check(self, wanted: dict[str, str], by: By) -> None:
        offered: dict[str, Sequence[str]] = {
            "voice": self._menu.voices,
            "brain": self._menu.brains,
            "language": self._menu.languages,
        }
        for setting, there in offered.items():
            value = wanted.get(setting)
            if value and value not in there:
                choose = f"Choose one of: {', '.join(there)}." if there else "There is no other."
                raise ChangeRefusedError(f"There is no {setting} {value[:80]!r} here. {choose}")
        is_prompt = "system_prompt" in wanted or "manner" in wanted
        if is_prompt and by != "api" and not self._menu.prompts:
            raise ChangeRefusedError("This server takes no prompts from callers.")
