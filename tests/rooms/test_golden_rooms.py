"""Every simulated room's reports, as files to be read when they change, and what must hold of each of them."""

import json

from checks.codec import report_from
from checks.model import Status
from demo.employees import EMPLOYEE_MARK
from demo.rooms import PILOT, ROOMS
from demo.scenario import Scenario
from demo.tenant import Tenant
from tests.checks.sentences import unbounded
from tests.rooms.cases import Judged
from tests.rooms.conftest import HERE, Golden, name_of, published, sources_of

MOST_CITATIONS = 5


def test_report_is_the_golden_one(source: str, scenario: Scenario, judged: Judged, golden: Golden) -> None:
    golden.holds(name_of(scenario), source, getattr(judged, source))


def test_headline_is_the_right_one(source: str, scenario: Scenario, judged: Judged) -> None:
    diagnosis = getattr(judged, source).diagnosis
    assert diagnosis.cause is getattr(scenario.expected, source), diagnosis.why


def test_other_causes_stand_beside_the_headline(scenario: Scenario, judged: Judged) -> None:
    failed = {finding.cause for finding in judged.both.findings if finding.status is Status.FAIL}
    assert failed >= set(scenario.expected.also)


def test_nobody_but_the_room_appears(source: str, scenario: Scenario, judged: Judged, tenant: Tenant) -> None:
    told = json.dumps(published(getattr(judged, source)), ensure_ascii=False)
    others = {each.address for each in ROOMS} - {scenario.address}
    assert EMPLOYEE_MARK not in told.casefold()
    assert not {each for each in tenant.employees if each.object_id in told}
    assert not {address for address in others if address in told.casefold()}


def test_a_policy_on_trial_is_at_most_a_warning(source: str, judged: Judged) -> None:
    document = published(getattr(judged, source))
    assert PILOT.name not in json.dumps(document["diagnosis"])
    naming = [each for each in document["findings"] if PILOT.name in json.dumps(each)]
    assert all((each["status"], each["cause"]) == ("warn", None) for each in naming), naming


def test_every_citation_names_its_place_and_none_is_a_flood(source: str, judged: Judged) -> None:
    for finding in getattr(judged, source).findings:
        assert len(finding.citations) <= MOST_CITATIONS, finding.id
        assert all(cite.source and cite.locator for cite in finding.citations), finding.id


def test_what_failed_is_cited_or_says_that_nothing_was_there(source: str, judged: Judged) -> None:
    uncited = {finding.id for finding in getattr(judged, source).findings
               if finding.status is Status.FAIL and not finding.citations}
    assert uncited <= {"network.sign_in_attempts"}


def test_what_was_not_seen_is_said_of_a_time(source: str, judged: Judged) -> None:
    report = getattr(judged, source)
    assert not [told for told in (report.diagnosis.why, *(each.summary for each in report.findings)) if unbounded(told)]


def test_report_reads_back_in_its_published_form(source: str, judged: Judged) -> None:
    document = published(getattr(judged, source))
    assert published(report_from(json.loads(json.dumps(document)))) == document


def test_no_file_is_left_over() -> None:
    kept = {path.relative_to(HERE).as_posix() for path in HERE.glob("*/*.json") if path.parent.name != "zips"}
    assert kept == {f"{name_of(room)}/{source}.json" for room in ROOMS for source in sources_of(room)}
