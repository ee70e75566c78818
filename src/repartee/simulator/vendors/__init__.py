"""One stand-in a vendor."""
