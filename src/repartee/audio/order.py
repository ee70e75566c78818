"""How timed frames and sound stand to each other."""

FOLLOWS_ITS_SOUND = "follows-its-sound"
"""Marks, in a frame's metadata, that it comes behind the very sound that it is about.

Its time by the clock says when that would be played if nothing were late; its place is always true.
"""
