"""Work that goes on beside the talk: what it may be told, how far it is, and what is said of it."""
