"""Event logs of other programs: what fills a device's diagnostic zip, and says nothing about its sign-in."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import NAMESPACE_DNS, UUID, uuid5

from demo.evtx_mould import cast_log, mould_log, moulds
from demo.evtx_values import DataItem
from demo.evtx_writer import EvtxWriter

_PROVIDERS = (
    "Windows Defender", "WindowsUpdateClient", "TaskScheduler", "GroupPolicy", "DNS-Client", "NetworkProfile",
    "Kernel-Power", "Kernel-PnP", "Kernel-Boot", "Ntfs", "PowerShell", "WMI-Activity", "TerminalServices-LocalSession",
    "User Profile Service", "AppXDeployment-Server", "AppModel-Runtime", "Bits-Client", "CodeIntegrity", "Crypto-DPAPI",
    "DeviceManagement-Enterprise-Diagnostics", "DeviceSetupManager", "Dhcp-Client", "DriverFrameworks-UserMode",
    "Hyper-V-Compute", "International", "LiveId", "MUI", "NCSI", "NlaSvc", "PushNotification-Platform", "Shell-Core",
    "SmbClient", "Store", "Time-Service", "UniversalTelemetryClient", "VolumeSnapshot-Driver", "Wcmsvc",
    "WLAN-AutoConfig", "Windows Firewall With Advanced Security", "BitLocker")
_KINDS = ("Operational", "Admin", "Diagnostic", "Debug", "Connectivity")
_CLASSIC = ("Application", "HardwareEvents", "Setup", "Key Management Service")
_WORDS = ("policy", "update", "device", "session", "package", "service", "driver", "connection", "profile", "task",
          "provider", "network", "adapter", "interface", "configuration", "request", "operation", "store", "user",
          "activation", "deployment", "notification", "certificate", "volume", "completed", "started", "stopped",
          "failed", "succeeded", "pending", "with", "status", "result", "error", "the", "for", "was", "while", "in")
_SYSTEM_USERS = ("S-1-5-18", "S-1-5-19", "S-1-5-20", "S-1-5-21-1004336348-1177238915-682003330-1001")
_MOULD_RECORDS = 700
_REPEATED = 0.83
"""With this share a log shrinks in a zip as real ones do, to about a tenth."""


def noise_channels(count: int) -> list[str]:
    """As many channels of Windows, each once. Raises ``ValueError`` when there are not so many."""
    known = [*_CLASSIC, *(f"Microsoft-Windows-{name}/{kind}" for kind in _KINDS for name in _PROVIDERS)]
    if count > len(known):
        raise ValueError(f"there are {len(known)} channels of other programs")
    return known[:count]


def noise_log(channel: str, size: int, *, computer: str, end: datetime, span: timedelta,
              seed: int) -> Iterator[bytes]:
    """The log of a channel, about ``size`` bytes in blocks, with records in the ``span`` before ``end``."""
    chance, written = random.Random(f"{seed} {channel}"), BytesIO()
    with mould_log(written) as log:
        for record in _records(chance, channel, computer):
            record(log)
    made = moulds(written)
    yield from cast_log(made, size, chance.randrange(1, 900_000), end - timedelta(seconds=chance.randrange(3600)), span)


def _records(chance: random.Random, channel: str, computer: str) -> Iterator[Callable[[EvtxWriter], None]]:
    """Records whose times are numbers that occur nowhere else."""
    events, said = [_event(chance) for _ in range(9)], [_value(chance) for _ in range(40)]
    begin = datetime(2019, 4, 3, 2, 1, 0, 987_651, UTC)
    for number in range(_MOULD_RECORDS):
        event_id, names = chance.choice(events)
        at = begin + timedelta(seconds=number, microseconds=number * 7)
        about = {"event_id": event_id, "time": at, "computer": computer}
        if channel in _CLASSIC:
            yield _classic(channel, about, [_said(chance, said) for _ in names])
        else:
            yield _manifest(chance, channel, about, [(name, "string", _said(chance, said)) for name in names])


def _event(chance: random.Random) -> tuple[int, list[str]]:
    """An event's number, and the names of its data."""
    names = [word.title() + chance.choice(("Name", "Id", "Code", "Path", "")) for word in
             chance.sample(_WORDS, chance.randrange(1, 6))]
    return chance.randrange(1, 30_000), names


def _classic(channel: str, about: Mapping[str, Any], strings: Sequence[str]) -> Callable[[EvtxWriter], None]:
    return lambda log: log.classic(provider=f"{channel} Provider", channel=channel, strings=strings, **about)


def _manifest(chance: random.Random, channel: str, about: Mapping[str, Any],
              data: Sequence[DataItem]) -> Callable[[EvtxWriter], None]:
    provider, user = channel.partition("/")[0], chance.choice(_SYSTEM_USERS)
    activity = UUID(int=chance.getrandbits(128), version=4) if chance.random() < 1 / 4 else None
    return lambda log: log.manifest(
        provider=provider, guid=uuid5(NAMESPACE_DNS, provider), channel=channel, data=data, level=4,
        task=about["event_id"] % 40, keywords=1 << 63, user_sid=user, activity=activity, **about)


def _said(chance: random.Random, before: Sequence[str]) -> str:
    """Most of what programs write down they have written before."""
    return chance.choice(before) if chance.random() < _REPEATED else _value(chance)


def _value(chance: random.Random) -> str:
    """What programs write down: sentences, paths, numbers, ids."""
    kind = chance.randrange(5)
    if kind == 0:
        return f"{{{UUID(int=chance.getrandbits(128), version=4)}}}"
    if kind == 1:
        return f"0x{chance.getrandbits(32):08x}"
    if kind == 2:  # noqa: PLR2004 - the third of five kinds
        return "C:\\Windows\\System32\\" + "\\".join(chance.sample(_WORDS, 3)) + ".dll"
    return " ".join(chance.choices(_WORDS, k=chance.randrange(2, 18)))
