"""What a room's console wrote down: the records of its event logs and the lines of its Teams app, oldest first."""

import heapq
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import Literal

from demo.employees import employees_beside
from demo.identifiers import TEAMS, TEAMS_SERVICES, TENANT_ID, WINDOWS_SEARCH, App, invented
from demo.refusals import HRESULTS, refusal, wording
from demo.rooms import LOG_BEGINS
from demo.scenario import Attempt, Beat, Scenario, trace_id

APP_VERSION, OS_VERSION = "5.4.208.0", "10.0.22631.4460"
HEARTBEAT_EVERY = timedelta(minutes=5)
BROKER_TASK, CLOUD_TASK = 103, 101
_NAME_NOT_RESOLVED, _WINHTTP_NAME_NOT_RESOLVED = 0xCAA82EE7, 12007
_FEDERATION_FAULT, _WS_TRUST_EVENT = 0xCAA90014, 1088
_CACHE_PARTITIONED, _BROKER_FAILED = 0x8AA500DB, 0xCAA5001C
_LOCAL_TIME = timezone(timedelta(hours=1))
_TOKEN_ENDPOINT = "https://login.microsoftonline.com/common/oauth2/token"  # noqa: S105 - an address

_COMPONENTS = ("Conference Microphone", "Conference Speaker", "Default Speaker", "Camera", "Front of Room Display",
               "Motion Sensor", "HDMI Ingest")
_NO_LICENCE = ("sign-in failed: errorCode: FailedAuthentication, errorStep: get_skype_license, "
               "errorState: licenseError")

DataItem = tuple[str, Literal["string", "uint32", "int32", "hexint32"], str | int]


@dataclass(frozen=True, slots=True)
class AadRecord:
    """A record of the Entra ID log. ``level`` 2 is an error, 3 a warning."""

    time: datetime
    event_id: int
    fields: tuple[DataItem, ...]
    level: int = 2
    task: int = BROKER_TASK


@dataclass(frozen=True, slots=True)
class RoomRecord:
    """A record of the room app's log; ``text`` is its one string, a JSON object."""

    time: datetime
    event_id: int
    text: str
    level: int = 4


def aad_records(scenario: Scenario, now: datetime, span: timedelta = LOG_BEGINS) -> list[AadRecord]:
    """The refused sign-ins, the failures of network and federation, and what other programs of the same Windows left
    there in the ``span`` before ``now``.
    """
    refused = [attempt for attempt in scenario.attempts if attempt.on_device and attempt.code]
    records = [record for attempt in refused if attempt.ago <= span
               for record in _refused(scenario, attempt, now - attempt.ago)]
    records += [record for ago in scenario.network_faults if ago <= span
                for record in _unreachable(scenario, now - ago)]
    records += [record for ago in scenario.federation_faults if ago <= span
                for record in _without_token(scenario, now - ago)]
    records += _other_programs(scenario, now, span)
    shown = (replace(record, time=record.time + scenario.clock_ahead)
             for record in records if scenario.is_on(now - record.time))
    return sorted(shown, key=lambda record: record.time)


def _refused(scenario: Scenario, attempt: Attempt, at: datetime) -> Iterator[AadRecord]:
    """The attempt as the token broker and as the sign-in plug-in of Windows record it."""
    correlation, oauth = scenario.correlation_id(attempt), refusal(attempt.code).oauth
    answer = _answer(attempt.code, attempt.resource.id, correlation, at)
    request = _request(attempt.app, attempt.resource.id, correlation)
    yield broker_record(at, *HRESULTS[oauth], _protocol(oauth, answer) + request)
    yield AadRecord(at, 1081, (("Error", "string", oauth), ("ErrorDescription", "string", answer),
                               ("CorrelationID", "string", correlation)), task=CLOUD_TASK)


def _answer(code: int, resource: str, correlation: str, at: datetime) -> str:
    """The token service's own words, with the ids that support asks for."""
    words = wording(code, resource=resource, tenant=TENANT_ID)
    return (f"AADSTS{code}: {words}\r\nTrace ID: {trace_id(correlation)}\r\nCorrelation ID: {correlation}\r\n"
            f"Timestamp: {at:%Y-%m-%d %H:%M:%S}Z")


def _protocol(oauth: str, answer: str) -> str:
    return (f"Code: {oauth}\r\nDescription: {answer}\r\nTokenEndpoint: {_TOKEN_ENDPOINT}\r\nLogged at "
            "oauthtokenrequestbase.cpp, line: 391, method: OAuthTokenRequestBase::ProcessOAuthResponse.")


def _request(app: App, resource: str, correlation: str) -> str:
    return (f"\r\n\r\nRequest: authority: https://login.microsoftonline.com/common, client: {app.id}, redirect URI: "
            f"ms-appx-web://Microsoft.AAD.BrokerPlugin/{app.id}, resource: {resource}, "
            f"correlation ID (request): {correlation}")


def broker_record(at: datetime, error: int, message: str, more: str, *, event_id: int = 1098,
                  level: int = 2) -> AadRecord:
    """A record of the token broker, whose events all have the same three fields."""
    return AadRecord(at, event_id, (("Error", "uint32", error), ("ErrorMessage", "string", message),
                                    ("AdditionalInformation", "string", more)), level)


def _unreachable(scenario: Scenario, at: datetime) -> Iterator[AadRecord]:
    correlation = invented(scenario.address, "unreachable", at.isoformat())
    yield broker_record(at, _NAME_NOT_RESOLVED, "The server name could not be resolved.",
                  "Exception of type 'class HttpException' at xmlhttpwebrequest.cpp, line: 163, method: "
                  "XMLHTTPWebRequest::ReceiveResponse." + _request(TEAMS, TEAMS_SERVICES.id, correlation))
    yield AadRecord(at, 1084, (("Result", "int32", _WINHTTP_NAME_NOT_RESOLVED), ("Target", "string", correlation)),
                    task=CLOUD_TASK)


def _without_token(scenario: Scenario, at: datetime) -> Iterator[AadRecord]:
    """What the sign-in plug-in and the token broker record of a federation service that answers with a fault."""
    correlation = invented(scenario.address, "federation", at.isoformat())
    yield AadRecord(at, _WS_TRUST_EVENT, (("Error", "uint32", _FEDERATION_FAULT), (
        "ErrorDescription", "string", "The answer of the federation service holds a SOAP fault.")), task=CLOUD_TASK)
    yield broker_record(at, _FEDERATION_FAULT, "The federation service answered with a fault.",
                  "Logged at wstrusttokenrequest.cpp, line: 91, method: WSTrustTokenRequest::AcquireToken."
                  + _request(TEAMS, TEAMS_SERVICES.id, correlation))


def _other_programs(scenario: Scenario, now: datetime, span: timedelta) -> Iterator[AadRecord]:
    """Noise: a cache that is tidied, a broker that could not start, and Windows Search where there is a network."""
    for hours in range(1, int(span / timedelta(hours=1)), 11):
        at = now - timedelta(hours=hours, minutes=17)
        yield broker_record(at, _CACHE_PARTITIONED, "The cache has been partitioned successfully.",
                      "Logged at CachePartitioning.cpp, line: 35, method: CachePartitioning::Apply.",
                      event_id=1097, level=3)
        yield broker_failed(at + timedelta(minutes=4))
        if not scenario.network_faults:
            yield windows_search(scenario, at + timedelta(minutes=9))


def broker_failed(at: datetime) -> AadRecord:
    """A broker that could not start: an error of Windows that concerns no sign-in."""
    return broker_record(at, _BROKER_FAILED, "Token broker operation failed.",
                         "Operation name: GetTokenSilently, Error: -2146959355 (0x80080005), Description: Server "
                         "execution failed\r\nLogged at WebAccountProcessor.cpp, line: 663, method: "
                         "AAD::Core::WebAccountProcessor::ReportOperationError.")


def windows_search(scenario: Scenario, at: datetime) -> AadRecord:
    """A refusal that another program of the same Windows met."""
    correlation = invented(scenario.address, "search", at.isoformat())
    oauth = refusal(500011).oauth
    return broker_record(at, *HRESULTS[oauth], _protocol(oauth, _answer(500011, "/cortana", correlation, at))
                   + _request(WINDOWS_SEARCH, "/cortana", correlation))


def room_records(scenario: Scenario, now: datetime, span: timedelta = LOG_BEGINS) -> list[RoomRecord]:
    """A heartbeat and a look at the hardware every five minutes of the ``span`` before ``now``, and a restart every
    night. What the device was before the first phase of the scenario, it was in that too.
    """
    ticks = range(int(span / HEARTBEAT_EVERY))
    records = [record for tick in ticks for record in _tick(scenario, now - span + tick * HEARTBEAT_EVERY, now)]
    records += [_restart(scenario, now - ago, now) for ago in scenario.restarts if ago <= span]
    shown = (replace(record, time=record.time + scenario.clock_ahead)
             for record in records if scenario.is_on(now - record.time))
    return sorted(shown, key=lambda record: record.time)


def _tick(scenario: Scenario, at: datetime, now: datetime) -> Iterator[RoomRecord]:
    beat = _beat(scenario, now - at)
    if beat:
        yield _heartbeat(scenario, beat, at, now)
    yield _hardware(scenario, at + timedelta(seconds=2), now)
    if (at.hour, at.minute // 5) == (2, 6):
        yield _restart(scenario, at + timedelta(seconds=40), now)


def _beat(scenario: Scenario, ago: timedelta) -> Beat | None:
    known = max((phase.since_ago for phase in scenario.phases), default=LOG_BEGINS)
    begun = [phase for phase in scenario.phases if phase.since_ago >= min(ago, max(known, LOG_BEGINS))]
    return min(begun, key=lambda phase: phase.since_ago).beat if begun else None


def _heartbeat(scenario: Scenario, beat: Beat, at: datetime, now: datetime) -> RoomRecord:
    if beat.healthy:
        return RoomRecord(at, 2000, _payload(scenario, "Heartbeat is healthy.", "Heartbeat", now - at))
    words = (f"Network status : {beat.network}. Exchange status : {beat.exchange}. Signin status: NotApplicable. "
             f"Teams Signin status: {beat.teams}.")
    return RoomRecord(at, 2001, _payload(scenario, words, "Heartbeat", now - at, healthy=False), level=2)


def _hardware(scenario: Scenario, at: datetime, now: datetime) -> RoomRecord:
    ago = now - at
    faulty = {each.component for each in scenario.hardware_faults if each.since_ago >= ago >= each.until_ago}
    if not faulty:
        return RoomRecord(at, 3000, _payload(scenario, "HardwareCheckEngine is healthy.", "HardwareCheckEngine", ago))
    words = " ".join(f"{name} status : {'Unhealthy' if name in faulty else 'Healthy'}."
                     for name in dict.fromkeys((*_COMPONENTS, *sorted(faulty))))
    return RoomRecord(at, 3001, _payload(scenario, words, "HardwareCheckEngine", ago, healthy=False), level=2)


def _restart(scenario: Scenario, at: datetime, now: datetime) -> RoomRecord:
    return RoomRecord(at, 4000, _payload(scenario, "App restarts.", "Restart", now - at))


def _is_named(scenario: Scenario, ago: timedelta) -> bool:
    """A device that is refused shows neither its account nor its name."""
    beat = _beat(scenario, ago)
    return beat is None or "AADSTS" not in beat.exchange


def _version(scenario: Scenario, ago: timedelta) -> str:
    begun = [(since, version) for since, version in scenario.app_versions if since >= ago]
    return min(begun)[1] if begun else APP_VERSION


def _payload(scenario: Scenario, words: str, operation: str, ago: timedelta, *, healthy: bool = True) -> str:
    named = _is_named(scenario, ago)
    return json.dumps({
        "Description": words, "ResourceState": "Healthy" if healthy else "Unhealthy", "OperationName": operation,
        "OperationResult": "Pass" if healthy else "Fail", "OS": "Windows 11", "OSVersion": OS_VERSION,
        "Alias": scenario.address if named else "", "DisplayName": scenario.display_name if named else "",
        "AppVersion": _version(scenario, ago), "IPv4Address": "192.0.2.53", "IPv6Address": "",
    }, ensure_ascii=False, separators=(",", ":"))


def app_log(scenario: Scenario, now: datetime, span: timedelta = LOG_BEGINS,
            every: timedelta = timedelta(minutes=90)) -> Iterator[str]:
    """The lines of the Teams app's ``Logs.txt``, of which one tells news ``every`` so often. They name people who were
    in the room, as such logs do.
    """
    people = [employee.display_name for employee in employees_beside(scenario, 0)]
    count = -((timedelta(minutes=15) - span) // every)
    news = ((timedelta(minutes=15) + number * every, "info", _app_news(number, people))
            for number in reversed(range(count)))
    errors = sorted(((ago, "error", _NO_LICENCE) for ago in scenario.app_errors), reverse=True)
    for ago, level, words in heapq.merge(news, errors, key=lambda line: line[0], reverse=True):
        if scenario.is_on(ago):
            yield f"{_local(now - ago + scenario.clock_ahead)} <16408> -- {level} -- {words}\r\n"


def _app_news(number: int, people: list[str]) -> str:
    if number % 4:
        return "StatusIndicatorStateService: Added Available (current state: NewActivity -> NewActivity)"
    return f"MeetingService: organiser {people[(15 + 90 * number) % len(people)]} has left"


def _local(at: datetime) -> str:
    """The device's own clock, as JavaScript writes it."""
    return at.astimezone(_LOCAL_TIME).strftime("%a %b %d %Y %H:%M:%S GMT+0100 "
                                                               "(Central European Standard Time)")
