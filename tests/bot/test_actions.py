"""What a button carries comes back from clients, so everything but our own payloads is refused."""

import json
from datetime import time, timedelta
from typing import get_args

import pytest

from bot.actions import COPY, FIELD, REFUSED, Pressable, pack, unpack
from bot.commands.model import (
    Acknowledge,
    AllowRoom,
    Analyze,
    AnswerOffer,
    AskAccess,
    BeginDialog,
    BeginSweep,
    Check,
    CheckAgain,
    Command,
    ContinueDialog,
    DisallowRoom,
    Doctor,
    Explain,
    Forget,
    Hours,
    OpenReport,
    SetDetail,
    ShowAudit,
    ShowEvidence,
    ShowFix,
    ShowFleet,
    ShowHelp,
    ShowHistory,
    ShowReport,
    ShowTicket,
    ShowWatches,
    Snooze,
    StopWatching,
    Unsnooze,
    Unwatch,
    Watch,
    Which,
)
from bot.fleet import Extent
from bot.turns import Detail
from checks.facts.asked import Topic
from checks.model import Severity

EXAMPLES: tuple[Pressable, ...] = (
    Check(("room-42@contoso.com", "Kilimanjaro")),
    Check(("room-42@contoso.com",), frozenset({Topic.ACCESS})),
    ShowReport("Zugspitze, 4. Stock"),
    Explain(),
    Explain("sign_in.mfa"),
    ShowHelp(),
    Doctor(),
    Doctor("room-42@contoso.com"),
    CheckAgain("run-1"),
    CheckAgain("run-1", timedelta(minutes=15)),
    OpenReport("9f1c"),
    ShowEvidence("9f1c"),
    ShowEvidence("9f1c", "sign_in.mfa"),
    ShowFix("9f1c"),
    ShowTicket("9f1c"),
    BeginDialog("collect_logs"),
    BeginDialog("collect_logs", "room-42@contoso.com"),
    ContinueDialog("dialog-1", "room-42@contoso.com", {}),
    AskAccess("run-1"),
    Watch(Which(("room-42@contoso.com", "Kilimanjaro"))),
    Watch(Which(building="Zurich"), Severity.HIGH, Hours(time(18), time(7, 30)), "de"),
    Unwatch(Which(everything=True)),
    StopWatching(Extent.BUILDING, "Zurich"),
    StopWatching(Extent.ALL, ""),
    ShowWatches(),
    Snooze("room-42@contoso.com", timedelta(hours=4)),
    Snooze("Kilimanjaro", until=time(18), tomorrow=True),
    Unsnooze("room-42@contoso.com"),
    BeginSweep(),
    ShowFleet(),
    ShowFleet("Zurich", as_file=True),
    ShowHistory("room-42@contoso.com"),
    Acknowledge("4f1c"), AllowRoom("room-42@contoso.com"), DisallowRoom("room-42@contoso.com"), ShowAudit(),
    ShowAudit("room-42@contoso.com"), Forget("room-42@contoso.com"), Forget("room-42@contoso.com", confirmed=True),
    SetDetail(), SetDetail(Detail.CAUSE), SetDetail(Detail.EVIDENCE),
)


@pytest.mark.parametrize("command", EXAMPLES, ids=lambda command: type(command).__name__)
def test_command_survives_the_way_to_the_client_and_back(command: Pressable) -> None:
    assert unpack(json.loads(json.dumps(pack(command)))) == command


def test_every_command_but_those_with_a_files_address_can_be_a_button() -> None:
    assert {type(each) for each in EXAMPLES} == set(get_args(Command)) - {Analyze, AnswerOffer}


def test_a_button_of_a_card_from_before_asks_for_an_ordinary_check() -> None:
    payload = {"roomcheck": 1, "verb": "check", "rooms": ["room-42@contoso.com"]}
    assert unpack(payload) == Check(("room-42@contoso.com",))


def test_asking_conditional_access_carries_an_id_only() -> None:
    assert pack(AskAccess("run-1")) == {"roomcheck": 1, "verb": "ask_access", "run": "run-1"}


def test_filled_in_fields_come_back_as_the_dialogs_own() -> None:
    payload = pack(ContinueDialog("dialog-1", "name_room", {})) | {f"{FIELD}room": "room-42@contoso.com\n"}
    assert unpack(payload) == ContinueDialog("dialog-1", "name_room", {"room": "room-42@contoso.com\n"})


def test_text_that_was_only_there_to_copy_is_ignored() -> None:
    assert unpack(pack(ShowFix("9f1c")) | {f"{COPY}ticket": "x" * 9_000}) == ShowFix("9f1c")


ROOMS_OF_NO_BUTTON: tuple[object, ...] = (
    None, [], {"rooms": ["a"]}, {"rooms": [], "building": "", "everything": False},
    {"rooms": ["a"], "building": "b", "everything": False}, {"rooms": ["a"], "building": "", "everything": True},
    {"rooms": ["a"], "building": "", "everything": 0}, {"rooms": ["a"], "building": "", "everything": False, "x": 1},
    {"rooms": [], "building": " ", "everything": False}, {"rooms": "a", "building": "", "everything": False},
    {"rooms": ["a"] * 21, "building": "", "everything": False},
)
A_WATCH = pack(Watch(Which(everything=True)))
A_SNOOZE = pack(Snooze("room-42@contoso.com", timedelta(hours=4)))


@pytest.mark.parametrize("which", ROOMS_OF_NO_BUTTON)
def test_rooms_that_no_button_names_are_refused(which: object) -> None:
    assert unpack(pack(Unwatch(Which(("a",)))) | {"which": which}) == REFUSED


@pytest.mark.parametrize("payload", [
    *(A_WATCH | wrong for wrong in (
        {"least": "worst"}, {"least": None}, {"quiet": "18:00"}, {"quiet": "24:00-07:00"}, {"quiet": 18},
        {"quiet": "18:00-07:60"}, {"quiet": "1\u096e:00-07:00"}, {"language": "es"}, {"language": None})),
    *(A_SNOOZE | wrong for wrong in (
        {"lasts": 30 * 86_400 + 1}, {"lasts": -1}, {"lasts": 1.5}, {"until": "8"}, {"tomorrow": None}, {"room": ""})),
])
def test_conditions_that_no_button_carries_are_refused(payload: dict[str, object]) -> None:
    assert unpack(payload) == REFUSED


@pytest.mark.parametrize("payload", [
    None, [], "show_help", 1, {}, {"verb": "show_help"}, {"roomcheck": 1}, {1: 2},
    {"roomcheck": 2, "verb": "show_help"},
    {"roomcheck": True, "verb": "show_help"},
    {"roomcheck": "1", "verb": "show_help"},
    {"roomcheck": 1, "verb": "analyze", "file_name": "a.zip", "download_url": "https://x", "room": ""},
    {"roomcheck": 1, "verb": ["show_help"]},
    {"roomcheck": 1, "verb": "show_help", "more": 1},
    {"roomcheck": 1, "verb": "show_help", f"{FIELD}room": "x"},
    {"roomcheck": 1, "verb": "show_fix"},
    {"roomcheck": 1, "verb": "show_fix", "report": ""},
    {"roomcheck": 1, "verb": "show_fix", "report": 7},
    {"roomcheck": 1, "verb": "show_fix", "report": "../../etc/passwd"},
    {"roomcheck": 1, "verb": "show_fix", "report": "a" * 129},
    {"roomcheck": 1, "verb": "show_fix", "report": "a\n"},
    {"roomcheck": 1, "verb": "check", "rooms": "room-42@contoso.com"},
    {"roomcheck": 1, "verb": "check", "rooms": []},
    {"roomcheck": 1, "verb": "check", "rooms": ["  "]},
    {"roomcheck": 1, "verb": "check", "rooms": ["a"] * 21},
    {"roomcheck": 1, "verb": "check", "rooms": ["a\u202eb"]},
    {"roomcheck": 1, "verb": "check", "rooms": ["a"], "asked": "access"},
    {"roomcheck": 1, "verb": "check", "rooms": ["a"], "asked": ["everything"]},
    {"roomcheck": 1, "verb": "check", "rooms": ["a"], "asked": [["access"]]},
    {"roomcheck": 1, "verb": "ask_access", "run": ""},
    {"roomcheck": 1, "verb": "ask_access", "run": "run-1", "after": 0},
    {"roomcheck": 1, "verb": "check_again", "run": "run-1", "after": -1},
    {"roomcheck": 1, "verb": "check_again", "run": "run-1", "after": 86_401},
    {"roomcheck": 1, "verb": "check_again", "run": "run-1", "after": True},
    {"roomcheck": 1, "verb": "check_again", "run": "run-1", "after": 1e308},
    {"roomcheck": 1, "verb": "begin_dialog", "dialog": "collect_logs", "room": "x" * 321},
    {"roomcheck": 1, "verb": "continue_dialog", "dialog_id": "d", "choice": ""},
    {"roomcheck": 1, "verb": "continue_dialog", "dialog_id": "d", "choice": "c", "fields": {}},
    {"roomcheck": 1, "verb": "continue_dialog", "dialog_id": "d", "choice": "c", f"{FIELD}ROOM": "x"},
    {"roomcheck": 1, "verb": "continue_dialog", "dialog_id": "d", "choice": "c", f"{FIELD}room": 1},
    {"roomcheck": 1, "verb": "continue_dialog", "dialog_id": "d", "choice": "c", f"{FIELD}room": "x" * 4_001},
    {"roomcheck": 1, "verb": "continue_dialog", "dialog_id": "d", "choice": "c", f"{FIELD}room": "\ud800"},
    {"roomcheck": 1, "verb": "answer_offer", "offer": "o", "accepted": True, "url": "https://x"},
    {"roomcheck": 1, "verb": "stop_watching", "extent": "everything", "target": ""},
    {"roomcheck": 1, "verb": "show_fleet", "building": "a\u202eb", "as_file": False},
    {"roomcheck": 1, "verb": "show_history", "room": "a", "as_file": "yes"},
    {"roomcheck": 1, "verb": "acknowledge", "alert": "../x"},
    {"roomcheck": 1, "verb": "continue_dialog", "dialog_id": "d", "choice": "c"}
    | {f"{FIELD}{name}": "" for name in "abcdefghi"},
])
def test_anything_else_is_refused(payload: object) -> None:
    assert unpack(payload) == REFUSED
