"""One conversation: its life, its pipeline, its turns, its speech."""
