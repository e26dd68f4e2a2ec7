"""The bundle that every hostile one is made from, and how much of it there is to find."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from checks.facts.app_log import AppLog
from checks.facts.base import Fact
from checks.facts.heartbeats import Heartbeats
from checks.facts.sign_ins import SignIns
from tests.checks.sources.bundle.bundles import (
    AAD_PATH,
    APP_PATH,
    BEAT_PATH,
    NOW,
    UNWELL,
    beats,
    log_of,
    refused,
    room_system,
)

BEATS, REFUSALS, APP_ERRORS = 150, 60, 3
APP_LINE = ("Wed Nov 20 2024 11:{minute:02}:53 GMT+0000 (Coordinated Universal Time) <16408> -- error -- errorCode: "
            "FailedAuthentication, errorStep: get_skype_license, errorState: licenseError\n")

HEARTBEAT_LOG = log_of(*beats(BEATS, UNWELL))
AAD_LOG = log_of(*(refused(NOW - timedelta(minutes=minute)) for minute in reversed(range(REFUSALS))))
APP_TEXT = "".join(APP_LINE.format(minute=minute) for minute in range(APP_ERRORS)).encode()
NOISE = log_of(*(room_system(1, ["noise"]) for _ in range(5))).replace(
    "Skype Room".encode("utf-16-le"), "Other Room".encode("utf-16-le"))
"""The log of another program; that its checksums no longer hold must cost nothing either."""

GOOD: Mapping[str, bytes] = MappingProxyType({
    "readme.txt": b"collected by a person", r"Windows\EventLog\Other.evtx": NOISE, AAD_PATH: AAD_LOG,
    BEAT_PATH: HEARTBEAT_LOG, APP_PATH: APP_TEXT})
FACT_OF: Mapping[str, type[Fact]] = MappingProxyType({AAD_PATH: SignIns, BEAT_PATH: Heartbeats, APP_PATH: AppLog})
FULL: Mapping[type[Fact], int] = MappingProxyType({SignIns: REFUSALS, Heartbeats: BEATS, AppLog: APP_ERRORS})
"""How many records each log's own fact has in the good bundle."""
LOGS = tuple(FACT_OF)
SHORT = MappingProxyType({AAD_PATH: "aad", BEAT_PATH: "heartbeats", APP_PATH: "app"})
"""What a case's name calls a log."""
