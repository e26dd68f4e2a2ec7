"""Which guide a headline gets: that of its cause, narrowed by what its finding knows, such as the group of a code."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

from checks.case_guides import (
    BY_THE_DEVICE_ALONE,
    CLOCK_IS_WRONG,
    DELETED,
    ENABLE_ON_PREMISES,
    GONE,
    INSPECTED,
    LOCATION_FIRST,
    NAME_UNKNOWN,
    NAME_UNRESOLVED,
    NEVER_SEEN,
    NEW_PASSWORD,
    NO_PASSWORD,
    NO_TOKEN,
    OLD_PASSWORD,
    OLD_WAY,
    OTHER_TENANT,
    RENEW,
    RESET_ON_PREMISES,
    TOO_FEW,
    UNSEEN,
    UNSETTLED,
    WITH_WARNINGS,
    WITHOUT_INTUNE,
)
from checks.causes import GUIDES, Guide
from checks.detail import code_of, codes_of, policies_named, reading_of, was_deleted
from checks.facts.access_policies import POLICY_PLACE
from checks.facts.account import CHANGED_PLACE, DELETED_PLACE, DOMAINS_PLACE
from checks.facts.account_cites import is_synced
from checks.facts.assignment_errors import ASSIGNMENT_ERRORS
from checks.facts.codes import CODES, group_of
from checks.group_guides import CODE_GUIDES, GROUP_GUIDES, READING_GUIDES, GroupGuide
from checks.model import Cause, Confidence, Finding, Room, ShowGuide, Status

_NO_MFA: Mapping[str, str] = MappingProxyType({
    "access.per_user_mfa": "Set per-user multifactor authentication of the room's account to disabled.",
    "access.security_defaults": "Replace security defaults by Conditional Access policies that leave the rooms out.",
})
"""What to change, by the check that says what demands multifactor authentication."""
_BY_POLICY = frozenset({Cause.MFA_REQUIRED, Cause.CONDITIONAL_ACCESS_BLOCK})
MODERN_AUTH, CLOCK, INTUNE_PLAN = "sign_in.modern_auth", "device.clock", "licence.intune_plan"
ON_PREMISES = "sign_in.on_premises"
LOCATION, SUBSCRIPTION, ASSIGNMENT = "account.usage_location", "licence.subscription", "licence.assignment"
NO_ADDRESS, NO_SECURE_CONNECTION = "0XCAA82EE7", "0XCAA82F8F"
NO_HASH, EXPIRED_ON_PREMISES = "AADSTS50056", "AADSTS50144"
_BUNDLE = "bundle"
KEPT_DELETED = timedelta(days=30)

BY_GROUP = (Cause.SIGN_IN_BLOCKED_OTHER, Cause.MFA_REQUIRED, Cause.CONDITIONAL_ACCESS_BLOCK)
"""The causes of which a code's own group says who mends it."""


def guide_for(headline: Finding, agreeing: Sequence[Finding] = (), findings: Sequence[Finding] = (), *,
              is_open: bool) -> Guide:
    """The guide of the finding that speaks for the headline, with those that agree with it.

    ``findings`` are all there are, and ``is_open`` says whether something beside the headline still is.
    """
    cause = cause_of(headline)
    if cause is Cause.HEALTHY and (is_open or any(each.status is Status.WARN for each in findings)):
        return UNSETTLED if is_open else WITH_WARNINGS
    chosen = _OF_CASES[cause](headline, agreeing) if cause in _OF_CASES else None
    if cause is Cause.NETWORK_UNREACHABLE and codes_of(headline) == {NO_SECURE_CONNECTION}:
        return CLOCK_IS_WRONG if any(map(_says_the_clock_is_wrong, findings)) else INSPECTED
    return chosen or _by_code(headline, GUIDES[cause])


def _by_code(headline: Finding, guide: Guide) -> Guide:
    """The guide as the first code that the finding cites narrows it: by its reading, by itself, or by its group."""
    number = code_of(headline) or 0
    group, reading = group_of(number), reading_of(headline)
    if headline.cause not in BY_GROUP or group is None:
        return guide
    by_reading = READING_GUIDES.get(reading.word) if reading else None
    return narrowed(guide, by_reading or CODE_GUIDES.get(number) or GROUP_GUIDES[group])


def _says_the_clock_is_wrong(finding: Finding) -> bool:
    """A warning with a cause is about a refusal and not about the clock."""
    return finding.id == CLOCK and finding.status is Status.WARN and finding.cause is None


def cause_of(finding: Finding) -> Cause:
    """The cause that a finding speaks for."""
    return finding.cause or Cause.UNDETERMINED


def _guide_to_the_policy(_headline: Finding, agreeing: Sequence[Finding]) -> Guide | None:
    """The finding on old ways agrees only where all that was blocked asked in one."""
    return OLD_WAY if any(each.id == MODERN_AUTH for each in agreeing) else None


def _guide_to_the_device(_headline: Finding, agreeing: Sequence[Finding]) -> Guide | None:
    return WITHOUT_INTUNE if any(each.id == INTUNE_PLAN for each in agreeing) else None


def _guide_to_the_licence(headline: Finding, agreeing: Sequence[Finding]) -> Guide | None:
    """What has to come before a licence can be assigned."""
    said = {each.id: each.summary for each in agreeing}
    if LOCATION in said:
        return LOCATION_FIRST
    if SUBSCRIPTION in said:
        return RENEW
    if ASSIGNMENT_ERRORS["countviolation"].meaning in said.get(ASSIGNMENT, ""):
        return TOO_FEW
    seen_in = {cite.source.partition(".")[0] for cite in headline.citations}
    return BY_THE_DEVICE_ALONE if seen_in == {_BUNDLE} else None


def _guide_to_the_network(headline: Finding, _agreeing: Sequence[Finding]) -> Guide | None:
    if headline.latest is None:
        return UNSEEN
    return NAME_UNRESOLVED if codes_of(headline) == {NO_ADDRESS} else None


def _guide_to_expiry(headline: Finding, _agreeing: Sequence[Finding]) -> Guide | None:
    on_premises = is_synced(headline) or EXPIRED_ON_PREMISES in codes_of(headline)
    return RESET_ON_PREMISES if on_premises else None


def _guide_to_enabling(headline: Finding, _agreeing: Sequence[Finding]) -> Guide | None:
    return ENABLE_ON_PREMISES if is_synced(headline) else None


def _guide_to_the_session(headline: Finding, _agreeing: Sequence[Finding]) -> Guide | None:
    if headline.id == ON_PREMISES and code_of(headline) is None:
        return NO_TOKEN
    return NEW_PASSWORD if _was_changed(headline) else None


def _guide_to_the_account(headline: Finding, _agreeing: Sequence[Finding]) -> Guide:
    if headline.confidence is not Confidence.HIGH:
        return NAME_UNKNOWN if headline.latest else GUIDES[Cause.ACCOUNT_MISSING]
    if was_deleted(headline):
        return GONE if _is_gone(headline) else DELETED
    if any(cite.locator.startswith(DOMAINS_PLACE) for cite in headline.citations):
        return OTHER_TENANT
    return GUIDES[Cause.ACCOUNT_MISSING] if headline.latest else NEVER_SEEN


def _is_gone(headline: Finding) -> bool:
    """Whether the directory was asked when it no longer keeps what was deleted so long ago."""
    asked = (cite.at for cite in headline.citations if cite.locator.startswith(DELETED_PLACE) and cite.at)
    return headline.since is not None and any(at - headline.since > KEPT_DELETED for at in asked)


def _guide_to_the_password(headline: Finding, agreeing: Sequence[Finding]) -> Guide | None:
    """One that expired has to be reset first; one that was changed is known to somebody."""
    if codes_of(headline) == {NO_HASH}:
        return NO_PASSWORD
    if fix_of(headline) is Cause.PASSWORD_EXPIRED:
        reset = _guide_to_expiry(headline, agreeing) or GUIDES[Cause.PASSWORD_EXPIRED]
        return replace(reset, sentence=GUIDES[Cause.WRONG_CREDENTIALS].sentence)
    return OLD_PASSWORD if _was_changed(headline) else None


def _was_changed(headline: Finding) -> bool:
    """Whether the finding rests on a change of the password."""
    return any(cite.locator.endswith(CHANGED_PLACE) for cite in headline.citations)


_OF_CASES: Mapping[Cause, Callable[[Finding, Sequence[Finding]], Guide | None]] = MappingProxyType({
    Cause.ACCOUNT_MISSING: _guide_to_the_account,
    Cause.ACCOUNT_DISABLED: _guide_to_enabling,
    Cause.WRONG_CREDENTIALS: _guide_to_the_password,
    Cause.PASSWORD_EXPIRED: _guide_to_expiry,
    Cause.CONDITIONAL_ACCESS_BLOCK: _guide_to_the_policy,
    Cause.DEVICE_NOT_COMPLIANT: _guide_to_the_device,
    Cause.NETWORK_UNREACHABLE: _guide_to_the_network,
    Cause.LICENCE_MISSING: _guide_to_the_licence,
    Cause.SIGN_IN_BLOCKED_OTHER: _guide_to_the_session,
})
"""What chooses among the cases of a cause; None leaves its own guide."""


def fix_of(headline: Finding) -> Cause:
    """The cause whose guide mends it: the one that the finding itself points to."""
    own = (step.cause for step in headline.next_steps if isinstance(step, ShowGuide))
    return next(own, cause_of(headline))


def first_step(guide: Guide, headline: Finding, room: Room, agreeing: Sequence[Finding] = ()) -> str:
    """What to do first."""
    own = guide.first_step.format(address=room.address)
    cause = cause_of(headline)
    if cause in _BY_POLICY and own == GUIDES[cause].first_step:
        return _spare_the_room(agreeing) or own
    if cause is not Cause.SIGN_IN_BLOCKED_OTHER or guide.first_step != GUIDES[cause].first_step:
        return own
    number = code_of(headline)
    if number is None or headline.latest is None:
        return f"Do what the finding \u201c{headline.title}\u201d says under How to fix it."
    known, reading = CODES.get(number), reading_of(headline)
    return reading.fix if reading else known.fix if known else own


def request_of(guide: Guide, headline: Finding, step: str) -> str:
    """What the other team is asked for, with what is known to stop the room where the guide cannot know it."""
    if cause_of(headline) not in _BY_POLICY or step == guide.first_step:
        return guide.request
    return f"{guide.request} First of all: {step[0].lower()}{step[1:]}"


def _spare_the_room(agreeing: Sequence[Finding]) -> str:
    """What to change so that the room is let in, by what is known to stop it; empty where nothing is."""
    names = dict.fromkeys(cite.quote for each in agreeing for cite in each.citations
                          if cite.locator.startswith(POLICY_PLACE) and cite.quote)
    if names:
        return f"Exclude the room's account from the {policies_named(tuple(names))}."
    demanding = {each.id for each in agreeing if each.status is Status.FAIL}
    return next((step for check, step in _NO_MFA.items() if check in demanding), "")


def narrowed(guide: Guide, own: GroupGuide) -> Guide:
    """The cause's guide, as it holds for some of its codes."""
    commands = guide.commands if own.commands is None else own.commands
    return replace(guide, owner=own.owner, request=own.request, commands=commands, recheck_after=own.recheck_after,
                   first_step=own.first_step or guide.first_step)
