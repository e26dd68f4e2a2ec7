"""What crosses to the bot."""

import json

from checks.codec import report_from, report_json
from checks.collector import NOTHING, Evidence
from checks.engine import Outcome, judge
from checks.facts.base import Fact, Facts
from checks.facts.device import Device
from checks.facts.sign_ins import SignIns
from checks.facts.timeline import Timeline, history_of
from checks.history import Condition, Stretch
from checks.model import Citation, Gap, GapReason, Report, Room, Window
from checks.report import make_report
from tests.checks.builders import (
    CATALOGUE,
    NOW,
    account,
    ago,
    gap,
    heartbeats,
    no_account,
    sign_ins,
    success,
    well,
    windows,
)

ADDRESS = Room("room-42@contoso.com")


def report_of(*facts: Fact, gaps: tuple[Gap, ...] = (), room: Room = ADDRESS) -> Report:
    evidence = Evidence(Facts(facts), gaps)
    return make_report(room, Outcome(judge(CATALOGUE, evidence), NOTHING, evidence), NOW)


def test_a_room_known_by_its_address_gets_its_name_from_the_directory() -> None:
    report = report_of(account(), sign_ins(success(1)))
    assert report.room == Room("room-42@contoso.com", "Room 42", "oid")
    assert report.diagnosis.sentence.startswith("Room 42 ")


def test_an_account_that_is_gone_leaves_the_name_to_the_device() -> None:
    console = Device(NOW, Citation("bundle.heartbeats", "Skype Room System.evtx#1"), display_name="Room 42 (console)")
    assert report_of(no_account(), console).room.display_name == "Room 42 (console)"
    assert report_of(account(), console).room.display_name == "Room 42"


def test_a_name_that_is_known_stays() -> None:
    assert report_of(account(), room=Room("room-42@contoso.com", "Board room")).room.display_name == "Board room"


def test_there_is_one_finding_for_every_check() -> None:
    assert [finding.id for finding in report_of().findings] == list(CATALOGUE)


def test_the_gaps_of_the_sources_come_first_and_each_once() -> None:
    refused = gap(SignIns)
    gaps = report_of(account(), gaps=(refused, refused)).gaps
    assert gaps[0] == refused
    assert len(gaps) == len(set(gaps))
    assert any(each.reason is GapReason.NOT_OFFERED for each in gaps)


def test_what_was_looked_at_is_one_window_a_source() -> None:
    narrow = sign_ins(covers=(Window(ago(5), ago(1), "graph.sign_ins.interactive"),))
    looked = report_of(sign_ins(), heartbeats(well(1)), narrow).looked_at
    assert looked == tuple(sorted((*windows("graph.sign_ins.interactive", "graph.sign_ins.non_interactive"),
                                   *windows("bundle.heartbeats")), key=lambda window: window.source))


def test_its_published_form_reads_back_equal() -> None:
    report = report_of(account(), sign_ins(success(1)), gaps=(gap(SignIns),))
    assert report_from(json.loads(json.dumps(report_json(report)))) == report


def test_the_timeline_is_told_only_where_a_zip_was_read() -> None:
    history = history_of(ago(9), ago(1), (Stretch(Condition.WELL, ago(9), ago(1), 97),), (), (), has_heartbeats=True)
    assert report_of(account(), sign_ins(success(1))).timeline is None
    assert report_of(account(), Timeline(windows("bundle.heartbeats"), history)).timeline == history


def test_a_report_that_was_kept_before_there_were_timelines_reads_back() -> None:
    document = report_json(report_of(account()))
    del document["timeline"]
    assert report_from(document).timeline is None
