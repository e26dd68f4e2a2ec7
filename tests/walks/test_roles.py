"""Who may do what, through the whole bot: by words, by buttons, in dialogs, by files; by person, group and place."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import pytest

from bot.actions import Pressable, pack
from bot.cards import NAME_ROOM
from bot.commands import model
from bot.commands.grammar import Verb
from bot.fleet import Extent
from bot.turns import Detail
from demo.bundles import bundle_for, file_name
from demo.connector import Posted, Teams, teams
from demo.employees import HELPDESK
from demo.graph_faults import Faults
from demo.graph_server import simulated_graph
from demo.identifiers import group_id
from demo.tenant import Tenant
from dialogs import DIALOGS
from tests.walks.conftest import buttons, judged, room, words
from tests.walks.role_parts import (
    ADMIN,
    DENIED,
    NO_LONGER,
    NOBODY,
    OPERATOR,
    SETTINGS,
    VIEWER,
    Place,
    Role,
    after,
    card_after,
    person,
    press,
    says_whom_to_ask,
)

AARE, LIMMAT, BROKEN = room("Zurich Aare"), room("Zurich Limmat"), room("Geneva Léman")
ROOM = AARE.address
CHANNEL = {"id": "19:rooms@thread.tacv2;messageid=1", "conversationType": "channel", "isGroup": True}

TYPED: Mapping[str, Role] = {
    ROOM: OPERATOR,  # first, since it answers a question that is open
    "help": NOBODY,
    **dict.fromkeys((f"report {ROOM}", "report zurich", "fleet", "fleet csv", f"history {ROOM}"), VIEWER),
    **dict.fromkeys((f"check {ROOM}", f"why is {ROOM} down", f"access {ROOM}", "check zurich", "explain",
                     "explain sign_in.mfa", f"snooze {ROOM} 4h", f"unsnooze {ROOM}", "watches"), OPERATOR),
    **dict.fromkeys(("watch", "watch all", f"watch {ROOM}", "unwatch all", "sweep", "doctor", f"allow {ROOM}",
                     f"disallow {ROOM}", "audit", f"audit {ROOM}", f"forget {ROOM}", "detail",
                     "detail evidence"), ADMIN),
}
PRESSED: tuple[tuple[Pressable, Role], ...] = (
    (model.ShowHelp(), NOBODY),
    *((command, VIEWER) for command in (
        model.ShowReport(ROOM), model.OpenReport("r"), model.ShowEvidence("r"), model.ShowFix("r"),
        model.ShowTicket("r"), model.ShowFleet(), model.ShowFleet(as_file=True), model.ShowHistory(ROOM),
        model.BeginDialog("pick_room"), model.ContinueDialog("d", "c", {}))),
    *((command, OPERATOR) for command in (
        model.Check((ROOM,)), model.CheckAgain("r"), model.AskAccess("r"), model.Explain(), model.Snooze(ROOM),
        model.Unsnooze(ROOM), model.Acknowledge("a"), model.ShowWatches(), model.BeginDialog("collect_logs", ROOM),
        model.BeginDialog("guided_fix", ROOM), model.BeginDialog("room_of_upload"))),
    *((command, ADMIN) for command in (
        model.Watch(model.Which(everything=True)), model.Unwatch(model.Which(everything=True)),
        model.StopWatching(Extent.ROOM, ROOM), model.BeginSweep(), model.Doctor(), model.AllowRoom(ROOM),
        model.DisallowRoom(ROOM), model.ShowAudit(), model.Forget(LIMMAT.address), model.SetDetail(),
        model.SetDetail(Detail.EVIDENCE), model.BeginDialog("watch_rooms"))),
)


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    now, faults, journal = datetime.now(UTC), Faults(), list[str]()
    tenant = Tenant(now, [AARE, LIMMAT, BROKEN])
    async with simulated_graph(tenant=tenant, faults=faults, journal=journal) as graph, teams("") as chat:
        yield Place(tmp_path, graph, now, faults, journal, chat)


def test_every_verb_and_every_button_is_in_the_tables() -> None:
    assert not [verb for verb in get_args(Verb) if not any(said.split()[0] == verb for said in TYPED)]
    assert {type(command) for command, _ in PRESSED} == set(get_args(Pressable))
    assert {each.dialog for each, _ in PRESSED if isinstance(each, model.BeginDialog)} == set(DIALOGS)


@pytest.mark.parametrize("role", Role, ids=lambda role: role.name)
async def test_a_typed_command_is_for_those_who_have_its_role(place: Place, role: Role) -> None:
    async with place.at_work(role) as chat:
        for said, wanted in TYPED.items():
            answer = await after(chat, chat.say(said))
            assert answer, said
            assert (DENIED not in answer) if role >= wanted else says_whom_to_ask(answer, role, wanted), said


@pytest.mark.parametrize("role", Role, ids=lambda role: role.name)
async def test_a_button_is_for_those_who_have_its_role(place: Place, role: Role) -> None:
    async with place.at_work(role) as chat:
        card = await card_after(chat, "help")
        for command, wanted in PRESSED:
            posted, paints = len(chat.posted), card.paints
            answer = await press(chat, card, command)
            if role >= wanted:
                assert DENIED not in answer, command
            else:
                assert says_whom_to_ask(answer, role, wanted), command
                assert (len(chat.posted), card.paints) == (posted, paints), command


@pytest.mark.parametrize("role", Role, ids=lambda role: role.name)
async def test_a_zip_is_read_for_operators(place: Place, role: Role) -> None:
    zip_ = place.home / file_name(BROKEN)
    zip_.write_bytes(bundle_for(BROKEN, place.now))
    async with place.at_work(role) as chat:
        answer = await after(chat, chat.send_file(zip_))
        if role >= OPERATOR:
            assert DENIED not in answer
            await chat.until(lambda: place.read)
        else:
            assert says_whom_to_ask(answer, role, OPERATOR)
    assert bool(place.read) is (role >= OPERATOR)


async def test_a_file_is_handed_to_whom_it_was_offered_while_they_may_have_it(place: Place) -> None:
    def told(text: str) -> Callable[[], bool]:
        return lambda: any(text in words(each.activity) for each in place.chat.posted.values())
    async with place.at_work(ADMIN) as chat:
        swept = await card_after(chat, "sweep")
        await chat.until(lambda: "Sweep again" in buttons(swept.card), within=60)
        chat.person = person(VIEWER)
        offer = await card_after(chat, "fleet csv")
        assert offer.offer
    async with place.at_work(VIEWER, NO_LONGER) as chat:
        await chat.answer_offer(offer)
        await chat.until(told(DENIED))
        assert not chat.taken
    async with place.at_work(ADMIN) as chat:
        await chat.answer_offer(offer)
        await chat.until(told("Somebody else was offered"))
        assert not chat.taken
        chat.person = person(VIEWER)
        await chat.answer_offer(offer)
        await chat.until(lambda: chat.taken)


async def _typed(chat: Teams, text: str) -> tuple[Posted, Mapping[str, Any]]:
    posted = await card_after(chat, text)
    return posted, buttons(posted.card)


async def _pressed(chat: Teams, dialog: str) -> tuple[Posted, Mapping[str, Any]]:
    posted = await card_after(chat, "help")
    payload = pack(model.BeginDialog(dialog, ROOM))
    answer = await chat.press(posted, {"verb": payload["verb"], "data": payload})
    return posted, buttons(answer["value"])


Opened = Callable[[Teams], Awaitable[tuple[Posted, Mapping[str, Any]]]]
STEPS: Mapping[str, tuple[Opened, str, Role]] = {
    "which room to check": (lambda chat: _typed(chat, "check zurich"), "Check: Zurich Limmat", OPERATOR),
    "whose report": (lambda chat: _typed(chat, "report zurich"), "Show report: Zurich Limmat", VIEWER),
    "whose history": (lambda chat: _typed(chat, "history zurich"), "Show history: Zurich Limmat", VIEWER),
    "which to snooze": (lambda chat: _typed(chat, "snooze zurich 4h"), "Snooze: Zurich Limmat", OPERATOR),
    "which to watch": (lambda chat: _typed(chat, "watch zurich"), "Watch: Zurich Limmat", ADMIN),
    "what goes wrong": (lambda chat: _pressed(chat, "guided_fix"), "The console says it cannot sign in", OPERATOR),
    "how to collect": (lambda chat: _pressed(chat, "collect_logs"), "", OPERATOR),
    "what to watch": (lambda chat: _typed(chat, "watch"), "Watch these rooms", ADMIN),
}


@pytest.mark.parametrize(("opened", "title", "least"), STEPS.values(), ids=STEPS)
async def test_a_dialog_goes_on_while_the_person_has_the_role_for_its_end(place: Place, opened: Opened, title: str,
                                                                         least: Role) -> None:
    """An admin opens it; with less than the role that the step takes it stands still, with that role it goes on."""
    who = person(ADMIN)["aadObjectId"]
    below = {SETTINGS[Role(least - 1)]: who} if least > VIEWER else NO_LONGER
    async with place.at_work(ADMIN) as chat:
        posted, steps = await opened(chat)
        step = steps[title] if title else next(each for each in steps.values() if each.get("verb") == "continue_dialog")
    for roles, allowed in ((below, False), ({SETTINGS[least]: who}, True)):
        async with place.at_work(ADMIN, roles) as chat:
            paints, number = posted.paints, len(chat.posted)
            answer = words((await chat.press(posted, step))["value"])
            assert (DENIED not in answer) is allowed, answer
            assert "no longer open" not in answer
            assert allowed or (posted.paints, len(chat.posted)) == (paints, number)


async def test_a_question_for_a_report_cannot_be_made_one_for_a_check(place: Place) -> None:
    async with place.at_work(VIEWER) as chat:
        posted, steps = await _typed(chat, "report zurich")
        step = steps["Show report: Zurich Limmat"]
        dialog = step["data"]["dialog_id"]
        forged = [
            {**step["data"], "choice": BROKEN.address}, {**step["data"], "wish": "check"},
            {**step["data"], "verb": "check", "rooms": [ROOM]},
            {**pack(model.ContinueDialog(dialog, NAME_ROOM, {})), "field.room": f"check {ROOM}"},
        ]
        for payload in forged:
            answer = words((await chat.press(posted, {"verb": "continue_dialog", "data": payload}))["value"])
            assert "Checking" not in answer, payload
        for command in (model.Check((ROOM,)), model.CheckAgain(dialog), model.BeginDialog("guided_fix", ROOM)):
            assert DENIED in await press(chat, posted, command)
        shown = words((await chat.press(posted, step))["value"])
        assert "I have no report of Zurich Limmat" in shown
        assert DENIED in await press(chat, posted, model.Check((LIMMAT.address,)))
        await chat.quiet(0.5)
        assert not [each for each in chat.posted.values() if "Check again" in buttons(each.card)]
    assert [allowed for name, allowed in place.asked() if name in ("Check", "CheckAgain")] == [False] * 3
    assert ("ShowReport", True) in place.asked()


async def test_a_button_pressed_without_the_right_is_denied_to_that_person_alone(place: Place) -> None:
    async with place.at_work(OPERATOR) as chat:
        chat.conversation = CHANNEL
        await chat.mention(f"check {BROKEN.address}")
        done = await chat.until(judged(chat, BROKEN.display_name))
        await chat.quiet(1.0)
        before, number, paints = done.activity, len(chat.posted), done.paints
        chat.person = person(NOBODY)
        for title, action in buttons(done.card).items():
            if action["type"] == "Action.Execute":
                answer = await chat.press(done, action)
                assert DENIED in words(answer["value"]), title
        await chat.quiet(0.5)
        assert (done.activity, len(chat.posted), done.paints) == (before, number, paints)


async def test_a_group_gives_its_members_a_role(place: Place) -> None:
    group = group_id(HELPDESK)
    first, second = (each for each in Tenant(place.now, [AARE, LIMMAT]).employees if HELPDESK in each.groups)
    other = next(each for each in Tenant(place.now, [AARE]).employees if HELPDESK not in each.groups)
    async with place.at_work(NOBODY, {"ROOMCHECK_OPERATORS": f"group:{group}"}) as chat:
        chat.person = {"id": "a", "name": "A", "aadObjectId": first.object_id}
        assert DENIED not in await after(chat, chat.say("explain"))
        chat.person = {"id": "b", "name": "B", "aadObjectId": other.object_id}
        assert DENIED in await after(chat, chat.say("explain"))
        assert f"POST /v1.0/users/{first.object_id}/checkMemberGroups" in place.journal
        place.faults.denied.add("GroupMember.Read.All")
        chat.person = {"id": "c", "name": "C", "aadObjectId": second.object_id}
        answer = await after(chat, chat.say("explain"))
        assert DENIED in answer
        assert "could not read just now which groups you are in" in answer


async def test_a_place_gives_a_role_there_and_nowhere_else(place: Place) -> None:
    async with place.at_work(NOBODY, {"ROOMCHECK_OPERATORS": "channel:19:rooms@thread.tacv2"}) as chat:
        assert DENIED in await after(chat, chat.say("explain"))
        chat.conversation = CHANNEL
        assert DENIED not in await after(chat, chat.mention("explain"))
        chat.conversation = {**CHANNEL, "id": "19:others@thread.tacv2"}
        assert DENIED in await after(chat, chat.mention("explain"))
        chat.conversation, chat.person = CHANNEL, {"id": "unnamed", "name": "Unnamed"}
        assert "did not tell me who you are" in await after(chat, chat.mention("explain"))

