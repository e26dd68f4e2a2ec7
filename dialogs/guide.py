"""The manual checks as data: what to look at, what may be seen, and what to do then.

The checks follow Microsoft's article on sign-in issues of Teams Rooms resource accounts (Microsoft Learn).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.words import mark
from checks.model import Cause


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that may be seen. It ends the guide with an outcome, or says which steps to take next."""

    id: str
    title: str
    leads: tuple[str, ...] = ()
    ends: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """``checks`` are the ids of those that answer it: when all of them passed, nothing is left to look at."""

    id: str
    title: str
    look: tuple[str, ...]
    choices: tuple[Choice, ...]
    checks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What to do, first things first. ``cause`` is what it mends, and says how long a repair takes to show."""

    title: str
    todo: tuple[str, ...]
    cause: Cause | None = None


NOT_SURE = "not_sure"
SYMPTOM = "symptom"

_NO = Choice("no", mark("No"))
_NOT_SURE = Choice(NOT_SURE, mark("Not sure"))
SIGN_IN_CODES = ("mfa", "conditional_access", "password_expired", "wrong_credentials")
WHERE_CODES_ARE = (
    mark("In the Entra admin centre, open the sign-in logs and filter them by the room's account."),
    mark("On the console the same stands in Event Viewer, Applications and Services Logs, Microsoft, Windows, AAD, "
         "Operational, event 1098; in a diagnostic zip in Microsoft-Windows-AAD_Operational.evtx."),
)
"""To be said once, before the first of the steps about codes."""


def _code_step(id_: str, title: str, question: str, *checks: str) -> Step:
    return Step(id_, title, (question,), (Choice("yes", mark("Yes"), ends=id_), _NO, _NOT_SURE), checks)


_ALL = (
    Step(SYMPTOM, mark("What goes wrong in the room?"), (mark("Choose what comes nearest."),), (
        Choice("banner", mark("The console says it cannot sign in"), leads=("heartbeat",)),
        Choice("meetings", mark("Scheduled meetings are missing"), leads=("heartbeat", "mailbox")),
        Choice("name", mark("The room's name is missing"), leads=("heartbeat",)),
        Choice("join", mark("Meetings show, but cannot be joined"), leads=("heartbeat", *SIGN_IN_CODES, "licence")),
    )),
    Step("heartbeat", mark("What the console says of itself"), (
        mark("On the console, open Event Viewer, Applications and Services Logs, Skype Room System, and read the "
             "newest event 2001. While something is wrong, one is written every five minutes."),
        mark("Which status in it is not healthy? Leave “Signin status” aside: it is Skype for Business Server's, and "
             "it can be unhealthy although Teams works."),
    ), (
        Choice("code", mark("Exchange, with an AADSTS number"), leads=SIGN_IN_CODES),
        Choice("mailbox", mark("Exchange, GeneralError"), leads=("mailbox",)),
        Choice("teams", mark("Teams Signin"), leads=(*SIGN_IN_CODES, "licence")),
        Choice("network", mark("Network"), leads=("network",)),
        Choice(NOT_SURE, mark("None of these, or not sure")),
    ), ("device.heartbeat",)),
    Step("account", mark("The account itself"), (
        mark("In the Entra admin centre, open Users and look for the room's account. Is it there, and enabled?"),
    ), (
        Choice("missing", mark("It is not there"), ends="account_missing"),
        Choice("disabled", mark("It is disabled"), ends="account_disabled"),
        Choice("fine", mark("It is there and enabled")),
        _NOT_SURE,
    ), ("account.found", "account.enabled")),
    _code_step("mfa", mark("Asked for a second factor"), mark("Is there a failure with the code 50076 or 50079?"),
               "sign_in.mfa"),
    _code_step("conditional_access", mark("Stopped by a policy"),
               mark("Is there an interrupted sign-in with the code 53003, or one with 53000, which asks for a "
                    "compliant device?"), "access.conditional_access", "device.compliant"),
    _code_step("password_expired", mark("The password has expired"),
               mark("Is there an interrupted sign-in with the code 50055, saying that the password is expired?"),
               "sign_in.password_expired"),
    _code_step("wrong_credentials", mark("A wrong password or user name"), mark("Is there a failure with the code "
                                                                                "50126?"),
               "sign_in.credentials"),
    Step("network", mark("Whether sign-ins arrive at all"), (
        mark("In the Entra sign-in logs, look at both the interactive and the non-interactive sign-ins of the room's "
             "account over the last days. What is there?"),
    ), (
        Choice("none", mark("None at all"), ends="network"),
        Choice("successes", mark("Only successful ones"), leads=("licence", "mailbox")),
        Choice("failures", mark("Failures"), leads=SIGN_IN_CODES),
        _NOT_SURE,
    ), ("network.sign_in_attempts", "network.reachable_from_device")),
    Step("mailbox", mark("The room's mailbox"), (
        mark("Do sign-ins to Exchange succeed in the Entra sign-in logs, while event 2001 of the console says "
             "“Exchange status : GeneralError”? Exchange then finds no mailbox for the account."),
    ), (Choice("yes", mark("Yes"), ends="mailbox"), _NO, _NOT_SURE), ("mailbox.found",)),
    Step("licence", mark("The licence for Teams"), (
        mark("Do sign-ins succeed, while Teams refuses the account? One sign of it is a line in the diagnostic zip, "
             "in App\\Microsoft\\Teams\\Logs.txt, with get_skype_license and licenseError."),
        mark("Another: signed in to Teams in a browser with the room's account, the page says that an admin has to "
             "enable Teams for it."),
    ), (Choice("yes", mark("Yes"), ends="licence"), _NO, _NOT_SURE),
        ("licence.room_licence", "licence.teams_plan", "teams.provisioned")),
)

STEPS: Mapping[str, Step] = MappingProxyType({step.id: step for step in _ALL})

ARTICLE_ORDER = ("heartbeat", *SIGN_IN_CODES, "network", "mailbox", "licence")
"""The steps that everybody is taken through; ``account`` is taken only when a report points there."""

STEP_OF: Mapping[Cause, str] = MappingProxyType({
    Cause.ACCOUNT_MISSING: "account",
    Cause.ACCOUNT_DISABLED: "account",
    Cause.MFA_REQUIRED: "mfa",
    Cause.CONDITIONAL_ACCESS_BLOCK: "conditional_access",
    Cause.DEVICE_NOT_COMPLIANT: "conditional_access",
    Cause.PASSWORD_EXPIRED: "password_expired",
    Cause.WRONG_CREDENTIALS: "wrong_credentials",
    Cause.NETWORK_UNREACHABLE: "network",
    Cause.MAILBOX_MISSING: "mailbox",
    Cause.LICENCE_MISSING: "licence",
    Cause.LICENCE_PLAN_DISABLED: "licence",
    Cause.TEAMS_NOT_PROVISIONED: "licence",
})
"""The step that confirms a cause; the other causes have none."""

OUTCOMES: Mapping[str, Outcome] = MappingProxyType({
    "account_missing": Outcome(mark("The account does not exist"), (
        mark("Compare the user name on the console, under Settings, with the account's user principal name, letter "
             "by letter."),
        mark("If the account was deleted, the identity team can restore it for 30 days."),
    ), Cause.ACCOUNT_MISSING),
    "account_disabled": Outcome(mark("The account is disabled"), (
        mark("Ask the identity team to enable it. Room accounts are often disabled by a clean-up of unused accounts, "
             "so have them leave this one out."),
        mark("Make sure that its password is known and typed in on the console."),
    ), Cause.ACCOUNT_DISABLED),
    "mfa": Outcome(mark("The room is asked for a second factor"), (
        mark("Nobody in the room can approve a prompt, so a room's account should not be asked for one."),
        mark("Ask the identity team to exclude the account from what asks for it: a Conditional Access policy, the "
             "per-user setting, or security defaults."),
    ), Cause.MFA_REQUIRED),
    "conditional_access": Outcome(mark("A Conditional Access policy stops the room"), (
        mark("Open the record in the sign-in logs: its Conditional Access tab names the policy."),
        mark("Ask the identity team to exclude the room's account, or to use only conditions and grants that Teams "
             "Rooms support."),
    ), Cause.CONDITIONAL_ACCESS_BLOCK),
    "password_expired": Outcome(mark("The password has expired"), (
        mark("Set a new password: sign in with the account in a browser, or have an admin reset it."),
        mark("Type the new password in on the console, under Settings."),
        mark("Turn password expiry off for this account, or it happens again."),
    ), Cause.PASSWORD_EXPIRED),
    "wrong_credentials": Outcome(mark("The console uses a wrong password or user name"), (
        mark("Type the user name and password in again on the console, under Settings. If the password is not known, "
             "have it reset first."),
        mark("A password that expired long ago shows as wrong, too: ask whether expiry is turned off for this "
             "account."),
    ), Cause.WRONG_CREDENTIALS),
    "network": Outcome(mark("Sign-ins do not arrive"), (
        mark("Compare the user name on the console with the account's user principal name: a wrong one leaves no "
             "trace under the room's account."),
        mark("Ask the network team to let the console reach all endpoints of Microsoft 365, with no proxy that asks "
             "for a sign-in."),
        mark("To see what is blocked, start a network capture on the console in Admin mode, then switch to the Skype "
             "user."),
    ), Cause.NETWORK_UNREACHABLE),
    "mailbox": Outcome(mark("Exchange finds no mailbox for the account"), (
        mark("Make sure that the account on the console is the room's resource account and that it may sign in with "
             "a password."),
        mark("Ask the Exchange team whether it has a mailbox. In a hybrid organisation the mailbox on premises must "
             "be synchronised."),
    ), Cause.MAILBOX_MISSING),
    "licence": Outcome(mark("The account lacks a licence for Teams"), (
        mark("Assign Teams Rooms Pro or Teams Rooms Basic, and see that the Teams plan inside it is on."),
    ), Cause.LICENCE_MISSING),
    "nothing": Outcome(mark("None of the known signs was found"), (
        mark("Send the room's diagnostic zip: its logs answer most of these questions, and I read them for you."),
        mark("In the global cloud, Microsoft's Remote Connectivity Analyzer has a test named Teams Rooms Sign in. It "
             "needs a Global Administrator."),
    )),
})

OUTCOME_OF: Mapping[Cause, Outcome] = MappingProxyType({each.cause: each for each in OUTCOMES.values() if each.cause})
"""The outcome that mends a cause; the other causes have only what the report itself says."""
