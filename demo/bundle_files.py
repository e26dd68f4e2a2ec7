"""The files of one device that its diagnostic zip is made of, from a scenario and a recipe."""

import heapq
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from tempfile import SpooledTemporaryFile

from demo.aad_noise import other_programs
from demo.bundle_layouts import DeviceFile, Layout
from demo.device_log import aad_records, app_log, room_records
from demo.evtx_writer import EvtxWriter
from demo.noise_logs import noise_channels, noise_log
from demo.rooms import DAY, LOG_BEGINS, MINUTE
from demo.scenario import Scenario

AAD, AAD_CHANNEL = "Microsoft-Windows-AAD", "Microsoft-Windows-AAD/Operational"
AAD_GUID = "4de9bc9c-b27a-43c9-8994-0915f1a5e24f"
ROOM_PROVIDER, ROOM_CHANNEL = "SRS-App", "Skype Room System"
SYSTEM_CHANNEL = "System"
APP_FILE = "App\\Microsoft\\Teams\\Logs.txt"
_KEYWORDS = 0x4000000000000012
_USER = "S-1-5-21-1004336348-1177238915-682003330-1001"
_BLOCK = 256 * 1024
_LINES = 2000

Damage = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a diagnostic zip is made of; the same recipe and the same ``now`` always give the same zip.

    ``span`` is how far back the device's own logs reach. ``aad_noise`` are records that other programs leave in the
    Entra ID log, and ``app_news`` how often the Teams app writes a line. ``noise_logs`` are event logs of other
    programs, of about ``noise_bytes`` each, and ``noise_texts`` text files of that size. ``forwarded`` has the device's
    own logs without templates. ``damage`` is done to a log, by its channel, or to a file, by the path that the room's
    own collection script gives it.
    """

    scenario: Scenario
    span: timedelta = LOG_BEGINS
    layout: Layout = Layout.MTR
    aad_noise: int = 0
    app_news: timedelta = 90 * MINUTE
    noise_logs: int = 0
    noise_bytes: int = 1024 * 1024
    noise_texts: int = 0
    forwarded: bool = False
    damage: Mapping[str, Damage] = field(default_factory=dict)
    seed: int = 1


def device_files(recipe: Recipe, now: datetime) -> Iterator[DeviceFile]:
    """Every file of the device, its own logs amid those of other programs."""
    channels = noise_channels(recipe.noise_logs)
    noise = [_noise(recipe, channel, now) for channel in channels]
    half = len(noise) // 2
    yield from noise[:half]
    for file in _own(recipe, now):
        damage = recipe.damage.get(file.channel or file.path)
        yield DeviceFile(partial(_damaged, file, damage), file.channel, file.path) if damage else file
    yield from noise[half:]
    for number in range(recipe.noise_texts):
        name = f"Windows\\Diagnostics\\report-{number:03}.txt"
        yield DeviceFile(partial(_report, recipe, name), path=name)


def _damaged(file: DeviceFile, damage: Damage) -> Iterator[bytes]:
    yield damage(b"".join(file.blocks()))


def _own(recipe: Recipe, now: datetime) -> Iterator[DeviceFile]:
    scenario = recipe.scenario
    yield DeviceFile(partial(_log, partial(_write_aad_log, recipe, now), recipe), AAD_CHANNEL)
    yield DeviceFile(partial(_log, partial(_write_room_log, recipe, now), recipe), ROOM_CHANNEL)
    yield DeviceFile(partial(_log, partial(_write_system_log, recipe, now), recipe), SYSTEM_CHANNEL)
    yield DeviceFile(partial(_app_log, recipe, now), path=APP_FILE)
    yield _text("Windows\\Network\\ipconfig.txt",
                "Windows IP Configuration\r\n\r\n   IPv4 Address. . . : 192.0.2.53\r\n")
    yield _text("Windows\\systeminfo.txt", f"Host Name:  {scenario.computer}\r\nOS Name:    Windows 11 IoT\r\n")


def _text(path: str, text: str) -> DeviceFile:
    return DeviceFile(lambda: (text.encode(),), path=path)


def _log(write: Callable[[EvtxWriter], None], recipe: Recipe) -> Iterator[bytes]:
    """A log's bytes; one that is larger than a few blocks waits on disk, not in memory."""
    with SpooledTemporaryFile(max_size=8 * _BLOCK) as written:
        with EvtxWriter(written, inline=recipe.forwarded) as log:
            write(log)
        written.seek(0)
        while block := written.read(_BLOCK):
            yield block


def _write_aad_log(recipe: Recipe, now: datetime, log: EvtxWriter) -> None:
    scenario = recipe.scenario
    others = other_programs(scenario, now, recipe.span, recipe.aad_noise, recipe.seed)
    for record in heapq.merge(aad_records(scenario, now, recipe.span), others, key=lambda record: record.time):
        log.manifest(provider=AAD, guid=AAD_GUID, channel=AAD_CHANNEL, event_id=record.event_id, time=record.time,
                     computer=scenario.computer, data=record.fields, level=record.level, task=record.task,
                     keywords=_KEYWORDS, user_sid=_USER)


def _write_room_log(recipe: Recipe, now: datetime, log: EvtxWriter) -> None:
    for record in room_records(recipe.scenario, now, recipe.span):
        log.classic(provider=ROOM_PROVIDER, channel=ROOM_CHANNEL, event_id=record.event_id, time=record.time,
                    computer=recipe.scenario.computer, strings=[record.text], level=record.level)


def _write_system_log(recipe: Recipe, now: datetime, log: EvtxWriter) -> None:
    shown = now + recipe.scenario.clock_ahead
    for nights in reversed(range(1, recipe.span // DAY + 1)):
        log.classic(provider="EventLog", channel=SYSTEM_CHANNEL, event_id=6005, time=shown - nights * DAY,
                    computer=recipe.scenario.computer, strings=[""])


def _app_log(recipe: Recipe, now: datetime) -> Iterator[bytes]:
    return _in_blocks(app_log(recipe.scenario, now, recipe.span, recipe.app_news))


def _noise(recipe: Recipe, channel: str, now: datetime) -> DeviceFile:
    return DeviceFile(partial(noise_log, channel, recipe.noise_bytes, computer=recipe.scenario.computer, end=now,
                              span=recipe.span, seed=recipe.seed), channel)


def _report(recipe: Recipe, name: str) -> Iterator[bytes]:
    """What a command of Windows printed: a table of numbers."""
    chance = random.Random(f"{recipe.seed} {name}")
    line = "{:>6}  {:08X}  {:<24}  {:>12,} K\r\n"
    lines = (line.format(number, chance.getrandbits(32), chance.choice(("svchost.exe", "msedgewebview2.exe",
                                                                        "Microsoft.SkypeRoomSystem.exe")),
                         chance.randrange(9_000_000)) for number in range(recipe.noise_bytes // 60))
    return _in_blocks(lines)


def _in_blocks(lines: Iterable[str]) -> Iterator[bytes]:
    left = iter(lines)
    while some := "".join(islice(left, _LINES)):
        yield some.encode()
