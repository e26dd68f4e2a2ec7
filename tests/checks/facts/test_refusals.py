"""Which refusals still stand."""

from dataclasses import replace

import pytest

from checks.facts.base import Fact
from checks.facts.heartbeats import Heartbeats
from checks.facts.refusals import none_refused, of_causes, open_refusals, refusals, refused
from checks.facts.sign_ins import Origin, SignIns
from checks.model import Cause, Confidence, Status
from tests.checks.builders import (
    EXCHANGE,
    NOW,
    attempt,
    device_log,
    heartbeats,
    logged,
    sign_ins,
    success,
    unwell,
    well,
)


def still(*facts: Fact) -> list[int]:
    by_type = {type(fact): fact for fact in facts}
    known_sign_ins, beats = by_type.get(SignIns), by_type.get(Heartbeats)
    assert known_sign_ins is None or isinstance(known_sign_ins, SignIns)
    assert beats is None or isinstance(beats, Heartbeats)
    return [each.code for each in open_refusals(known_sign_ins, beats)]


OPEN = {
    "nothing came after": (sign_ins(attempt(50126, 2)),),
    "the success came before": (sign_ins(attempt(50126, 2), success(3)),),
    "another application's success": (sign_ins(attempt(50126, 2), success(1, app=EXCHANGE)),),
    "a person's success": (sign_ins(attempt(50126, 2), success(1, Origin.PERSON)),),
    "another program's success": (sign_ins(attempt(50126, 2), success(1, Origin.OTHER_PROGRAM)),),
    "an unknown one's success": (sign_ins(attempt(50126, 2), success(1, Origin.UNKNOWN)),),
    "an unhealthy heartbeat": (sign_ins(attempt(50126, 2)), heartbeats(unwell(1))),
    "a heartbeat of before": (sign_ins(attempt(50126, 2)), heartbeats(well(3))),
    "a step of an ordinary sign-in": (sign_ins(attempt(50126, 2), attempt(50058, 1)),),
    "asked to stay signed in before": (sign_ins(attempt(50126, 2), attempt(50140, 3)),),
    "a person is asked to stay signed in": (sign_ins(attempt(50126, 2), attempt(50140, 1, Origin.PERSON)),),
    "only a heartbeat tells it": (heartbeats(unwell(1, 50126)),),
    "the heartbeat goes on while another application signs in": (sign_ins(success(1)), heartbeats(unwell(1.05, 50126))),
}
HEALED = {
    "a success of the same application": (sign_ins(attempt(50126, 2), success(1)),),
    "a healthy heartbeat": (sign_ins(attempt(50126, 2)), heartbeats(well(1))),
    "asked to stay signed in": (sign_ins(attempt(50126, 2), attempt(50140, 1)),),
    "no application named, any success": (sign_ins(logged(50126, 2), success(1, app=EXCHANGE)),),
    "unknown origin, any success of the device": (
        sign_ins(attempt(50126, 2, Origin.UNKNOWN, app="Azure CLI"), success(1)),),
    "unknown origin, its own success": (sign_ins(attempt(50126, 2, Origin.UNKNOWN), success(1, Origin.UNKNOWN)),),
    "a person": (sign_ins(attempt(50126, 2, Origin.PERSON)),),
    "another program": (sign_ins(attempt(50126, 2, Origin.OTHER_PROGRAM)),),
    "never a cause": (sign_ins(attempt(50058, 2)),),
    "a heartbeat that is over": (heartbeats(unwell(2, 50126), well(1)),),
    "a heartbeat before the device signed in": (sign_ins(success(1)), heartbeats(unwell(2, 50126), until=2)),
}


@pytest.mark.parametrize("name", OPEN)
def test_a_refusal_stands(name: str) -> None:
    assert still(*OPEN[name]) == [50126]


@pytest.mark.parametrize("name", HEALED)
def test_a_refusal_is_over(name: str) -> None:
    assert still(*HEALED[name]) == []


def test_a_code_told_by_a_heartbeat_and_read_from_it_counts_once() -> None:
    beat = unwell(1, 50126)
    same = logged(50126, 1)
    read = type(same)(same.at, same.code, same.kind, same.origin, beat.cite)
    assert len(refusals(device_log(read), heartbeats(beat))) == 1


def test_the_devices_own_hide_those_of_unknown_origin() -> None:
    found = open_refusals(sign_ins(attempt(50126, 2), attempt(50126, 1, Origin.UNKNOWN)), None)
    assert [each.by_device for each in of_causes(found, Cause.WRONG_CREDENTIALS)] == [True]


SURE = {
    "the device's, fresh": (sign_ins(attempt(50126, 1)), Status.FAIL, Confidence.HIGH),
    "the device's, days old": (sign_ins(attempt(50126, 48)), Status.FAIL, Confidence.MEDIUM),
    "older than a week": (sign_ins(attempt(50126, 200)), Status.WARN, Confidence.LOW),
    "of unknown origin": (sign_ins(attempt(50126, 1, Origin.UNKNOWN)), Status.WARN, Confidence.LOW),
    "of two meanings": (sign_ins(attempt(50158, 1)), Status.FAIL, Confidence.MEDIUM),
    "of two meanings beside one of one": (sign_ins(attempt(50158, 1), attempt(50076, 1.5)), Status.FAIL,
                                          Confidence.HIGH),
    "of unknown meaning": (sign_ins(attempt(99999, 1)), Status.FAIL, Confidence.LOW),
}


@pytest.mark.parametrize("name", SURE)
def test_how_sure(name: str) -> None:
    fact, status, confidence = SURE[name]
    verdict = refused(open_refusals(fact, None), Cause.SIGN_IN_BLOCKED_OTHER, NOW)
    assert (verdict.status, verdict.confidence) == (status, confidence)


def test_the_verdict_says_how_often_since_when_and_with_what() -> None:
    beats = [unwell(hours, 50126) for hours in (1, 1.5)]
    found = open_refusals(sign_ins(*(attempt(50126, hours) for hours in range(2, 9))), heartbeats(*beats))
    verdict = refused(found, Cause.WRONG_CREDENTIALS, NOW)
    assert verdict.summary == ("7 sign-ins of the device were refused with AADSTS50126 (wrong user name or password); "
                               "also in 2 heartbeats.")
    assert (verdict.since, verdict.latest) == (found[-1].at, found[0].at)
    assert [each.at for each in verdict.citations] == [each.at for each in found[2:7]]


SAYING_NOTHING = {
    "nothing was read": (None, None),
    "nothing was seen": (device_log(), heartbeats()),
    "the network is down": (device_log(), heartbeats(well(2), unwell(1, network="Unhealthy"))),
    "it was never well, and no attempt was seen": (device_log(), heartbeats(unwell(1))),
    "unwell, and no log of sign-ins was read": (None, heartbeats(well(2), unwell(1))),
    "well, but days ago": (None, heartbeats(well(30))),
    "an attempt of unknown origin": (sign_ins(success(1, Origin.UNKNOWN)), None),
    "refused for another reason": (sign_ins(success(2), attempt(50057, 1)), None),
}


@pytest.mark.parametrize("name", SAYING_NOTHING)
def test_nobody_can_say_that_none_was_refused(name: str) -> None:
    verdict = none_refused(*SAYING_NOTHING[name], "refused", Cause.PASSWORD_EXPIRED, NOW)
    assert verdict.status is Status.SKIPPED, verdict.summary


def test_a_heartbeat_that_repeats_a_code_is_no_attempt() -> None:
    beat = unwell(1, 50126)
    read = replace(logged(50126, 1), cite=beat.cite)
    known = sign_ins(read, logged(50126, 2), success(0.5))
    verdict = none_refused(known, heartbeats(beat, well(3)), "refused", Cause.MFA_REQUIRED, NOW)
    assert verdict.summary.startswith("2 sign-in attempts and 1 healthy heartbeat in ")


@pytest.mark.parametrize(("code", "status"), [(53003, Status.PASS), (50076, Status.PASS), (53000, Status.PASS),
                                              (50053, Status.SKIPPED), (50034, Status.SKIPPED)])
def test_what_refuses_after_the_password_shows_that_it_is_right(code: int, status: Status) -> None:
    verdict = none_refused(sign_ins(attempt(code, 1)), None, "refused", Cause.WRONG_CREDENTIALS, NOW)
    assert verdict.status is status
    assert none_refused(sign_ins(attempt(code, 1)), None, "refused", Cause.MFA_REQUIRED, NOW).status is Status.SKIPPED


@pytest.mark.parametrize("after", [50076, 53003, 53000])
@pytest.mark.parametrize("before", [50126, 50055, 50034, 50057])
def test_what_refuses_after_the_password_closes_what_came_before_it(before: int, after: int) -> None:
    assert still(sign_ins(attempt(before, 2), attempt(after, 1))) == [after]
    assert still(sign_ins(attempt(before, 1), attempt(after, 2))) == [before, after]
    assert before in still(sign_ins(attempt(before, 2), attempt(after, 1, Origin.UNKNOWN)))


def test_what_refuses_before_the_password_closes_nothing() -> None:
    assert still(sign_ins(attempt(50126, 2), attempt(50053, 1))) == [50053, 50126]


def test_ten_thousand_refusals_beside_ten_thousand_successes_take_no_minutes() -> None:
    many = 10_000
    refused_, let_in = (attempt(50126, 1 + number / many, app=EXCHANGE) for number in range(many)), (
        success(2 + number / many) for number in range(many))
    assert len(still(sign_ins(*refused_, *let_in))) == many
