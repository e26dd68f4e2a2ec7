"""Facts and reports as versioned JSON, for the store, the command line and the bundle's worker process."""

import json
from typing import Any

from pydantic import TypeAdapter

from checks.collector import BundleReading, Evidence
from checks.facts.access_forecast import AccessForecast
from checks.facts.access_policies import AccessPolicies
from checks.facts.account import Account
from checks.facts.app_log import AppLog
from checks.facts.base import Fact, Facts
from checks.facts.clock import DeviceClock
from checks.facts.contents import Contents
from checks.facts.device import Device
from checks.facts.devices import DirectoryDevices, ManagedDevices, RegistrationPolicy
from checks.facts.domain import SignInDomain
from checks.facts.federation_faults import FederationFaults
from checks.facts.hardware import Hardware, Restarts
from checks.facts.heartbeats import Heartbeats
from checks.facts.licences import Licences
from checks.facts.mailbox import Mailbox
from checks.facts.network_faults import NetworkFaults
from checks.facts.place import Place
from checks.facts.security import (
    AdminRoles,
    AuthMethods,
    Memberships,
    PerUserMfa,
    RegistrationCampaign,
    Risk,
    SecurityDefaults,
)
from checks.facts.sign_ins import SignIns
from checks.facts.teams_provisioning import TeamsProvisioning
from checks.facts.tenant import ServiceHealth, Subscriptions
from checks.facts.timeline import Timeline
from checks.facts.versions import Versions
from checks.model import Gap, Report

FACTS: tuple[type[Fact], ...] = (
    AccessForecast, AccessPolicies, Account, AdminRoles, AppLog, AuthMethods, Contents, Device, DeviceClock,
    DirectoryDevices, FederationFaults, Hardware, Heartbeats, Licences, Mailbox, ManagedDevices, Memberships,
    NetworkFaults, PerUserMfa, Place, RegistrationCampaign, RegistrationPolicy, Restarts, Risk, SecurityDefaults,
    ServiceHealth, SignInDomain, SignIns, Subscriptions, TeamsProvisioning, Timeline, Versions,
)
EVIDENCE_VERSION = 3

_adapters: dict[str, TypeAdapter[Any]] = {fact.__name__: TypeAdapter(fact) for fact in FACTS}
_gaps = TypeAdapter(tuple[Gap, ...])
_report = TypeAdapter(Report)


class UnknownVersionError(Exception):
    """Kept JSON that this version of Roomcheck does not read. What it held must be collected again."""


def report_json(report: Report) -> dict[str, Any]:
    """The report's published form; ``docs/report.schema.json`` is its schema."""
    document: dict[str, Any] = _report.dump_python(report, mode="json")
    return document


def report_from(document: Any) -> Report:
    """The report of a published form. Raises ``pydantic.ValidationError``."""
    report: Report = _report.validate_python(document, strict=False)
    return report


def report_schema() -> dict[str, Any]:
    """The JSON Schema of a report's published form."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_report.json_schema()}


def evidence_json(evidence: Evidence) -> str:
    """Facts and gaps as text, with the version they were written in."""
    known = {type(fact).__name__: fact for fact in evidence.facts.values()}
    facts = {name: _adapters[name].dump_python(fact, mode="json") for name, fact in known.items()}
    gaps = _gaps.dump_python(evidence.gaps, mode="json")
    return json.dumps({"version": EVIDENCE_VERSION, "facts": facts, "gaps": gaps})


def evidence_from(text: str) -> Evidence:
    """What :func:`evidence_json` wrote. Raises :class:`UnknownVersionError` and ``pydantic.ValidationError``."""
    document = json.loads(text)
    if document.get("version") != EVIDENCE_VERSION or not _adapters.keys() >= document["facts"].keys():
        raise UnknownVersionError(f"evidence of version {document.get('version')}")
    facts = [_adapters[name].validate_python(value) for name, value in document["facts"].items()]
    return Evidence(Facts(facts), _gaps.validate_python(document["gaps"]))


def reading_json(reading: BundleReading) -> str:
    """A bundle's reading as text."""
    more = {"alias": reading.alias, "display_name": reading.display_name, "computer": reading.computer,
            "will_hold": reading.will_hold}
    return json.dumps({"evidence": evidence_json(reading.evidence), **more})


def reading_from(text: str) -> BundleReading:
    """What :func:`reading_json` wrote. Raises as :func:`evidence_from`."""
    document = json.loads(text)
    return BundleReading(evidence_from(document.pop("evidence")), **document)
