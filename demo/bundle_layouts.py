"""How the ways of collecting a device's logs name what they pack."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum


class Layout(StrEnum):
    """``MTR`` is the collection script of a Teams Rooms console, ``WINDOWS`` a copy of the folder that Windows keeps
    its logs in, ``INTUNE`` the diagnostics that Intune collects, and ``NESTED`` the first one's zip inside another zip.
    """

    MTR = "mtr"
    WINDOWS = "windows"
    INTUNE = "intune"
    NESTED = "nested"


@dataclass(frozen=True, slots=True)
class DeviceFile:
    """A file as the device has it: an event log by its channel, anything else by the path the script gives it.

    ``blocks`` gives its bytes in order.
    """

    blocks: Callable[[], Iterable[bytes]]
    channel: str = ""
    path: str = ""


def packed_name(layout: Layout, number: int, file: DeviceFile) -> str:
    """The name in the zip of the file that is packed as number ``number``, from 1."""
    base = file.path.rsplit("\\", 1)[-1]
    if layout is Layout.INTUNE:
        return f"({number}) {'Events' if file.channel else 'FoldersFiles'}/{'Events.evtx' if file.channel else base}"
    if layout is Layout.WINDOWS:
        return f"winevt/Logs/{file.channel.replace('/', '%4')}.evtx" if file.channel else f"Collected/{base}"
    return f"Windows\\EventLog\\{file.channel.replace('/', '_')}.evtx" if file.channel else file.path
