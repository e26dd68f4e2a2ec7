"""Facts and reports as versioned JSON, for the store, the command line and the bundle's worker process."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import orjson

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

if TYPE_CHECKING:
    from pydantic import TypeAdapter

FACTS: tuple[type[Fact], ...] = (
    AccessForecast, AccessPolicies, Account, AdminRoles, AppLog, AuthMethods, Contents, Device, DeviceClock,
    DirectoryDevices, FederationFaults, Hardware, Heartbeats, Licences, Mailbox, ManagedDevices, Memberships,
    NetworkFaults, PerUserMfa, Place, RegistrationCampaign, RegistrationPolicy, Restarts, Risk, SecurityDefaults,
    ServiceHealth, SignInDomain, SignIns, Subscriptions, TeamsProvisioning, Timeline, Versions,
)
EVIDENCE_VERSION = 4

_adapters: dict[Any, "TypeAdapter[Any]"] = {}
_NAMED: Mapping[str, type[Fact]] = MappingProxyType({fact.__name__: fact for fact in FACTS})


class UnknownVersionError(Exception):
    """Kept JSON that this version of Roomcheck does not read. What it held must be collected again."""


def report_json(report: Report) -> dict[str, Any]:
    """The report's published form; ``docs/report.schema.json`` is its schema."""
    document: dict[str, Any] = _adapter(Report).dump_python(report, mode="json")
    return document


def report_from(document: Any) -> Report:
    """The report of a published form. Raises ``pydantic.ValidationError``."""
    report: Report = _adapter(Report).validate_python(document, strict=False)
    return report


def report_schema() -> dict[str, Any]:
    """The JSON Schema of a report's published form."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_adapter(Report).json_schema()}


def evidence_json(evidence: Evidence) -> str:
    """Facts and gaps as text, with the version they were written in."""
    return _text(_evidence(evidence))


def evidence_from(text: str) -> Evidence:
    """What :func:`evidence_json` wrote. Raises :class:`UnknownVersionError` and ``pydantic.ValidationError``."""
    return _evidence_of(json.loads(text))


def reading_json(reading: BundleReading) -> str:
    """A bundle's reading as text."""
    return _text({"evidence": _evidence(reading.evidence), "alias": reading.alias,
                  "display_name": reading.display_name, "computer": reading.computer,
                  "will_hold": reading.will_hold})


def reading_from(text: str) -> BundleReading:
    """What :func:`reading_json` wrote. Raises as :func:`evidence_from`."""
    document = json.loads(text)
    return BundleReading(_evidence_of(document.pop("evidence")), **document)


def make_ready() -> None:
    """Makes what reads evidence, so that the first reading does not have to wait for it."""
    for kind in (*FACTS, tuple[Gap, ...]):
        _adapter(kind)


def _evidence(evidence: Evidence) -> dict[str, Any]:
    facts = {type(fact).__name__: fact for fact in evidence.facts.values()}
    return {"version": EVIDENCE_VERSION, "facts": facts, "gaps": evidence.gaps}


def _evidence_of(document: Any) -> Evidence:
    version = document.get("version") if isinstance(document, dict) else "1"
    if version != EVIDENCE_VERSION or not _NAMED.keys() >= document["facts"].keys():
        raise UnknownVersionError(f"evidence of version {version}")
    facts = [_adapter(_NAMED[name]).validate_python(value) for name, value in document["facts"].items()]
    return Evidence(Facts(facts), _adapter(tuple[Gap, ...]).validate_python(document["gaps"]))


def _text(document: Any) -> str:
    """JSON, fast; half of a surrogate pair, which no UTF-8 can hold, is written as JSON's own escape."""
    try:
        return orjson.dumps(document, default=_plain).decode()
    except orjson.JSONEncodeError:
        return json.dumps(document, default=_plain)


def _plain(value: Any) -> Any:
    """What JSON has no form for, in one that it has."""
    if is_dataclass(value):
        return {each.name: getattr(value, each.name) for each in fields(value)}
    if isinstance(value, timedelta):
        return value.total_seconds()
    return value.isoformat() if isinstance(value, datetime) else list(value)


def _adapter(kind: Any) -> "TypeAdapter[Any]":
    """Reads and writes values of this type. It is not there before it is needed: whoever only writes evidence, as the
    process does that reads one bundle, starts twice as fast without.
    """
    from pydantic import TypeAdapter  # noqa: PLC0415 - see above

    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]
