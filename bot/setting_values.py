"""What settings may hold."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from bot.authorise import kind_of


def object_id(value: str) -> str:
    """An id in its ordinary form. Raises ValueError."""
    try:
        return str(UUID(value))
    except ValueError:
        raise ValueError(f"“{value}” is not an id such as 1b2c3d4e-0000-4000-8000-123456789abc") from None


def grant(entry: str) -> str:
    """An entry of those who have a role; people and groups are named by object ids, places as Teams names them."""
    kind, named = kind_of(entry)
    return entry if kind in ("channel", "chat", "team") else f"{kind}:{object_id(named)}".lstrip(":")


def readable_files(folder: Path) -> Sequence[str]:
    """The names of the files in a folder. Raises OSError where it, or one of them, cannot be read."""
    held = [each for each in folder.iterdir() if each.is_file()]
    for each in held:
        each.open("rb").close()
    return [each.name for each in held]
