"""How timed frames and sound stand to each other."""

FOLLOWS_ITS_SOUND = "follows-its-sound"
"""Marks, in a frame's metadata, that it comes behind the very sound that it is about.

Its time by the clock says when that would be played if nothing were late; its place is always true.
"""

PLACE_IN_SOUND = "place-in-sound"
"""In a frame's metadata: behind how many seconds of its own context's sound it belongs.

The sound may have come long before it, or be yet to come; what has no such number of its own goes
behind what came before it.
"""
