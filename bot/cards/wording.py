"""One symbol and one wording for each status, cause and source, so that every card speaks alike."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.cards.parts import Colour, Element, Style, run
from bot.cards.text import plain
from bot.words import _, mark
from checks.facts.app_log import AppLog
from checks.facts.clock import DeviceClock
from checks.facts.codes import CODES
from checks.facts.contents import Contents
from checks.facts.device import Device
from checks.facts.federation_faults import FederationFaults
from checks.facts.hardware import Hardware, Restarts
from checks.facts.heartbeats import Heartbeats
from checks.facts.hresults import HRESULTS, normalised
from checks.facts.network_faults import NetworkFaults
from checks.facts.timeline import Timeline
from checks.facts.versions import Versions
from checks.model import Cause, Confidence, Diagnosis, Finding, Gap, GapReason, Report, Severity, Status

DEFAULT_WAIT_MINUTES = 15


@dataclass(frozen=True, slots=True)
class Look:
    """A state as it is shown: never by colour alone. ``word`` is a message of the catalogues."""

    symbol: str
    word: str
    colour: Colour
    style: Style = "default"

    @property
    def mark(self) -> Element:
        """The symbol in its colour."""
        return run(self.symbol, colour=self.colour, bold=True)

    @property
    def said(self) -> str:
        """The word in the language that is being spoken."""
        return _(self.word) if self.word else ""


STATUSES: Mapping[Status, Look] = {
    Status.PASS: Look("✔", mark("Passed"), "good"),
    Status.WARN: Look("▲", mark("Warning"), "warning"),
    Status.FAIL: Look("✖", mark("Failed"), "attention"),
    Status.SKIPPED: Look("○", mark("Not judged"), "default"),
    Status.ERROR: Look("⊘", mark("Check failed itself"), "warning"),
}
ON_REQUEST = Look("○", mark("Made when asked"), "default")

RUNNING = Look("◔", mark("Checking"), "accent", "emphasis")
FAULT = Look("⊘", mark("Could not be checked"), "warning", "warning")
HEALTHY = Look("✔", mark("Healthy"), "good", "good")
WARNED = Look("✔", mark("Healthy, with warnings"), "good", "good")
RECOVERED = Look("✔", mark("Recovered"), "good", "good")
UNDETERMINED = Look("○", mark("Cause not found"), "warning", "warning")
PROBLEM = Look("✖", mark("Problem found"), "attention", "attention")
SUSPICION = Look("▲", mark("Possible problem"), "warning", "warning")

CONFIDENCE: Mapping[Confidence, str] = {
    Confidence.HIGH: mark("certain"),
    Confidence.MEDIUM: mark("likely"),
    Confidence.LOW: mark("only suggested"),
}

WEIGHT: Mapping[Severity, int] = {
    Severity.CRITICAL: 0, Severity.HIGH: 1, Severity.MEDIUM: 2, Severity.LOW: 3,
}

GAPS: Mapping[GapReason, str] = {
    GapReason.NOT_OFFERED: mark("not asked for in this run"),
    GapReason.NOT_REQUESTED: mark("not needed in this run"),
    GapReason.NO_PERMISSION: mark("a permission is missing"),
    GapReason.NOT_LICENSED: mark("the tenant has no licence for it"),
    GapReason.NOT_IN_CLOUD: mark("this cloud does not have it"),
    GapReason.NOT_IN_BUNDLE: mark("not in the zip"),
    GapReason.DAMAGED: mark("damaged"),
    GapReason.TIMED_OUT: mark("no answer in time"),
    GapReason.THROTTLED: mark("Microsoft Graph asked to slow down"),
    GapReason.FAILED: mark("the request failed"),
}

_OF_THE_DEVICE = frozenset(each.title for each in (
    AppLog, Contents, Device, DeviceClock, FederationFaults, Hardware, Heartbeats, NetworkFaults, Restarts, Timeline,
    Versions))


def is_on_request(finding: Finding) -> bool:
    """Whether the check is only made when somebody asks for it, and nobody did."""
    unasked = all(gap.reason is GapReason.NOT_REQUESTED for gap in finding.gaps)
    return finding.status is Status.SKIPPED and bool(finding.gaps) and unasked


def reason_of(gap: Gap) -> str:
    """Why a fact is missing, in a few words."""
    if gap.reason is GapReason.NOT_OFFERED and gap.fact in _OF_THE_DEVICE:
        return _("only in the device's logs")
    if gap.reason is GapReason.NOT_REQUESTED and gap.remedy:
        return _("only when asked")
    return _(GAPS[gap.reason])


_AADSTS = re.compile(r"AADSTS([0-9]{4,9})")


def meaning_of(code: str) -> str:
    """What a code stands for, in English; empty when nobody has listed it."""
    number = _AADSTS.fullmatch(code)
    if number:
        known = CODES.get(int(number[1]))
        return known.meaning if known else ""
    listed = HRESULTS.get(normalised(code))
    return listed.meaning if listed else ""


def summary_of(report: Report) -> str:
    """The headline in one line that names its room, once."""
    name, sentence = plain(report.room.label), report.diagnosis.sentence
    return sentence if name and name.casefold() in sentence.casefold() else f"{name}: {sentence}"


def look_of(report: Report) -> Look:
    """How a finished report stands."""
    diagnosis = report.diagnosis
    if diagnosis.cause is Cause.HEALTHY:
        warned = any(finding.status is Status.WARN for finding in report.findings)
        return WARNED if warned else HEALTHY
    return {Cause.RECOVERED: RECOVERED, Cause.UNDETERMINED: UNDETERMINED}.get(diagnosis.cause, _problem(diagnosis))


def _problem(diagnosis: Diagnosis) -> Look:
    return SUSPICION if diagnosis.confidence is Confidence.LOW else PROBLEM


def look_at(finding: Finding) -> Look:
    """How one finding stands."""
    if is_on_request(finding):
        return ON_REQUEST
    return STATUSES[finding.status]
