"""What is wrong with the answer to a hostile bundle: with what was read of it, and with the card that says so."""

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.cards import ask_room_card, card_message, report_card, summary_of
from bot.cards.parts import MOST_BYTES, size, walk
from bot.cards.text import BREAK
from bot.commands.address import OddAddressError, address
from bot.ports import Fault, KeptReport
from bot.run_messages import RunMessages
from bot.turns import Message
from checks import codec
from checks.collector import BundleReading, UnreadableBundleError
from checks.engine import Outcome, judge
from checks.facts.base import Fact
from checks.model import GapReason, Report, Room, Status
from checks.registry import discover
from checks.report import make_report
from checks.sources.bundle.reading import read
from tests.bot.access_fakes import FakeDetails
from tests.checks.sources.bundle.bundles import NOW
from tests.checks.sources.bundle.hostile.case import Expectation
from tests.checks.sources.bundle.hostile.good import FULL

CATALOGUE = discover()
Answer = BundleReading | UnreadableBundleError
_ROOM = "room-42@contoso.com"
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def read_here(path: Path) -> Answer:
    """What the reader makes of the bundle, in this process."""
    try:
        return read(path)
    except UnreadableBundleError as refusal:
        return refusal


def complaints(answer: Answer, expected: Expectation) -> list[str]:
    """What is wrong with the answer and its card; empty when nothing is."""
    if isinstance(answer, UnreadableBundleError):
        said = RunMessages(FakeDetails()).failed(Fault(str(answer), answer.remedy))
        return [*_of_refusal(answer, expected), *_of_message(said)]
    return [*_of_reading(answer, expected), *_of_cards(answer)]


def _of_refusal(refusal: UnreadableBundleError, expected: Expectation) -> Iterator[str]:
    if not refusal.remedy:
        yield "the refusal says nothing to do"
    if not expected.free and (expected.refusal is None or expected.refusal not in str(refusal)):
        yield f"refused: {refusal}"


def _of_reading(reading: BundleReading, expected: Expectation) -> Iterator[str]:
    if codec.reading_from(codec.reading_json(reading)) != reading:
        yield "the reading does not come back from its JSON as it was"
    if expected.must_refuse:
        yield "read, where there was nothing to read"
    if expected.free:
        return
    damaged = {gap.fact for gap in reading.evidence.gaps if gap.reason is GapReason.DAMAGED}
    for fact, count in expected.found.items():
        doubted = fact.title in damaged and fact not in expected.lost and not expected.doubted
        if doubted or _count(reading, fact) != count:
            said = "said to be damaged" if fact.title in damaged else "not said to be damaged"
            yield f"{_count(reading, fact)} of {count} {fact.__name__}, {said}"
    for fact in expected.lost | expected.told:
        is_whole = fact in expected.told and _count(reading, fact) >= FULL[fact]
        if fact.title not in damaged and not is_whole:
            yield f"{_count(reading, fact)} {fact.__name__}, and no word of the others"


def _count(reading: BundleReading, fact: type[Fact]) -> int:
    facts = reading.evidence.facts
    return len(getattr(facts[fact], "items", ())) if fact in facts else 0


def _of_cards(reading: BundleReading) -> Iterator[str]:
    findings = judge(CATALOGUE, reading.evidence)
    yield from (f"check {finding.id} failed: {finding.summary}" for finding in findings
                if finding.status is Status.ERROR)
    yield from of_report(make_report(_room(reading), Outcome(findings, reading.evidence, reading.evidence), NOW))
    yield from _of_message(card_message(ask_room_card("run-1", "upload.zip", reading.display_name), "Which room?"))


def _room(reading: BundleReading) -> Room:
    try:
        return Room(address(reading.alias), reading.display_name)
    except OddAddressError:
        return Room(_ROOM, reading.display_name)


def of_report(report: Report) -> Iterator[str]:
    """What is wrong with a report and its card."""
    if codec.report_from(json.loads(json.dumps(codec.report_json(report)))) != report:
        yield "the report does not come back from its JSON as it was"
    yield from _of_message(card_message(report_card(KeptReport("run-1-0", "run-1", report)), summary_of(report)))


def _of_message(message: Message) -> Iterator[str]:
    card = message.card or {}
    text = json.dumps(card, allow_nan=False, ensure_ascii=False)
    if json.loads(text.encode()) != card:
        yield "the card does not come back from its JSON as it was"
    if not card or size(card) > MOST_BYTES:
        yield f"the card has {size(card)} bytes"
    for shown in (message.summary, *_texts(card)):
        if unseen := {f"U+{ord(sign):04X}" for sign in shown if unicodedata.category(sign) in _UNSEEN} - {
                f"U+{ord(BREAK):04X}"}:
            yield f"the card shows {', '.join(sorted(unseen))} in {shown[:80]!r}"


def _texts(card: dict[str, Any]) -> Iterator[str]:
    """Every text of a card; the lines of a field to copy one by one."""
    for element in walk(card):
        for key, value in element.items():
            if isinstance(value, str):
                yield from value.split("\n") if (key, element.get("type")) == ("value", "Input.Text") else [value]
