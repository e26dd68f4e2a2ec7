"""What people write about the fleet, in all the ways they do."""

from datetime import time, timedelta

import pytest

from bot.commands.grammar import parse
from bot.commands.languages import NAMES, SPOKEN, UNSPOKEN, alert_language_of
from bot.commands.model import (
    BeginDialog,
    BeginSweep,
    Check,
    Hours,
    ShowFleet,
    ShowHistory,
    ShowWatches,
    Snooze,
    Unclear,
    Unsnooze,
    Unwatch,
    Watch,
    Which,
)
from checks.model import Severity

ROOM = "room-42@contoso.com"
ALL = Which(everything=True)
NIGHT = Hours(time(18), time(7))

UNDERSTOOD = [
    ("watch", BeginDialog("watch_rooms")),
    ("Watch!", BeginDialog("watch_rooms")),
    (f"watch {ROOM}", Watch(Which((ROOM,)))),
    (f"watch {ROOM}, zurich aare and bern", Watch(Which((ROOM, "zurich aare", "bern")))),
    ("watch all", Watch(ALL)),
    ("Watch everything.", Watch(ALL)),
    ("watch all the rooms", Watch(ALL)),
    ("subscribe to the whole fleet", Watch(ALL)),
    ("watch the great hall", Watch(Which(("great hall",)))),
    ("watch building Zurich HQ and Annex", Watch(Which(building="Zurich HQ and Annex"))),
    ('watch the building "Zürich, Europaallee"', Watch(Which(building="Zürich, Europaallee"))),
    ("watch all only critical", Watch(ALL, Severity.CRITICAL)),
    ("watch all from medium and up", Watch(ALL, Severity.MEDIUM)),
    ("watch all at least high or worse", Watch(ALL, Severity.HIGH)),
    ("watch bern quiet 18:00-07:00", Watch(Which(("bern",)), quiet=NIGHT)),
    ("watch bern quiet hours from 6pm to 7 am", Watch(Which(("bern",)), quiet=NIGHT)),
    ("watch bern quiet 18\u20137", Watch(Which(("bern",)), quiet=NIGHT)),
    ("watch bern quiet 12am-12pm", Watch(Which(("bern",)), quiet=Hours(time(0), time(12)))),
    ("watch bern quiet 20:30-24:00", Watch(Which(("bern",)), quiet=Hours(time(20, 30), time(0)))),
    ("watch all in German", Watch(ALL, language="de")),
    ("watch all in français", Watch(ALL, language="fr")),
    ("watch bern in it, quiet 18:00-07:00, from high",
     Watch(Which(("bern",)), Severity.HIGH, NIGHT, "it")),
    ("watch offices in Berlin", Watch(Which(("offices in Berlin",)))),
    ("watch quiet room", Watch(Which(("quiet room",)))),
    ("unwatch", ShowWatches()),
    (f"unwatch {ROOM}", Unwatch(Which((ROOM,)))),
    ("stop watching everything", Unwatch(ALL)),
    ("unsubscribe from building Bern", Unwatch(Which(building="Bern"))),
    ("watches", ShowWatches()),
    ("what do you watch?", ShowWatches()),
    (f"snooze {ROOM} 4h", Snooze(ROOM, timedelta(hours=4))),
    ("snooze zurich 42 for 30 minutes", Snooze("zurich 42", timedelta(minutes=30))),
    ("snooze bern 2 days", Snooze("bern", timedelta(days=2))),
    ("mute bern for a week", Snooze("bern", timedelta(weeks=1))),
    ("snooze bern until 18:00", Snooze("bern", until=time(18))),
    ("snooze bern until 6.30 p.m.", Snooze("bern", until=time(18, 30))),
    ("snooze bern until tomorrow", Snooze("bern", until=time(8), tomorrow=True)),
    ("snooze bern until tomorrow at 9", Snooze("bern", until=time(9), tomorrow=True)),
    ("snooze bern till 18h00 tomorrow", Snooze("bern", until=time(18), tomorrow=True)),
    ("unsnooze bern", Unsnooze("bern")),
    ("unmute the zurich aare", Unsnooze("zurich aare")),
    ("sweep", BeginSweep()),
    ("please sweep now", BeginSweep()),
    ("fleet", ShowFleet()),
    ("availability", ShowFleet()),
    ("fleet building Zurich", ShowFleet("Zurich")),
    ("fleet Zurich", ShowFleet("Zurich")),
    ("fleet csv", ShowFleet(as_file=True)),
    ("fleet building Zurich as a CSV file", ShowFleet("Zurich", as_file=True)),
    ("history zurich aare", ShowHistory("zurich aare")),
    (f"history of {ROOM} csv", ShowHistory(ROOM, as_file=True)),
    ("check watch tower", Check(("watch tower",))),
    ("watch all hands 3", Watch(Which(("all hands 3",)))),
    ("watch Only Zurich, all hands 3 in German", Watch(Which(("Only Zurich", "all hands 3")), language="de")),
    ('watch "All"', Watch(Which(("All",)))),
    ("snooze all hands 3 4h", Snooze("all hands 3", timedelta(hours=4))),
]


@pytest.mark.parametrize(("text", "command"), UNDERSTOOD)
def test_command(text: str, command: object) -> None:
    assert parse(text) == command


@pytest.mark.parametrize(("text", "why"), [
    ("watch building", "Which building?"), ("watch all quiet 18:00", "two times of day"),
    ("watch all quiet 25-7", "two times of day"), ("watch all quiet 7-7", "two times of day"),
    ("watch all quiet 13pm-7am", "two times of day"), ("watch all quiet 18:60-7", "two times of day"),
    ("watch all in Spanish", "English, German, French, Italian"), ("watch a@b", "no ending"),
    ("watch only critical", "Which rooms?"), ("watch " + " ".join(f"r{n}@x.com" for n in range(21)), "21 rooms"),
    ("unwatch building", "Which building?"), ("unwatch a@b", "no ending"),
    ("snooze", "For how long?"), (f"snooze {ROOM}", "For how long?"), ("snooze 4h", "Which room?"),
    ("snooze a@x.com b@x.com 4h", "One room at a time."), ("snooze bern 31 days", "to 30 days"),
    ("snooze bern 0m", "from a minute"), ("snooze bern 999999 weeks", "to 30 days"),
    ("snooze bern until 26:00", "no such time"), ("snooze a@b 4h", "no ending"),
    ("watch all, in Klingon", "I do not understand “in Klingon” beside it. Behind what is to be watched"),
    ("unwatch everything and bern", "“everything” means every room already"),
    ("snooze all 4h", "Rooms are snoozed one by one"), ("snooze everything", "Rooms are snoozed one by one"),
    ("mute all the rooms until tomorrow", "watch all quiet 18:00-07:00"),
    ("unsnooze all", "One room at a time."), ("history all", "One room at a time."),
    ("unsnooze", "Which room?"), ("unsnooze a@x.com b@x.com", "One room at a time."),
    (f"sweep {ROOM}", "A sweep looks at every room."), ("fleet building", "Which building?"),
    ("history", "Which room?"), ("history a@x.com b@x.com", "One room at a time."),
])
def test_what_cannot_be_meant_says_why_and_offers_what_can(text: str, why: str) -> None:
    answer = parse(text)
    assert isinstance(answer, Unclear)
    assert why in answer.reason
    assert answer.suggestions
    assert not any(isinstance(parse(each), Unclear) for each in answer.suggestions)


@pytest.mark.parametrize(("text", "meant"), [
    ("wacth all", "watch all"), ("wathces all", "watch all"), ("wacth all in German", "watch all in German"),
    ("swep", "sweep"), ("swep now", "sweep"), ("flet", "fleet"), (f"histroy {ROOM}", f"history {ROOM}"),
    ("snoze all 4h", f"snooze {ROOM} 4h"), ("unwacth all", "unwatch all")])
def test_a_misspelled_verb_offers_the_right_one_first(text: str, meant: str) -> None:
    answer = parse(text)
    assert isinstance(answer, Unclear)
    assert meant == answer.suggestions[0]
    assert not {"watches all", "sweep now", "unsnooze all 4h"} & set(answer.suggestions)


def test_every_language_that_can_be_named_is_spoken() -> None:
    assert set(NAMES.values()) == set(SPOKEN)
    assert not UNSPOKEN & set(NAMES)


@pytest.mark.parametrize(("locale", "language"), [("de-CH", "de"), ("FR", "fr"), ("it-IT", "it"), ("en-GB", "en"),
                                                  ("es-ES", "en"), ("", "en")])
def test_the_language_of_a_locale(locale: str, language: str) -> None:
    assert alert_language_of(locale) == language
