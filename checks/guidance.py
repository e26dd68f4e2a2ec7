"""Which guide a headline gets: that of its cause, narrowed by what its finding knows, such as the group of a code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from types import MappingProxyType

from checks.causes import (
    DELETED,
    ENDPOINT,
    GUIDES,
    HELPDESK,
    IDENTITY,
    MFA_LOG_LAG,
    NEVER_SEEN,
    OLD_PASSWORD,
    OLD_WAY,
    ON_SITE,
    OTHER_TENANT,
    SIGN_IN_LOG_LAG,
    UNSETTLED,
    Guide,
)
from checks.detail import code_of, policies_named, reason_of, was_deleted
from checks.facts.access_policies import POLICY_PLACE
from checks.facts.account import CHANGED_PLACE, DOMAINS_PLACE
from checks.facts.codes import CODES, Group, group_of
from checks.model import Cause, Confidence, Finding, Room, ShowGuide, Status

_NO_MFA: Mapping[str, str] = MappingProxyType({
    "access.per_user_mfa": "Set per-user multifactor authentication of the room's account to disabled.",
    "access.security_defaults": "Replace security defaults by Conditional Access policies that leave the rooms out.",
})
"""What to change, by the check that says what demands multifactor authentication."""
MODERN_AUTH = "sign_in.modern_auth"
ON_PREMISES = "the team that runs Active Directory"


@dataclass(frozen=True, slots=True)
class GroupGuide:
    """What a group of codes changes in its cause's guide."""

    owner: str
    request: str
    commands: tuple[str, ...] | None = None
    recheck_after: timedelta = SIGN_IN_LOG_LAG


GROUP_GUIDES: Mapping[Group, GroupGuide] = MappingProxyType({
    Group.LOCKED: GroupGuide(IDENTITY, (
        "Please look where the wrong passwords come from (sign-in log, all addresses), unlock the room's account by a "
        "reset of its password, and hand the new one to the helpdesk.")),
    Group.SECURITY_DEFAULTS: GroupGuide(IDENTITY, (
        "Please replace security defaults by Conditional Access policies that leave the room accounts out: security "
        "defaults make no exceptions."),
        ("Get-MgPolicyIdentitySecurityDefaultEnforcementPolicy | Format-List IsEnabled",)),
    Group.RISK: GroupGuide(IDENTITY, (
        "Please look at the room's account in Microsoft Entra ID Protection: reset its password, then dismiss its "
        "risk."), recheck_after=MFA_LOG_LAG),
    Group.SESSION: GroupGuide(HELPDESK, (
        f"Please have {ON_SITE} sign the room in again. If this comes back, the identity team should leave the room "
        "accounts out of sign-in frequency rules.")),
    Group.REMOTE_SIGN_IN: GroupGuide(HELPDESK, (
        "Please start the remote sign-in of the device anew, and type its code before it runs out.")),
    Group.REGISTRATION: GroupGuide(ENDPOINT, (
        "Please look at the device objects of the room's account: remove stale ones, enable the one in use, and check "
        "the limit of devices.")),
    Group.SERVICE: GroupGuide(IDENTITY, (
        "Please enable the enterprise application that the sign-in log names, assign the room's account to it where "
        "assignment is required, and check that its subscription has not lapsed.")),
    Group.CONSENT: GroupGuide(IDENTITY, (
        "Please give admin consent to the application that the sign-in log names.")),
    Group.ON_PREMISES: GroupGuide(ON_PREMISES, (
        "Please check the authentication agents, the federation service and the domain controllers that sign the "
        "room's account in, and its logon hours.")),
    Group.TLS: GroupGuide(ENDPOINT, (
        "Please update the device's operating system, so that it speaks a version of TLS that is accepted.")),
    Group.CLOCK: GroupGuide(ENDPOINT, (
        "Please set the device's clock from a time server, and find out why it was wrong.")),
    Group.TERMS: GroupGuide(IDENTITY, (
        "Please exclude the room's account from terms of use and from external authentication providers: nobody in the "
        "room can accept or answer them.")),
    Group.UNSUPPORTED: GroupGuide(IDENTITY, (
        "Please exclude the room's account from the policy: it demands a control that Teams Rooms does not support.")),
})

BY_GROUP = (Cause.SIGN_IN_BLOCKED_OTHER, Cause.MFA_REQUIRED, Cause.CONDITIONAL_ACCESS_BLOCK)
"""The causes of which a code's own group says who mends it."""


def guide_for(headline: Finding, agreeing: Sequence[Finding] = (), *, is_open: bool) -> Guide:
    """The guide of the finding that speaks for the headline, with those that agree with it.

    ``is_open`` says whether something beside it still is.
    """
    if headline.cause is Cause.HEALTHY and is_open:
        return UNSETTLED
    if headline.cause is Cause.WRONG_CREDENTIALS:
        return _guide_to_the_password(headline)
    if headline.cause is Cause.ACCOUNT_MISSING:
        return _guide_to_the_account(headline)
    if _asks_the_old_way(headline, agreeing):
        return OLD_WAY
    guide, group = GUIDES[cause_of(headline)], group_of(code_of(headline) or 0)
    return narrowed(guide, group) if group and headline.cause in BY_GROUP else guide


def cause_of(finding: Finding) -> Cause:
    """The cause that a finding speaks for."""
    return finding.cause or Cause.UNDETERMINED


def _asks_the_old_way(headline: Finding, agreeing: Sequence[Finding]) -> bool:
    """Whether all that was blocked asked in an old way: the finding on that saw the same first and last refusal."""
    return headline.cause is Cause.CONDITIONAL_ACCESS_BLOCK and any(
        (each.since, each.latest) == (headline.since, headline.latest) for each in agreeing if each.id == MODERN_AUTH)


def _guide_to_the_account(headline: Finding) -> Guide:
    if headline.confidence is not Confidence.HIGH:
        return GUIDES[Cause.ACCOUNT_MISSING]
    if was_deleted(headline):
        return DELETED
    if any(cite.locator.startswith(DOMAINS_PLACE) for cite in headline.citations):
        return OTHER_TENANT
    return GUIDES[Cause.ACCOUNT_MISSING] if headline.latest else NEVER_SEEN


def _guide_to_the_password(headline: Finding) -> Guide:
    """One that expired has to be reset first; one that was changed is known to somebody."""
    guide = GUIDES[Cause.WRONG_CREDENTIALS]
    if fix_of(headline) is Cause.PASSWORD_EXPIRED:
        return replace(GUIDES[Cause.PASSWORD_EXPIRED], sentence=guide.sentence)
    return OLD_PASSWORD if any(cite.locator.endswith(CHANGED_PLACE) for cite in headline.citations) else guide


def fix_of(headline: Finding) -> Cause:
    """The cause whose guide mends it: the one that the finding itself points to."""
    own = (step.cause for step in headline.next_steps if isinstance(step, ShowGuide))
    return next(own, cause_of(headline))


def first_step(guide: Guide, headline: Finding, room: Room, agreeing: Sequence[Finding] = ()) -> str:
    """What to do first."""
    if headline.cause is Cause.MFA_REQUIRED:
        return _spare_the_room(agreeing) or guide.first_step
    if headline.cause is not Cause.SIGN_IN_BLOCKED_OTHER:
        return guide.first_step.format(address=room.address)
    number = code_of(headline)
    if number is None or headline.latest is None:
        return f"Do what the finding \u201c{headline.title}\u201d says under How to fix it."
    known = CODES.get(number)
    if not known:
        return guide.first_step
    reading = known.read(reason_of(headline, number))
    return reading.fix if reading else known.fix


def _spare_the_room(agreeing: Sequence[Finding]) -> str:
    """What to change so that multifactor authentication is not asked for, by what is known to demand it."""
    names = dict.fromkeys(cite.quote for each in agreeing for cite in each.citations
                          if cite.locator.startswith(POLICY_PLACE) and cite.quote)
    if names:
        return f"Exclude the room's account from {policies_named(tuple(names))}."
    demanding = {each.id for each in agreeing if each.status is Status.FAIL}
    return next((step for check, step in _NO_MFA.items() if check in demanding), "")


def narrowed(guide: Guide, group: Group) -> Guide:
    """The cause's guide, as it holds for one group of codes."""
    own = GROUP_GUIDES[group]
    commands = guide.commands if own.commands is None else own.commands
    return replace(guide, owner=own.owner, request=own.request, commands=commands, recheck_after=own.recheck_after)
