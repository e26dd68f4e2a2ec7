"""The diagnostic zips of the simulated rooms: whole bundles made from a scenario, of any size and in every layout."""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from demo.bundle_files import Recipe, device_files
from demo.bundle_layouts import DeviceFile, Layout, packed_name
from demo.rooms import ROOMS
from demo.scenario import Scenario

_INNER_ZIP = "LogCollection/CollectedLogs.zip"
_BLOCK = 1024 * 1024


def bundle_for(scenario: Scenario, now: datetime) -> bytes:
    """The zip that the room's device would give at ``now``."""
    return bundle_of(Recipe(scenario), now)


def bundle_of(recipe: Recipe, now: datetime) -> bytes:
    """The zip that a recipe gives at ``now``, in memory: for small ones."""
    packed = BytesIO()
    pack(recipe, now, packed)
    return packed.getvalue()


def write_bundle(path: Path, recipe: Recipe, now: datetime) -> None:
    """The zip that a recipe gives at ``now``, written to ``path`` as it is made: no more than a log of it is held in
    memory, whatever its size.
    """
    with path.open("wb") as target:
        pack(recipe, now, target)


def file_name(scenario: Scenario) -> str:
    """The name under which a room's zip is written."""
    return f"{scenario.address.split('@')[0]}.zip"


def write_bundles(folder: Path, now: datetime) -> list[Path]:
    """The zip of every room that gives one into the folder, which is made if need be; returns their paths in the
    rooms' order.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rooms = [scenario for scenario in ROOMS if scenario.gives_zip]
    paths = [folder / file_name(scenario) for scenario in rooms]
    for path, scenario in zip(paths, rooms, strict=True):
        write_bundle(path, Recipe(scenario), now)
    return paths


def pack(recipe: Recipe, now: datetime, target: BinaryIO) -> None:
    """Write the recipe's zip into ``target``."""
    if recipe.layout is not Layout.NESTED:
        _zip(_entries(recipe, now), now, target)
        return
    with TemporaryFile() as inner:
        _zip(_entries(recipe, now), now, inner)
        inner.seek(0)
        blocks = iter(lambda: inner.read(_BLOCK), b"")
        _zip(iter([(_INNER_ZIP, DeviceFile(lambda: blocks))]), now, target, ZIP_STORED)


def _entries(recipe: Recipe, now: datetime) -> Iterator[tuple[str, DeviceFile]]:
    for number, file in enumerate(device_files(recipe, now), 1):
        yield packed_name(recipe.layout, number, file), file


def _zip(entries: Iterator[tuple[str, DeviceFile]], now: datetime, target: BinaryIO,
         method: int = ZIP_DEFLATED) -> None:
    """The size of an entry is known when it has been written, so each goes straight through."""
    with ZipFile(target, "w") as bundle:
        for name, file in entries:
            about = ZipInfo(name, (now.year, now.month, now.day, now.hour, now.minute, 0))
            about.compress_type = method
            with bundle.open(about, "w") as entry:
                for block in file.blocks():
                    entry.write(block)
