"""Alerts, sweeps and rooms of a fleet that cards are drawn of in the tests."""

from dataclasses import replace
from datetime import time, timedelta

from bot.access_ports import Asked, on_command_line
from bot.availability import availability
from bot.cards.alert import alert_card, alerts_card
from bot.cards.audit import audit_card
from bot.cards.availability import History, availability_card, history_card
from bot.cards.fleet import fleet_card
from bot.cards.links import GLOBAL
from bot.cards.watch_rooms import watch_rooms_card
from bot.cards.watches import WatchedRow, watches_card
from bot.fleet import (
    NOT_KNOWN,
    Alert,
    Change,
    Extent,
    FleetCounts,
    Outage,
    Quiet,
    RoomState,
    Sight,
    Snooze,
    Standing,
    Subscription,
    Sweep,
    SweepState,
    Watched,
)
from bot.turns import Card, Conversation, Scope
from checks.model import Cause, Room, Severity
from tests.bot.cards.samples import NOW, ROOM, ZONE, failing

WELL = Sight(Standing.WELL, Cause.HEALTHY)
MFA = Sight(Standing.BROKEN, Cause.MFA_REQUIRED, Severity.CRITICAL, ("sign_in.mfa",))
LICENCE = Sight(Standing.BROKEN, Cause.LICENCE_MISSING, Severity.MEDIUM, ("licence.teams_rooms",))
CITIES = ("Zurich", "Geneva", "Lugano", "Bern")


def alert(change: Change = Change.BROKE, before: Sight = WELL, after: Sight = MFA, *, room: Room = ROOM,
          id_: str = "alert-1", episode: str = "outage-1", building: str = "Zurich, Europaallee") -> Alert:
    return Alert(id_, "sweep-1", room, building, change, before, after, NOW, NOW - timedelta(hours=2), episode, "r-1")


def recovery(of: Alert) -> Alert:
    return replace(of, id=f"{of.id}-over", change=Change.RECOVERED, before=of.after, after=WELL,
                   at=of.at + timedelta(hours=1, minutes=20), report="r-2")


def taken(made: Alert) -> Alert:
    return replace(made, acknowledged_by="Anna Meier", acknowledged_at=NOW + timedelta(minutes=9))


def room(number: int) -> Room:
    return Room(f"room-{number}@contoso.com", f"{CITIES[number % 4]} {number}", f"00000000-0000-4000-8000-{number:012}")


def many(number: int, after: Sight = MFA) -> tuple[Alert, ...]:
    return tuple(alert(after=after, room=room(each), id_=f"alert-{each}", episode=f"outage-{each}",
                       building=CITIES[each % 4]) for each in range(1, number + 1))


FIRST_SEEN = replace(alert(before=NOT_KNOWN), at_least=True)
WORSE = alert(Change.WORSE, LICENCE, replace(LICENCE, severity=Severity.HIGH))
OTHER_CAUSE = alert(Change.CAUSE_CHANGED, LICENCE)
FLAPPING = alert(Change.FLAPPING)


def state(number: int, seen: Sight, hours: float = 2) -> RoomState:
    return RoomState(room(number), CITIES[number % 4], seen, NOW - timedelta(hours=hours), seen, 2, told=seen,
                     outage=f"outage-{number}", report=f"r-{number}", judged_at=NOW)


CHAT = Conversation("a:1", Scope.PERSONAL, "tenant-1", {})
SWEEP = Sweep("sweep-1", "key", NOW - timedelta(minutes=9), SweepState.DONE, CHAT, rooms=2_914, looked_at=2_914,
              requests=512, ended_at=NOW)
COUNTS = FleetCounts(
    2_914, ((Cause.HEALTHY, 2_611), (Cause.RECOVERED, 24), (Cause.UNDETERMINED, 61), (Cause.MFA_REQUIRED, 212),
            (Cause.LICENCE_MISSING, 5), (Cause.PASSWORD_EXPIRED, 1)),
    (*(state(number, MFA, number) for number in range(1, 7)),
     replace(state(7, LICENCE, 300), known_since=NOW - timedelta(hours=300))),
    (*many(9), recovery(alert(room=room(40)))))
WELL_COUNTS = FleetCounts(312, ((Cause.HEALTHY, 310), (Cause.RECOVERED, 2)), (), ())


def outage(number: int, began: float, ended: float | None = None, *causes: Cause) -> Outage:
    """An outage of a room, from so many hours ago until so many."""
    return Outage(f"outage-{number}-{began}", room(number), CITIES[number % 4], causes or (Cause.MFA_REQUIRED,),
                  NOW - timedelta(hours=began), None if ended is None else NOW - timedelta(hours=ended))


START = NOW - timedelta(days=30)
OUTAGES = (outage(1, 52), outage(2, 300, 280, Cause.NETWORK_UNREACHABLE), outage(1, 400, 300, Cause.PASSWORD_EXPIRED),
           *(outage(number, 200 + number, 190) for number in range(3, 24)),
           outage(5, 90, 80, Cause.LICENCE_MISSING, Cause.MFA_REQUIRED))
WATCHED = tuple(Watched(room(number), CITIES[number % 4], NOW - timedelta(days=26 if number % 3 else 90))
                for number in range(1, 41))
PAST = availability(OUTAGES, WATCHED, START, NOW, 30)
HISTORY = History(room(1), tuple(each for each in OUTAGES if each.room == room(1)), NOW - timedelta(days=26), START,
                  NOW, state(1, MFA, 52))


def subscription(extent: Extent, target: str = "", disabled: str = "") -> Subscription:
    return Subscription(f"s-{target}", CHAT, extent, target, "ada", NOW, disabled=disabled)


WATCHED_HERE = (
    WatchedRow(replace(subscription(Extent.ALL), least=Severity.CRITICAL, quiet=Quiet(time(18), time(7), ZONE))),
    WatchedRow(replace(subscription(Extent.BUILDING, "Zurich, Europaallee"), language="de")),
    WatchedRow(subscription(Extent.ROOM, room(3).address, "Teams says that the bot is no longer in this channel."),
               room(3).display_name),
    WatchedRow(subscription(Extent.ROOM, room(4).address), room(4).address),
)
SNOOZE = Snooze("a:1", room(3).address, NOW + timedelta(hours=4), "ada")


ASKED = (
    Asked(NOW, "1b2c3d4e-0000-4000-8000-123456789abc", "tenant", "19:chat", "personal", "ShowEvidence",
          ("bern-3@contoso.com",), allowed=True, name="Anna Keller"),
    Asked(NOW - timedelta(minutes=9), "2b2c3d4e-0000-4000-8000-123456789abc", "tenant", "19:rooms", "channel", "Check",
          ("bern-3@contoso.com", *(f"zurich-{number}@contoso.com" for number in range(5))), allowed=False,
          why="You are not on the list of people who may have rooms checked.", name="Beat Frei"),
    Asked(NOW - timedelta(days=2), "3b2c3d4e-0000-4000-8000-123456789abc", "tenant", "19:group", "groupChat",
          "ShowFleet", (), allowed=True),
    on_command_line(NOW - timedelta(days=3), "BeginSweep"),
    Asked(NOW - timedelta(days=4), "", "tenant", "19:chat", "personal", "UnusableUpload", (), allowed=False,
          why="That file is not a zip."),
)


def fleet_cards() -> dict[str, Card]:
    """One card of each kind, by the name of its golden file."""
    building = availability([*OUTAGES], [each for each in WATCHED if each.building == "Bern"], START, NOW, 30)
    return {
        "watches": watches_card(WATCHED_HERE, [("Bern 3", SNOOZE)], where="this channel",
                                schedule="Every room is looked at every 30 minutes.", time_zone=ZONE),
        "watch_rooms": watch_rooms_card("dialog-1", ("Bern", "Geneva", "Zurich, Europaallee"), {}, where="this chat",
                                        schedule="Every room is looked at every 30 minutes."),
        "watch_rooms_again": watch_rooms_card(
            "dialog-1", (), {"rooms": "bern, zurich", "least": "high", "quiet": "18", "language": "de"},
            where="this channel", schedule="Rooms are looked at only when somebody writes sweep.",
            problem="Write quiet hours as two times of day that differ, for example: quiet 18:00-07:00"),
        "fleet": fleet_card(SWEEP, COUNTS, time_zone=ZONE),
        "fleet_finding": fleet_card(replace(SWEEP, state=SweepState.QUEUED, rooms=0, looked_at=0, requests=0),
                                    FleetCounts(0, (), (), ()), time_zone=ZONE),
        "fleet_looking": fleet_card(replace(SWEEP, state=SweepState.LOOKING, looked_at=1_204), COUNTS, time_zone=ZONE),
        "fleet_well": fleet_card(replace(SWEEP, conversation=None, fault="Place.Read.All is not granted, so that room "
                                         "mailboxes without a licence were not found."), WELL_COUNTS, time_zone=ZONE),
        "fleet_failed": fleet_card(replace(SWEEP, state=SweepState.FAILED, fault="Microsoft Graph did not answer."),
                                   COUNTS, time_zone=ZONE),
        "fleet_missed": fleet_card(replace(SWEEP, state=SweepState.MISSED), COUNTS),
        "audit": audit_card(ASKED, time_zone=ZONE),
        "audit_room": audit_card(ASKED[:2] * 10, room="bern-3@contoso.com", more=True, time_zone=ZONE),
        "audit_none": audit_card((), room="bern-3@contoso.com"),
        "availability": availability_card(PAST, COUNTS, last=SWEEP, schedule="every 30 minutes", time_zone=ZONE),
        "availability_building": availability_card(building, COUNTS, building="Bern", last=SWEEP, time_zone=ZONE),
        "availability_none": availability_card(availability((), (), START, NOW, 30), FleetCounts(0, (), (), ())),
        "history": history_card(HISTORY, time_zone=ZONE),
        "history_quiet": history_card(replace(HISTORY, outages=(), watched=START, state=state(1, WELL, 700)),
                                      time_zone=ZONE, watching=True),
        "history_unknown": history_card(History(room(1), (), None, START, NOW)),
    } | alert_cards()


def alert_cards() -> dict[str, Card]:
    """Alerts, in the language that is being spoken where their names tell no other."""
    return {
        "alert": alert_card(alert(), failing(), time_zone=ZONE),
        "alert_taken": alert_card(taken(alert()), failing(), time_zone=ZONE),
        "alert_first_seen": alert_card(FIRST_SEEN, failing(), time_zone=ZONE),
        "alert_worse": alert_card(WORSE, None, time_zone=ZONE),
        "alert_other_cause": alert_card(OTHER_CAUSE, failing(), time_zone=ZONE),
        "alert_flapping": alert_card(FLAPPING, failing(), time_zone=ZONE),
        "alert_recovered": alert_card(taken(alert()), failing(), time_zone=ZONE, recovered=recovery(alert())),
        "alert_german": alert_card(taken(alert()), failing(), language="de", time_zone=ZONE),
        "alert_french": alert_card(alert(), failing(), language="fr", time_zone=ZONE),
        "alert_italian": alert_card(OTHER_CAUSE, failing(), language="it", time_zone=ZONE),
        "alert_recovered_german": alert_card(alert(), None, language="de", time_zone=ZONE, recovered=recovery(alert())),
        "alert_first_seen_recovered": alert_card(FIRST_SEEN, None, time_zone=ZONE, recovered=recovery(FIRST_SEEN)),
        "alerts_one_building": alerts_card([alert(), *many(1), FIRST_SEEN], time_zone=ZONE),
        "alerts_all_recovered": alerts_card(many(3), time_zone=ZONE, recovered=[*map(recovery, many(3))]),
        "alerts": alerts_card(many(5), time_zone=ZONE),
        "alerts_many": alerts_card(many(212), time_zone=ZONE),
        "alerts_some_recovered": alerts_card(many(6), time_zone=ZONE, recovered=[*map(recovery, many(2))]),
        "alerts_recovered_french": alerts_card(many(3), language="fr", time_zone=ZONE,
                                               recovered=[*map(recovery, many(3))]),
    }


def hostile_fleet_cards(text: str) -> dict[str, Card]:
    """Every card of the fleet that shows text from outside, made of this text."""
    broken = replace(alert(room=Room(text, text, text), building=text), acknowledged_by=text, acknowledged_at=NOW,
                     report=text, id=text)
    where = Room(text, text, text)
    bad = replace(state(1, MFA), room=where, building=text, report=text)
    one = replace(outage(1, 52), room=where, building=text)
    return {
        "audit": audit_card([Asked(NOW, text, text, text, text, text, (text, text), allowed=False, why=text,
                                   name=text)] * 20, room=text, more=True),
        "fleet": fleet_card(replace(SWEEP, fault=text), FleetCounts(1, (), (bad,), (broken,))),
        "availability": availability_card(availability([one], [Watched(where, text, START)], START, NOW, 30), COUNTS,
                                          building=text, last=SWEEP, schedule=text),
        "watches": watches_card([WatchedRow(subscription(Extent.ROOM, text, text), text)], [(text, SNOOZE)],
                                where="this chat", schedule=text),
        "watch_rooms": watch_rooms_card("dialog-9", (text,), {"rooms": text, "quiet": text}, where="this chat",
                                        schedule=text, problem=text),
        "history": history_card(replace(HISTORY, room=where, outages=(one,), state=bad)),
        "alert": alert_card(broken, None, links=GLOBAL),
        "alerts": alerts_card([broken, replace(broken, episode="outage-2")], recovered=[recovery(broken)]),
    }
