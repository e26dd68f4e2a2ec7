"""Records that are whole, and whose texts are to break who reads them."""

import json
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from checks.facts.heartbeats import Heartbeats
from checks.facts.sign_ins import SignIns
from checks.sources.bundle.codes import MOST_NUMBERS
from tests.checks.sources.bundle.bundles import (
    AAD_PATH,
    BEAT_PATH,
    NOW,
    UNWELL,
    Write,
    beat,
    beats,
    log_of,
    refused,
    room_system,
)
from tests.checks.sources.bundle.hostile.case import RECOVERED, Case, more, table
from tests.checks.sources.bundle.hostile.good import BEATS, REFUSALS
from tests.checks.sources.bundle.hostile.log_damage import with_log
from tests.checks.sources.bundle.hostile.raw_evtx import repaired

MOST = 30_000
"""Characters of a text that fit into a chunk."""
_MARK = "\ue000\ue001"
_LATER = NOW + timedelta(minutes=1)

PAYLOADS: dict[str, str] = {
    "nested arrays": "[" * (MOST // 2) + "]" * (MOST // 2), "arrays that never end": "[" * MOST,
    "nested objects": '{"Description":' * 1_900 + "1" + "}" * 1_900, "objects that never end": '{"a":' * 6_000,
    "an integer of 29,000 digits": '{"Description": ' + "9" * 29_000 + "}",
    "an integer within of 4,300 digits": '{"Description": "x", "Alias": ' + "9" * 4_300 + "}",
    "a number past all": '{"Description": "x", "OS": 1e999999, "Alias": -1e999999}',
    "no numbers": '{"Description": NaN, "Alias": Infinity}',
    "half a pair, escaped": '{"Description": "\\ud800 status: \\udfff"}',
    "half a pair in every field": json.dumps(
        dict.fromkeys(("Description", "Alias", "DisplayName", "OSVersion"), "\ud83d")),
    "NULs, escaped": '{"Description": "a\\u0000b", "Alias": "\\u0000", "DisplayName": "\\u202e\\u0007"}',
    "keys twice": '{"Description": "one", "Description": ["two"], "Alias": "a@b.c", "Alias": null}',
    "the same key 2,000 times": "{" + '"Description":1,' * 1_800 + '"Description":"x"}',
    "nothing": "", "one sign": "{",
    "text behind": '{"Description": "x"} {"Description": "y"}', "single quotes": "{'Description': 'x'}",
    "a key of 29,000 letters": '{"Description": "x", "' + "k" * 29_000 + '": 1}',
    "2,000 keys": json.dumps(
        {"Description": "x", **{f"k{number}": 1 for number in range(2_000)}}),
    "a byte order mark": '\ufeff{"Description": "x"}',
    "a name of 28,000 letters": json.dumps({"Description": "x", "DisplayName": "W" * 28_000}),
    "an address of 28,000 letters": json.dumps({"Description": "x", "Alias": "a" * 14_000 + "@" + "b." * 7_000}),
    "a name that is a card": json.dumps(
        {"Description": "x", "DisplayName": "</at>**[x](https://evil.example)** {{DATE()}}"}),
    "a name that is turned": json.dumps(
        {"Description": "x", "DisplayName": "Room \u202e24\u2066\u200b", "Alias": "\u202e@x.y"}),
    "versions without end": json.dumps({"Description": "x", "OSVersion": "1." * 11_000, "AppVersion": "9" * 5_000}),
}
RUNS: dict[str, str] = {
    "blanks": " ", "dots": ".", "colons": ":", "status": "status ", "status:": "status: ",
    "labels": "Teams Signin status",
    "labels and blanks": "network          ", "half labels": "Sign in sign-in teams ",
    "labelled states": "Signin status: x. ",

    "codes": "AADSTS", "long codes": "AADSTS50076", "digits": "9", "hexadecimal": "0xCAA", "ids": "11111111-",
    "at signs": "a@", "addresses": "a@b.c ", "dotted": "a.a", "percent": "%40", "tokens": "eyJ", "secrets": "token=",
    "bearer": "bearer ", "users": "user name ", "accounts": "account:", "user and quote": 'user "',
    "folders": "users\\",
    "backslashes": "\\", "domains": "A\\", "web addresses": "https://", "queries": "https://a?", "ids of users": "S-1-",
    "equal signs": "a1=", "Timestamp:": "Timestamp: ", "client:": "client: ", "resource:": "resource: ",
    "Correlation ID:": "Correlation ID: ", "marks": "a\u0301\u0301", "emoji": "😀", "new lines": "\r\n", "tabs": "\t",
    "turns": "\u202e", "capital sharp s": "İẞﬁ",
}
"""Pieces that are repeated as often as a record can hold: what makes a careless pattern look for ever."""
REFUSALS_THEMSELVES = {"long codes"}
REFUSED: dict[str, tuple[list[Write], int]] = {
    "computer of 20,000 letters": ([refused(_LATER, computer="M" * 20_000)], 1),
    "computer that is turned": ([refused(_LATER, computer="MTR\u202e-1\n*x*")], 1),
    "of 2,000 codes": (
        [refused(_LATER, " ".join(f"AADSTS{50_000 + number}" for number in range(2_000)))], MOST_NUMBERS),
}
"""Records beside the good ones, and how many refusals they are."""


def _beats_and(write: Write) -> bytes:
    return with_log(BEAT_PATH, log_of(*beats(BEATS, UNWELL), write))


def _refusals_and(*writes: Write) -> bytes:
    own = (refused(NOW - timedelta(minutes=minute)) for minute in reversed(range(REFUSALS)))
    return with_log(AAD_PATH, log_of(*own, *writes))


def _run(piece: str) -> str:
    """As much of the piece as fits, and an end that no pattern expects."""
    return piece * ((MOST - 3_000) // len(piece.encode("utf-16-le")) * 2) + "\u00a0!"


def _odd_heartbeats() -> bytes:
    odd = beat(_LATER, f"Signin status: {_MARK} Un{_MARK}healthy.")
    return with_log(BEAT_PATH, _half_a_pair(log_of(*beats(BEATS, UNWELL), odd)))


def _odd_refusals() -> bytes:
    odd = (refused(NOW - timedelta(minutes=minute), f"AADSTS50076: {_MARK}") for minute in range(REFUSALS))
    return with_log(AAD_PATH, _half_a_pair(log_of(*odd)))


def _half_a_pair(log: bytes) -> bytes:
    """The log with lone surrogates where its marks stand: the writer itself writes none."""
    return repaired(bytearray(log.replace(_MARK.encode("utf-16-le"), b"\x00\xd8\x00\xd8")))


def _cases() -> Iterator[Case]:
    for name, text in PAYLOADS.items():
        yield from table("heartbeat", {name: (
            partial(_beats_and, room_system(2001, [text], _LATER)), more(Heartbeats))})
    for number, (name, piece) in enumerate(RUNS.items()):
        text, in_turn = _run(piece), number % 2 or name in REFUSALS_THEMSELVES
        if not in_turn:
            yield from table("run", {f"{name}, in a heartbeat": (
                partial(_beats_and, beat(_LATER, text[:MOST // 2])), more(Heartbeats))})
        else:
            said = refused(_LATER, f"AADSTS50076: {text[:MOST - 4_000]}")
            yield from table("run", {f"{name}, in a refusal": (partial(_refusals_and, said), more(SignIns))})
    yield from table("heartbeat", {
        "half a pair in its text": (_odd_heartbeats, more(Heartbeats)),
        "of a thousand texts": (partial(_beats_and, room_system(2001, ["x"] * 1_000, _LATER)), more(Heartbeats))})
    for name, (writes, count) in REFUSED.items():
        yield from table("refusal", {name: (partial(_refusals_and, *writes), more(SignIns, count))})
    impossible = [refused(_LATER.replace(year=year)) for year in (1601, 1970, 9999)]
    yield from table("refusal", {
        "of years past and to come": (partial(_refusals_and, *impossible), RECOVERED),
        "half a pair in its text": (_odd_refusals, more(SignIns, 0))})


CASES = list(_cases())
