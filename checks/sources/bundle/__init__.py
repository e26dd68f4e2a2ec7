"""Facts from a diagnostic zip."""
