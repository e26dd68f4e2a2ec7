"""Licences and their service plans."""
