"""Adapters from the outside to facts; the only I/O of this package."""
