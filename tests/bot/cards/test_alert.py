"""What an alert says and offers."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions import unpack
from bot.cards.alert import alert_card, alert_summary, alerts_card, recovery_line
from bot.cards.links import LINKS
from bot.cards.parts import MOST_BYTES, size, walk
from bot.commands.model import Acknowledge, Check, ShowEvidence, ShowHistory, Snooze
from bot.fleet import Alert, Change
from checks.model import Cause, Room
from tests.bot.cards.fleet_samples import FIRST_SEEN, FLAPPING, OTHER_CAUSE, WORSE, alert, many, recovery, room, taken
from tests.bot.cards.samples import NOW, ROOM, ZONE, failing, healthy
from tests.bot.fakes import payloads, texts


def test_an_alert_offers_what_can_be_done_about_it() -> None:
    made = alert_card(alert(), failing())
    assert [unpack(each) for each in payloads(made).values()] == [
        Check((ROOM.address,)), ShowEvidence("r-1"), Acknowledge("alert-1"), Snooze(ROOM.address, timedelta(hours=4)),
        ShowHistory(ROOM.address)]
    assert made["actions"][-1]["url"].endswith(ROOM.object_id)


@pytest.mark.parametrize("cloud", LINKS)
def test_the_admin_centre_is_the_clouds_own(cloud: str) -> None:
    made = alert_card(alert(), None, links=LINKS[cloud])
    assert made["actions"][-1]["url"] == LINKS[cloud].account(ROOM.object_id)


def test_what_somebody_has_taken_says_who_and_is_not_offered_again() -> None:
    made = alert_card(taken(alert()), failing(), time_zone=ZONE)
    assert "Taken by Anna Meier, 16:23" in texts(made)
    assert "I take it" not in payloads(made)


@pytest.mark.parametrize(("language", "told"), [
    ("en", "Taken by Anna Meier, Mon 23 Nov 2026, 16:14 CET"),
    ("de", "Übernommen von Anna Meier, Mo 23. Nov. 2026, 16:14 CET"),
    ("fr", "Pris en charge par Anna Meier, lun. 23 nov. 2026, 16:14 CET"),
    ("it", "Preso in carico da Anna Meier, lun 23 nov 2026, 16:14 CET")])
def test_what_was_taken_on_another_day_than_the_card_shows_has_its_date(language: str, told: str) -> None:
    later = replace(alert(), acknowledged_by="Anna Meier", acknowledged_at=NOW + timedelta(days=1))
    assert told in texts(alert_card(later, None, language=language, time_zone=ZONE))
    assert told in texts(alerts_card([later, *many(3)], language=language, time_zone=ZONE))
    over = replace(recovery(later), at=NOW + timedelta(days=2))
    assert told in texts(alert_card(later, None, language=language, time_zone=ZONE, recovered=over))
    same_day = replace(recovery(later), at=NOW + timedelta(days=1, hours=2))
    assert told not in texts(alert_card(later, None, language=language, time_zone=ZONE, recovered=same_day))


@pytest.mark.parametrize(("language", "began", "lasted"), [
    ("en", "At least since Sun 22 Nov", "after at least 3 hours"),
    ("de", "Mindestens seit So 22.", "nach mindestens 3 St"),
    ("fr", "Au moins depuis le dim.", "après au moins 3 heures"), ("it", "Almeno da dom", "dopo almeno 3 ore")])
def test_a_room_that_was_broken_when_it_was_first_seen_may_have_been_so_for_longer(
        language: str, began: str, lasted: str) -> None:
    def shown(*alerts: Alert, recovered: Alert | None = None) -> str:
        made = alerts_card(alerts, language=language, time_zone=ZONE) if len(alerts) > 1 else \
            alert_card(alerts[0], None, language=language, time_zone=ZONE, recovered=recovered)
        return " ".join(texts(made).split())

    within = f"{began[0].lower()}{began[1:]}"
    assert began in shown(FIRST_SEEN)
    assert began in shown(FIRST_SEEN, *many(3))
    assert lasted in shown(FIRST_SEEN, recovered=recovery(FIRST_SEEN))
    assert within in shown(FIRST_SEEN, recovered=recovery(FIRST_SEEN))
    assert lasted in recovery_line([recovery(FIRST_SEEN)], language, ZONE)
    known = shown(alert(), recovered=recovery(alert()))
    assert lasted not in known
    assert within not in known
    assert began not in shown(alert())


@pytest.mark.parametrize(("language", "mark"), [
    ("de", "(auf Englisch)"), ("fr", "(en anglais)"), ("it", "(in inglese)")])
def test_every_english_text_of_an_alert_in_another_language_is_marked(language: str, mark: str) -> None:
    made = alert_card(alert(), failing(), language=language, time_zone=ZONE)
    lines = texts(made).splitlines()
    said = failing().report.diagnosis
    assert lines[lines.index(said.owner) + 1].strip() == mark
    assert lines[lines.index(said.sentence) + 1].strip() == mark
    assert lines[lines.index(said.first_step) - 1].endswith(mark)
    english = {each["text"] for each in walk(made) if each.get("type") == "TextRun" and each.get("lang") == "en"}
    assert english == {said.owner, said.sentence, said.first_step}


def test_a_report_of_another_cause_says_nothing_on_an_alert() -> None:
    shown = texts(alert_card(alert(), healthy()))
    assert "Multi-factor authentication demanded" in shown
    assert "nothing is failing" not in shown


def test_what_has_changed_is_said() -> None:
    assert "Severity: medium → high" in texts(alert_card(WORSE, None))
    assert "Before: Licence missing" in texts(alert_card(OTHER_CAUSE, None))
    assert "Single changes are not told" in texts(alert_card(FLAPPING, None))
    assert "Before:" not in texts(alert_card(alert(), None))


def test_a_room_that_has_recovered_is_struck_from_attention() -> None:
    made = alert_card(taken(alert()), failing(), time_zone=ZONE, recovered=recovery(alert()))
    shown = texts(made)
    assert "Working again since Sun 22 Nov 2026, 17:34 CET, after 3 hours" in shown
    assert "It was: Multi-factor authentication demanded, since Sun 22 Nov 2026, 14:14 CET" in shown
    assert "Taken by Anna Meier" in shown
    assert "attention" not in str(made)
    assert {"I take it", "Snooze for 4 hours"}.isdisjoint(payloads(made))


def test_a_recovery_by_itself_looks_the_same() -> None:
    over = recovery(alert())
    assert alert_card(over, None)["body"] == alert_card(alert(), None, recovered=over)["body"]


def test_many_rooms_name_the_cause_the_number_and_the_rooms() -> None:
    shown = texts(alerts_card(many(212)))
    assert "212 rooms" in shown
    assert "Multi-factor authentication demanded" in shown
    assert "and 204 more rooms" in shown
    assert "Bern 127," in shown
    assert "and 84 more rooms" in shown


def test_those_still_broken_stand_before_those_that_recovered() -> None:
    first = many(3)[0]
    shown = texts(alerts_card(many(3), time_zone=ZONE, recovered=[recovery(first)]))
    assert "Working again: 1 of 3" in shown
    assert shown.index("Bern 3") < shown.index(first.room.label)
    assert "attention" in str(alerts_card(many(3), recovered=[recovery(first)]))


def test_when_all_have_recovered_nothing_is_left_to_be_done() -> None:
    made = alerts_card(many(3), recovered=[*map(recovery, many(3))])
    assert "All 3 rooms are working again" in texts(made)
    assert "attention" not in str(made)
    assert set(payloads(made)) & {"I take it", "Check these rooms"} == set()


def test_rooms_are_checked_together_only_while_a_check_takes_them() -> None:
    assert "Check these rooms" in payloads(alerts_card(many(12)))
    assert "Check these rooms" not in payloads(alerts_card(many(21)))


@pytest.mark.parametrize("number", [1, 8, 9, 130, 3_000])
@pytest.mark.parametrize("name", ["東京" * 60, '\\"' * 80, "a"])
def test_any_number_of_any_names_fits(number: int, name: str) -> None:
    alerts = [replace(each, room=Room(f"{each.room.address}", f"{name} {each.room.label}"), building=name)
              for each in many(number)]
    recovered = [recovery(each) for each in alerts[: number // 2]]
    assert size(alerts_card(alerts, recovered=recovered)) <= MOST_BYTES
    assert len(recovery_line(alerts)) < 500


def test_what_a_notification_and_a_thread_say() -> None:
    assert alert_summary([alert()]) == \
        "✖ Kilimanjaro (4th floor): Stopped working: Multi-factor authentication demanded"
    assert alert_summary(many(12), "de") == "✖ 12 Räume: Ausgefallen: MFA verlangt (mehrstufige Authentifizierung)"
    assert alert_summary([recovery(alert())], "fr") == "✔ Kilimanjaro (4th floor): Fonctionne à nouveau"
    assert recovery_line([recovery(alert())], "it", ZONE) == \
        "Kilimanjaro (4th floor) funziona di nuovo da dom 22 nov 2026, 17:34 CET, dopo 3 ore."
    assert recovery_line([*map(recovery, many(5))]) == \
        "5 rooms are working again: Geneva 1, Lugano 2, Bern 3 and 2 more rooms."


@pytest.mark.parametrize("change", Change)
@pytest.mark.parametrize("cause", Cause)
def test_every_change_and_every_cause_can_be_drawn(change: Change, cause: Cause) -> None:
    made = replace(alert(change, room=room(1)), after=replace(alert().after, cause=cause))
    assert alert_card(made, None)["body"]
    assert alert_summary([made])
