"""How much of a conversation a model is given, so that it always fits."""
