"""How a setting is judged that can keep a room out."""

from checks.facts.heartbeats import Heartbeats
from checks.facts.settings import in_the_way
from checks.facts.sign_ins import SignIns
from checks.model import Cause, Confidence, ShowGuide, Status, Verdict
from tests.checks.builders import NOW, attempt, cite, heartbeats, sign_ins, success, unwell, well


def judge(known: SignIns | None = None, beats: Heartbeats | None = None, cites: int = 1) -> Verdict:
    places = [cite(f"place {number}") for number in range(cites)]
    return in_the_way("It is on.", Cause.MFA_REQUIRED, known, beats, NOW, cites=places)


def test_it_is_only_suggested_while_the_device_is_not_seen_to_get_in() -> None:
    for verdict in (judge(), judge(sign_ins(attempt(50076, 1))), judge(beats=heartbeats(unwell(1)))):
        assert (verdict.status, verdict.cause, verdict.confidence) == (Status.FAIL, Cause.MFA_REQUIRED, Confidence.LOW)
        assert verdict.next_steps == (ShowGuide(Cause.MFA_REQUIRED),)


def test_a_device_that_gets_in_makes_it_a_warning_without_a_cause() -> None:
    for verdict in (judge(sign_ins(success(1))), judge(beats=heartbeats(well(1)))):
        assert (verdict.status, verdict.cause) == (Status.WARN, None)
        assert verdict.summary == "It is on. The device gets in all the same, as of now."


def test_what_shows_that_the_device_gets_in_is_always_cited() -> None:
    known = sign_ins(success(1))
    assert judge(known, cites=9).citations[-1] == known.items[0].cite
    assert len(judge(known, cites=9).citations) == 5
