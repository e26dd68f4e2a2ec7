"""The device's log and Entra's tell the same.

## Why it matters
Two logs that tell of the same attempt confirm each other. Where the device was refused and Microsoft Entra knows
nothing of it, the device signs in with another account, or to another tenant, and everything that the directory says
of this account is beside the point.

## What we look at
The attempts of the device that its own event log holds with their correlation ids, and the same ids in both sign-in
logs of Microsoft Entra. Only the time that both of these cover counts, without their last two hours: Microsoft Entra
takes so long to write everything down. A success in Entra's logs, after which the device goes on being refused without
Entra knowing of it, is told as well.

## How to fix it
1. Read the user name on the device: More > Settings > Account. Compare it with the account's user principal name.
2. If it is right, check that the zip is of this room's device, and that Roomcheck is asked in the room's own tenant.
3. Look the attempts of the device's own log up by their correlation ids, and give Microsoft's support those that
   Microsoft Entra does not know.

    Get-WinEvent -LogName 'Microsoft-Windows-AAD/Operational' -MaxEvents 20
    Get-MgAuditLogSignIn -Filter "correlationId eq '00000000-0000-0000-0000-000000000000'"

[Sign-in problems of resource accounts](https://learn.microsoft.com/microsoftteams/troubleshoot/teams-rooms-and-devices/teams-rooms-resource-account-sign-in-issues)
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from checks.facts.codes import cause_of
from checks.facts.heartbeats import Heartbeats
from checks.facts.reading import (
    ENTRA_LOGS,
    both_logs_readable,
    cited,
    counted,
    device_successes,
    in_entra_log,
    moment,
    newest,
)
from checks.facts.refusals import Refusal, refusals
from checks.facts.sign_ins import Kind, Origin, SignIn, SignIns
from checks.model import Cause, Severity, ShowGuide, Verdict, not_applicable, not_judged, ok, warn
from checks.registry import check

DEVICE_LOG = "bundle.aad_log"
WRITTEN_BY = timedelta(hours=2)
ANOTHER_ACCOUNT = "the device may use another account, or an account of another tenant"

Span = tuple[datetime, datetime]


@check(severity=Severity.MEDIUM)
def logs_tell_the_same(sign_ins: SignIns, heartbeats: Heartbeats | None) -> Verdict:
    sources = {window.source for window in sign_ins.covers}
    if DEVICE_LOG not in sources or not sources & ENTRA_LOGS:
        unread = "sign-in logs of Microsoft Entra were" if DEVICE_LOG in sources else "device's own event log was"
        return not_judged(f"The {unread} not read, so that there is nothing to compare.")
    span = _settled(sign_ins) if both_logs_readable(sign_ins) else None
    own, in_entra = _of_the_device(sign_ins), {each.correlation_id for each in in_entra_log(sign_ins.items)}
    confirmed = [each for each in own if each.in_both or each.correlation_id in in_entra]
    unknown = [each for each in own if each not in confirmed and span and span[0] <= each.at <= span[1]]
    contradiction = _goes_on(sign_ins, heartbeats, unknown, span) if span else None
    if contradiction:
        return contradiction
    if confirmed:
        return _confirmed(confirmed, unknown)
    if unknown:
        return _unknown(unknown, newest(in_entra_log(device_successes(sign_ins))))
    if own:
        return not_judged("What the device's own log tells lies outside the time that both sign-in logs of Microsoft "
                          "Entra cover, or is too new for them.")
    return not_applicable("The device's own log holds no refused attempt of its own that could be compared.")


def _of_the_device(sign_ins: SignIns) -> list[SignIn]:
    """The device's own attempts that its log holds with a correlation id, newest first; those that stand in both logs
    whatever their code, of the others those that were refused.
    """
    return [each for each in sign_ins.items if each.correlation_id and each.origin is Origin.DEVICE
            and (each.in_both or (each.kind is Kind.DEVICE_LOG and cause_of(each.code)))]


def _settled(sign_ins: SignIns) -> Span:
    """The time of which both of Entra's logs tell all."""
    reach = [[window for window in sign_ins.covers if window.source == source] for source in ENTRA_LOGS]
    return (max(min(window.start for window in seen) for seen in reach),
            min(max(window.end for window in seen) for seen in reach) - WRITTEN_BY)


def _confirmed(confirmed: Sequence[SignIn], unknown: Sequence[SignIn]) -> Verdict:
    are = "stands" if len(confirmed) == 1 else "stand"
    others = f" {counted(len(unknown), 'other')} of the device's log {'is' if len(unknown) == 1 else 'are'} not there."
    return ok(f"{counted(len(confirmed), 'attempt')} of the device {are} in its own log and in Entra's, which confirms "
              f"both.{others if unknown else ''}", cites=cited(*(each.cite for each in confirmed)))


def _unknown(unknown: Sequence[SignIn], success: SignIn | None) -> Verdict:
    over = success is not None and success.at > unknown[0].at
    since = f" Or it has recovered: since then, on {moment(success.at)}, it signed in." if over and success else ""
    return warn(f"{counted(len(unknown), 'refused attempt')} in the device's own log "
                f"{'is' if len(unknown) == 1 else 'are'} unknown to both sign-in logs of Microsoft Entra: "
                f"{ANOTHER_ACCOUNT}.{since}", ShowGuide(Cause.WRONG_CREDENTIALS),
                cites=cited(*(each.cite for each in unknown), *([success.cite] if over and success else [])),
                since=unknown[-1].at, latest=unknown[0].at)


def _goes_on(sign_ins: SignIns, heartbeats: Heartbeats | None, unknown: Sequence[SignIn], span: Span) -> Verdict | None:
    """The warning where the device is refused after a success that Entra recorded, and Entra knows of no such refusal.

    A heartbeat that is unhealthy without a code does not count: what stands behind the sign-in may fail.
    """
    success = newest(each for each in in_entra_log(device_successes(sign_ins)) if each.at <= span[1])
    later = _refused_after(success, sign_ins, heartbeats, unknown) if success else []
    later = [each for each in later if each.at <= span[1]]
    if success is None or not later:
        return None
    return warn(f"Microsoft Entra recorded a success of the device on {moment(success.at)}, yet the device's own log "
                f"tells of refusals until {moment(later[0].at)} that Entra does not know: either the device has "
                f"recovered and its clock is wrong, or {ANOTHER_ACCOUNT}.", ShowGuide(Cause.WRONG_CREDENTIALS),
                cites=cited(success.cite, *(each.cite for each in later)), since=later[-1].at, latest=later[0].at)


def _refused_after(success: SignIn, sign_ins: SignIns, heartbeats: Heartbeats | None,
                   unknown: Sequence[SignIn]) -> list[Refusal]:
    """What the device's own logs alone tell of refusals after the success, newest first.

    A heartbeat goes on naming a code that was met before, so it only counts where Entra never recorded that code.
    """
    recorded = in_entra_log(sign_ins.items)
    ever, since = {each.code for each in recorded}, {each.code for each in recorded if each.at >= success.at}
    places = {each.cite.locator for each in unknown if each.code not in since}
    return [each for each in refusals(sign_ins, heartbeats) if each.at > success.at
            and (each.code not in ever if each.sign_in is None else each.cite.locator in places)]
