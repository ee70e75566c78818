"""Sound as numbers: what every layer does to samples."""
