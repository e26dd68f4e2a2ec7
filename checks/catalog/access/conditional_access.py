"""Conditional Access lets the room sign in.

## Why it matters
A policy written for people, such as one that asks for a registered phone or blocks unknown networks, stops a console
just as well, and nobody in the room can do anything about it.

## What we look at
* sign-ins of the room's device refused with AADSTS53003 and the codes beside it;
* the codes of controls that Teams Rooms does not support at all: a hybrid-joined device, an approved client app, an
  app protection policy (AADSTS53001, AADSTS53002, AADSTS53009, AADSTS530021);
* the policies that refused sign-ins name with the result "failure", also where the code is that of what the policy
  asks for, such as multifactor authentication or a compliant device. Policies in report-only mode never block, and
  are never named here;
* whether a policy that refused has been switched off since.

## How to fix it
1. Open the named policy: Microsoft Entra admin centre > Entra ID > Conditional Access > Policies.
2. Exclude the group of the room accounts from it.
3. Give the rooms one policy of their own, with the controls that Teams Rooms supports: a known network and a
   compliant device.
4. If Android devices are signed in remotely, do not block the device code flow for them.

    Get-MgAuditLogSignIn -Filter "userPrincipalName eq 'room@contoso.com' and status/errorCode eq 53003" -Top 20
    Get-MgIdentityConditionalAccessPolicy -All | Format-Table DisplayName, State, Id

[Supported policies](https://learn.microsoft.com/microsoftteams/rooms/supported-ca-and-compliance-policies)
[Conditional Access for Teams Rooms](https://learn.microsoft.com/microsoftteams/rooms/conditional-access-and-compliance-for-devices)
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from checks.facts.access_policies import AccessPolicies
from checks.facts.codes import Group, cause_of, group_of, written
from checks.facts.heartbeats import Heartbeats
from checks.facts.policy_names import NamedPolicy, cites_of, listed
from checks.facts.reading import in_entra_log
from checks.facts.refusals import Refusal, none_refused, of_causes, open_refusals, refused
from checks.facts.sign_ins import AppliedPolicy, SignIns
from checks.model import Cause, Confidence, RecheckLater, Severity, Verdict
from checks.registry import check

_OFF = "disabled"


@check(severity=Severity.CRITICAL)
def conditional_access_lets_in(sign_ins: SignIns | None, heartbeats: Heartbeats | None,
                               policies: AccessPolicies | None, now: datetime) -> Verdict:
    open_ = open_refusals(sign_ins, heartbeats)
    found = of_causes(open_, Cause.CONDITIONAL_ACCESS_BLOCK)
    if not found:
        return _demanding(open_, policies, now) or none_refused(
            sign_ins, heartbeats, "blocked by Conditional Access", Cause.CONDITIONAL_ACCESS_BLOCK, now)
    blocking = _blocking(found)
    known = _named(blocking, policies)
    who, them = listed(known, len(blocking) - len(known)), "it" if len(found) == 1 else "them"
    told = f"{who} block{'s' if len(blocking) == 1 else ''} {them}." if known else _unnamed(found)
    note = " ".join(filter(None, (told, _about_control(found), _about_client(found))))
    verdict = refused(found, Cause.CONDITIONAL_ACCESS_BLOCK, now, note=note,
                      cites=cites_of(known, _where_named(found)))
    return _unless_switched_off(verdict, blocking, policies)


def _demanding(open_: Sequence[Refusal], policies: AccessPolicies | None, now: datetime) -> Verdict | None:
    """The policy behind another code, such as one that asks for multifactor authentication.

    It has no times of its own: the check that speaks for the code has them, and the headline with them.
    """
    found = [each for each in open_ if each.by_device and _blocking([each])]
    cause = cause_of(found[0].code) if found else None
    if not cause:
        return None
    blocking = _blocking(found)
    known = _named(blocking, policies)
    who = listed(known, len(blocking) - len(known)) if known else "A policy"
    told = f"{who} refused the sign-in with {written(found[0].code)}."
    told = told if known else f"{told} {_unnamed(found)}"
    verdict = refused(found, cause, now, cites=cites_of(known, _where_named(found)))
    return _unless_switched_off(replace(verdict, summary=told, since=None, latest=None), blocking, policies)


def _unless_switched_off(verdict: Verdict, blocking: Mapping[str, AppliedPolicy],
                         policies: AccessPolicies | None) -> Verdict:
    """The verdict, less sure where every policy that refused the room is switched off by now."""
    off = [NamedPolicy(each.id, each.name) for each in (policies.items if policies else ())
           if each.id in blocking and each.state.casefold() == _OFF]
    if not off:
        return verdict
    told = f"{verdict.summary} {listed(off)} {'is' if len(off) == 1 else 'are'} switched off since: check again."
    if len(off) < len(blocking):
        return replace(verdict, summary=told)
    sure = Confidence.MEDIUM if verdict.confidence is Confidence.HIGH else verdict.confidence
    later = RecheckLater(timedelta(minutes=15), "The device has to try again first.")
    return replace(verdict, summary=told, confidence=sure, next_steps=(*verdict.next_steps, later))


def _blocking(found: Sequence[Refusal]) -> dict[str, AppliedPolicy]:
    applied = (policy for each in found if each.sign_in for policy in each.sign_in.policies)
    failed = (policy for policy in applied if policy.result.casefold() == "failure")
    return {policy.id: policy for policy in failed}


def _where_named(found: Sequence[Refusal]) -> str:
    """The source of the record that names policies: a heartbeat that is newer names none."""
    naming = (each.cite.source for each in found if each.sign_in and each.sign_in.policies)
    return next(naming, found[0].cite.source)


def _named(blocking: dict[str, AppliedPolicy], policies: AccessPolicies | None) -> list[NamedPolicy]:
    """The blocking policies whose names can be known."""
    looked_up = {policy.id: policy.name for policy in policies.items} if policies else {}
    known = (NamedPolicy(each.id, each.name or looked_up.get(each.id, "")) for each in blocking.values())
    return [policy for policy in known if policy.name]


def _unnamed(found: Sequence[Refusal]) -> str:
    sign_ins = in_entra_log(each.sign_in for each in found if each.sign_in)
    applied = [policy for each in sign_ins for policy in each.policies]
    if applied and all(policy.name and policy.result.casefold() != "failure" for policy in applied):
        return "None of the policies that the sign-in log names with it is one that blocks."
    if not sign_ins:
        return "The device's log does not name the policy; the sign-in log of Microsoft Entra does."
    return "The policy's name is not known: open the sign-in in the Entra admin centre."


def _about_control(found: Sequence[Refusal]) -> str:
    codes = dict.fromkeys(written(each.code) for each in found if group_of(each.code) is Group.UNSUPPORTED)
    return f"Teams Rooms does not support the control behind {' and '.join(codes)}." if codes else ""


def _about_client(found: Sequence[Refusal]) -> str:
    sign_ins = [each.sign_in for each in found if each.sign_in]
    if sign_ins and all(each.client.casefold() == "autodiscover" for each in sign_ins):
        return "The blocked client was AutoDiscover: modern authentication is off on the device."
    if sign_ins and all(each.protocol.casefold() == "devicecode" for each in sign_ins):
        return "The blocked way was the device code flow, with which Android devices are signed in remotely."
    return ""
