"""Every skill of one conversation."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Protocol

from repartee.tools.arithmetic import Arithmetic
from repartee.tools.chance import Chance
from repartee.tools.clock import Clock
from repartee.tools.counting import Counting
from repartee.tools.direct import Skill, Tools, function_for
from repartee.tools.facts import Facts
from repartee.tools.farewell import Farewell
from repartee.tools.help import Help, PhraseGroup
from repartee.tools.host import ToolHost
from repartee.tools.lists import Lists
from repartee.tools.notes import Notes
from repartee.tools.preferences import Preferences
from repartee.tools.recollection import Recollection
from repartee.tools.recording_switch import RecordingSwitch
from repartee.tools.spelling import Spelling
from repartee.tools.story import Stories
from repartee.tools.timers import Timers
from repartee.tools.units import Units
from repartee.tools.voice_style import VoiceStyle
from repartee.tools.workbench import Workbench


def build_skills(host: ToolHost, phrase_groups: Sequence[PhraseGroup]) -> list[Skill]:
    """Make the skills of one conversation, with a memory of their own.

    Args:
        host: The conversation they run in.
        phrase_groups: What the brain understands, for the help answer.
    """
    clock, arithmetic, units, timers = Clock(host), Arithmetic(), Units(), Timers(host)
    notes, lists, facts = Notes(), Lists(), Facts(host.memory)
    style, spelling, chance, counting = VoiceStyle(host), Spelling(), Chance(Random()), Counting()
    return [
        *(clock.tell_time, clock.tell_date, clock.days_until),
        *(arithmetic.calculate, units.convert_units),
        *(timers.start_timer, timers.timers_left, timers.cancel_timer, timers.remind_me),
        *(notes.take_note, notes.read_notes, notes.forget_notes),
        *(lists.add_to_list, lists.read_list, lists.remove_from_list, lists.clear_list),
        *(facts.remember_fact, facts.recall_fact, facts.forget_fact),
        Recollection(host).recall_conversations,
        *(style.repeat_last, style.speak_faster, style.speak_slower),
        *(style.speak_louder, style.speak_softer, style.speak_normally),
        *preferences_of(host),
        *(spelling.spell_word, counting.count, Stories().tell_story),
        *(chance.flip_coin, chance.roll_dice, chance.pick_number),
        RecordingSwitch(host).stop_recording,
        *(Help(phrase_groups).give_help, Farewell(host).end_conversation),
    ]


def preferences_of(host: ToolHost) -> list[Skill]:
    """What a caller may have otherwise; a brain need not know of what there is one of."""
    preferences, offered = Preferences(host), host.offered()
    brains = [preferences.use_brain] if len(offered.brains) > 1 else []
    languages = [preferences.use_language] if len(offered.languages) > 1 else []
    return [preferences.use_voice, *brains, *languages, preferences.talk_like]


class ToolSource(Protocol):
    """Where tools come from that are not the agent's own."""

    def tools(self, host: ToolHost, workbench: Workbench) -> Tools:
        """Make the tools of one conversation.

        Args:
            host: The conversation they run in.
            workbench: Carries their calls out.
        """
        ...


def build_tools(
    host: ToolHost, phrase_groups: Sequence[PhraseGroup], *sources: ToolSource
) -> Tools:
    """Make the tools of one conversation, ready for ``LLMContext(tools=...)``.

    Args:
        host: The conversation they run in.
        phrase_groups: What the brain understands, for the help answer.
        *sources: Where more tools come from.
    """
    workbench = Workbench(host)
    own = [function_for(skill, workbench) for skill in build_skills(host, phrase_groups)]
    return [*own, *(each for source in sources for each in source.tools(host, workbench))]
