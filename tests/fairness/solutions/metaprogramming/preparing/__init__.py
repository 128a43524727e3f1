"""How data are made ready."""
