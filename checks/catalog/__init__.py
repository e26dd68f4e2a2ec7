"""The catalogue: one file per check, one folder per area."""
