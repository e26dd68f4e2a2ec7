"""What Teams needs to offer the bot: its app package, made by ``manifest/build.py``."""

import tomllib
from pathlib import Path

COLOURED, OUTLINED = "color.png", "outline.png"
"""The icons, beside this file."""

_ROOT = Path(__file__).resolve().parents[1]


def version() -> str:
    """The program's version, which is the app package's too where nobody chooses another."""
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])
