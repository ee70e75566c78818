"""System C's dialect: raw 16-bit audio in binary frames, JSON events in text frames, both ways."""
