"""Voice to voice and load, measured at the caller, beside peers that do the same work."""
