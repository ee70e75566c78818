"""Stacks: ears, brain and voice together, or one speech-to-speech model."""
