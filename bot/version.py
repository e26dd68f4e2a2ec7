"""Which Roomcheck this is. Where it runs there may be no ``pyproject.toml`` to ask; a test holds the two together."""

VERSION = "0.1.0"
"""The program's version, and that of the app package for Teams that belongs to it."""
