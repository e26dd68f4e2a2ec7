"""Alerts in English."""

from types import MappingProxyType

from bot.cards.languages.words import Plural, Words
from bot.fleet import Change
from checks.model import Cause, Severity

ENGLISH = Words(
    code="en", name="English", thousands=",",
    date="{weekday} {day} {month} {year}",
    days=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    units=(Plural("{} day", "{} days"), Plural("{} hour", "{} hours"), Plural("{} minute", "{} minutes"),
           Plural("{} second", "{} seconds")),
    changes=MappingProxyType({
        Change.BROKE: "Stopped working", Change.WORSE: "Got worse", Change.CAUSE_CHANGED: "Another cause",
        Change.RECOVERED: "Working again", Change.FLAPPING: "Fails again and again",
    }),
    severities=MappingProxyType({
        Severity.LOW: "low", Severity.MEDIUM: "medium", Severity.HIGH: "high", Severity.CRITICAL: "critical",
    }),
    causes=MappingProxyType({
        Cause.HEALTHY: "Healthy",
        Cause.RECOVERED: "Recovered",
        Cause.UNDETERMINED: "Cause not found",
        Cause.ACCOUNT_MISSING: "Account missing",
        Cause.ACCOUNT_DISABLED: "Account disabled",
        Cause.MFA_REQUIRED: "Multi-factor authentication demanded",
        Cause.CONDITIONAL_ACCESS_BLOCK: "Blocked by Conditional Access",
        Cause.PASSWORD_EXPIRED: "Password expired",
        Cause.WRONG_CREDENTIALS: "Wrong user name or password",
        Cause.NETWORK_UNREACHABLE: "Network lets no sign-in through",
        Cause.MAILBOX_MISSING: "Room mailbox missing",
        Cause.LICENCE_MISSING: "Licence missing",
        Cause.LICENCE_PLAN_DISABLED: "Teams switched off in the licence",
        Cause.TEAMS_NOT_PROVISIONED: "Not yet set up in Teams",
        Cause.DEVICE_NOT_COMPLIANT: "Device not compliant",
        Cause.SIGN_IN_BLOCKED_OTHER: "Sign-in refused for another reason",
    }),
    severity="Severity",
    calmer="It fails and works by turns. Single changes are not told until it is calm again.",
    seen="Seen {moment}",
    since="Since",
    at_least="at least {}",
    before="Before: {cause}",
    was="It was: {cause}, {since} {moment}",
    again="Working again since {moment}, after {span}",
    taken="Taken by {person}, {clock}",
    in_english="",
    do_first="Do this first",
    who="Who",
    building="Building",
    check_now="Check now",
    evidence="Evidence",
    snooze="Snooze for 4 hours",
    acknowledge="I take it",
    history="History",
    admin_centre="Open in the admin centre",
    check_these="Check these rooms",
    fleet="The whole fleet",
    rooms=Plural("{} room", "{} rooms"),
    more_rooms=Plural("and {} more room", "and {} more rooms"),
    some_again="Working again: {} of {}",
    all_again="All {} are working again",
    room_again="{room} is working again since {moment}, after {span}.",
    rooms_again="{} are working again: {rooms}.",
)
