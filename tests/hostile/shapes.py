"""Activities as Teams sends them, to be spoilt: every kind that the bot answers, and some that it does not."""

import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from demo.connector import FILE_TYPE, TENANT
from demo.rooms import ROOMS
from tests.bot.teams_wire import BOT_ID, a_press, an_activity

Activity = dict[str, Any]

PEOPLE = tuple(f"aaaaaaaa-0000-4000-8000-00000000000{number}" for number in range(6))
PLACES: Sequence[Mapping[str, Any]] = (
    *({"id": f"a:{number}personal", "conversationType": "personal", "tenantId": TENANT} for number in range(4)),
    {"id": "19:abc@thread.tacv2;messageid=1700", "conversationType": "channel", "isGroup": True, "tenantId": TENANT},
    {"id": "19:xyz@thread.v2", "conversationType": "groupChat", "isGroup": True, "tenantId": TENANT},
)
WORDS = (
    "help", "report {room}", "explain", "explain sign_in/mfa", "explain AADSTS50076", "doctor", "watch {room}",
    "watch everything", "unwatch {room}", "watches", "snooze {room} 2h", "unsnooze {room}", "fleet", "fleet as csv",
    "history {room}", "history {room} as csv", "check zurich", "report zurich", "no command at all", "collect {room}",
)
VERBS: Mapping[str, Mapping[str, Any]] = {
    "check": {"rooms": ["room-1@contoso.com"], "asked": []}, "show_report": {"room": "zurich"},
    "explain": {"check": "sign_in/mfa"}, "show_help": {}, "check_again": {"run": "r1", "after": 0},
    "open_report": {"report": "r1-0"}, "show_evidence": {"report": "r1-0", "finding": ""},
    "show_fix": {"report": "r1-0"}, "show_ticket": {"report": "r1-0"},
    "begin_dialog": {"dialog": "collect_logs", "room": "room-1@contoso.com"},
    "continue_dialog": {"dialog_id": "d1", "choice": "pick"}, "ask_access": {"run": "r1"},
    "stop_watching": {"extent": "room", "target": "room-1@contoso.com"}, "show_watches": {},
    "snooze": {"room": "zurich", "lasts": 3600, "until": None, "tomorrow": False}, "begin_sweep": {},
    "show_fleet": {"building": "", "as_file": True}, "acknowledge": {"alert": "a1"}, "doctor": {"room": ""},
}


def a_shape(chance: random.Random, service_url: str, seen: Sequence[Mapping[str, Any]]) -> Activity:
    """One activity that is as it should be. ``seen`` are buttons of cards that the bot has posted."""
    made = chance.choice(_KINDS)(chance, service_url, seen)
    made["id"] = f"{chance.getrandbits(40)}"
    made["conversation"] = dict(chance.choice(PLACES))
    made["channelData"] = {"tenant": {"id": TENANT}}
    made["from"] = {"id": "29:1abc", "name": "Ada Admin", "aadObjectId": chance.choice(PEOPLE)}
    return made


def _said(chance: random.Random, service_url: str, _seen: Sequence[Mapping[str, Any]]) -> Activity:
    rarely = chance.random() < 0.1  # a check takes a hundred times as long as anything else
    words = "check {room}" if rarely else chance.choice(WORDS)
    return an_activity(service_url, text=words.format(room=chance.choice(ROOMS).address))


def _mentioned(chance: random.Random, service_url: str, seen: Sequence[Mapping[str, Any]]) -> Activity:
    said = _said(chance, service_url, seen)
    mention = {"type": "mention", "mentioned": {"id": BOT_ID, "name": "Roomcheck"}, "text": "<at>Roomcheck</at>"}
    return {**said, "text": f"<at>Roomcheck</at> {said['text']}", "entities": [mention]}


def _payload(chance: random.Random, seen: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    if seen and chance.random() < 0.6:
        return dict(chance.choice(seen))
    verb = chance.choice(list(VERBS))
    return {"roomcheck": 1, "verb": verb, **VERBS[verb]}


def _pressed(chance: random.Random, service_url: str, seen: Sequence[Mapping[str, Any]]) -> Activity:
    payload = _payload(chance, seen)
    action = {"type": "Action.Execute", "verb": payload.get("verb"), "data": payload}
    return a_press(service_url, value={"action": action, "trigger": "manual"},
                   replyToId=f"m{chance.randrange(200)}")


def _submitted(chance: random.Random, service_url: str, seen: Sequence[Mapping[str, Any]]) -> Activity:
    return an_activity(service_url, text=None, value=_payload(chance, seen), replyToId=f"m{chance.randrange(200)}")


def _file(chance: random.Random, service_url: str, _seen: Sequence[Mapping[str, Any]]) -> Activity:
    url = chance.choice((f"{service_url}/files/gone", "https://contoso-my.sharepoint.com.evil.example/x",
                         "http://169.254.169.254/latest/meta-data", "file:///etc/passwd", "//evil.example/x"))
    content = {"downloadUrl": url, "uniqueId": "u", "fileType": "zip"}
    name = chance.choice(("a.zip", "../../b.zip", "c\u202epiz.exe"))
    return an_activity(service_url, text=chance.choice(("", "logs of room-1@contoso.com")),
                       attachments=[{"contentType": FILE_TYPE, "name": name, "content": content}])


def _consent(chance: random.Random, service_url: str, seen: Sequence[Mapping[str, Any]]) -> Activity:
    offer = next((each["offer"] for each in reversed(seen) if "offer" in each), "offer-1")
    place = {"contentUrl": f"{service_url}/drive/x", "name": "rooms.csv", "uniqueId": "u", "fileType": "csv",
             "uploadUrl": chance.choice((f"{service_url}/drive/x", "https://evil.example/up", "http://127.0.0.1:1/x"))}
    value = {"type": "fileUpload", "action": chance.choice(("accept", "decline")), "context": {"offer": offer},
             "uploadInfo": place}
    return an_activity(service_url, type="invoke", name="fileConsent/invoke", text=None, value=value, replyToId="m7")


def _installed(chance: random.Random, service_url: str, _seen: Sequence[Mapping[str, Any]]) -> Activity:
    if chance.random() < 0.5:
        return an_activity(service_url, type="installationUpdate", text=None, action=chance.choice(("add", "remove")))
    return an_activity(service_url, type="conversationUpdate", text=None, membersAdded=[{"id": BOT_ID}, {"id": "29:x"}])


def _of_no_interest(chance: random.Random, service_url: str, _seen: Sequence[Mapping[str, Any]]) -> Activity:
    kind, name = chance.choice((
        ("invoke", "composeExtension/query"), ("invoke", "signin/verifyState"), ("invoke", "task/fetch"),
        ("invoke", "__proto__"), ("invoke", ""), ("messageReaction", ""), ("typing", ""), ("endOfConversation", ""),
        ("event", "continueConversation"), ("messageDelete", ""), ("messageUpdate", ""), ("trace", ""), ("\u202e", "")))
    return an_activity(service_url, type=kind, name=name, value={"a": 1}, text=None)


_KINDS: tuple[Callable[[random.Random, str, Sequence[Mapping[str, Any]]], Activity], ...] = (
    _said, _said, _mentioned, _pressed, _pressed, _pressed, _submitted, _file, _consent, _installed, _of_no_interest,
)
