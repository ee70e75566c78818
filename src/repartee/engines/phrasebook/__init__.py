"""What the built-in brain understands: one YAML file behind parser, recogniser, page and help.

The recogniser's files are built by `repartee.engines.phrasebook.language_model`, which is not
imported here: it brings PocketSphinx along.
"""

from repartee.engines.phrasebook.phrasebook import Phrasebook, PhraseGroup, Understanding
from repartee.engines.phrasebook.source import PhrasebookError
from repartee.engines.phrasebook.spoken_tool import SpokenTool

__all__ = ["PhraseGroup", "Phrasebook", "PhrasebookError", "SpokenTool", "Understanding"]
