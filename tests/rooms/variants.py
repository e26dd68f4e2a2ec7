"""One blocked room's diagnostic zip, collected in every way and damaged in many: what each still has to say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from checks.model import Cause
from demo import evtx_damage, zip_damage
from demo.bundle_files import AAD_CHANNEL, ROOM_CHANNEL, Damage, Recipe
from demo.bundle_layouts import Layout
from demo.bundles import bundle_of
from demo.evtx_writer import FILE_HEADER
from demo.rooms import DAY
from demo.scenario import Beat, Phase
from tests.rooms.cases import NOW
from tests.rooms.twins import room

BLOCKED, RECOVERED = room("lugano-ceresio"), room("zurich-limmat")
AAD_FILE = "Windows\\EventLog\\Microsoft-Windows-AAD_Operational.evtx"
ROOM_FILE = "Windows\\EventLog\\Skype Room System.evtx"
FIVE_DAYS_OFF = replace(RECOVERED, off=((6 * DAY, 1 * DAY),), attempts=(), phases=(Phase(9 * DAY, Beat()),))
ALL_BEATS, ALL_REFUSALS, REFUSALS_IN_HEARTBEATS = 864, 327, 312
AMOUNT = r"[\d,]+ of [\d,]+ records could be read"


@dataclass(frozen=True, slots=True)
class Variant:
    """A zip, and what a person would expect of it.

    ``beats`` is how many heartbeats are read, ``refusals`` how many refused sign-ins; most of those heartbeats name.
    ``lost`` are, by source, words (a pattern) that say what of a log cannot be used; all of a log that is not named
    there can. ``pending`` names what the reader does not do yet.
    """

    made: Callable[[], bytes]
    cause: Cause = Cause.CONDITIONAL_ACCESS_BLOCK
    beats: int = ALL_BEATS
    refusals: int = ALL_REFUSALS
    lost: Mapping[str, str] = field(default_factory=dict)
    pending: str = ""


def _of(recipe: Recipe) -> Callable[[], bytes]:
    return lambda: bundle_of(recipe, NOW)


def _laid_out(layout: Layout) -> Variant:
    return Variant(_of(Recipe(BLOCKED, layout=layout, noise_logs=8, noise_bytes=150_000, noise_texts=2)))


def _damaged(aad: Damage = bytes, heartbeats: Damage = bytes, bundle: Damage = bytes, **expected: Any) -> Variant:
    """The blocked room's zip with its two logs damaged so, and then as a whole."""
    recipe = Recipe(BLOCKED, damage={AAD_CHANNEL: aad, ROOM_CHANNEL: heartbeats})
    return Variant(lambda: bundle(bundle_of(recipe, NOW)), **expected)


VARIANTS = {
    "layout-mtr": _laid_out(Layout.MTR),
    "layout-windows": _laid_out(Layout.WINDOWS),
    "layout-intune": _laid_out(Layout.INTUNE),
    "layout-nested": _laid_out(Layout.NESTED),
    "dirty-stale-count": _damaged(
        aad=lambda log: evtx_damage.dirty(log, 0), heartbeats=lambda log: evtx_damage.dirty(log, 1)),
    "come-round": _damaged(heartbeats=lambda log: evtx_damage.come_round(log, 9)),
    "unused-chunks": _damaged(aad=lambda log: evtx_damage.with_unused_chunks(log, 5)),
    "truncated-aad-log": _damaged(
        aad=lambda log: evtx_damage.truncated(log, FILE_HEADER + 42_000), refusals=324,
        lost={"bundle.aad_log": AMOUNT}),
    "zeroed-heartbeats": _damaged(
        heartbeats=lambda log: evtx_damage.zeroed(log, 3), beats=829, lost={"bundle.heartbeats": AMOUNT}),
    "overwritten-heartbeats": _damaged(
        heartbeats=lambda log: evtx_damage.overwritten(log, 3), beats=829, lost={"bundle.heartbeats": AMOUNT}),
    "wrong-checksum": _damaged(
        heartbeats=lambda log: evtx_damage.wrong_records_checksum(log, 3), lost={"bundle.heartbeats": "checksum"}),
    "no-file-header": _damaged(
        aad=evtx_damage.without_file_header, lost={"bundle.aad_log": "header"},
        pending="a log is known by its file header, so one whose header was overwritten is no log"),
    "cleared-aad-log": _damaged(aad=evtx_damage.emptied, refusals=REFUSALS_IN_HEARTBEATS),
    "zip-without-end": _damaged(
        bundle=zip_damage.without_end, pending="a zip whose list of contents is missing is not read at all"),
    "zip-crc-error": _damaged(
        aad=evtx_damage.without_slack, bundle=lambda packed: zip_damage.wrong_crc(packed, AAD_FILE),
        lost={"bundle.aad_log": "checksum"},
        pending="the last block of an entry with a wrong checksum is thrown away"),
    "two-copies": _damaged(
        bundle=lambda packed: zip_damage.with_copy(packed, ROOM_FILE, "Windows\\Old\\Skype Room System.evtx")),
    "forwarded": Variant(_of(Recipe(BLOCKED, forwarded=True))),
    "five-days-off": Variant(
        _of(Recipe(FIVE_DAYS_OFF, span=9 * DAY)), cause=Cause.HEALTHY, beats=4 * 288, refusals=10),
    "recovered": Variant(_of(Recipe(RECOVERED)), cause=Cause.RECOVERED, refusals=72),
}
