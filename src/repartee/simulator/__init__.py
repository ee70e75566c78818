"""Stand-ins that speak each vendor's wire protocol on loopback, with any delay and any fault."""
