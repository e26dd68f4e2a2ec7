"""Everything that went wrong on the device, in one row, and whether it is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from checks.facts import codes, hresults
from checks.facts.app_log import AppError, AppLog
from checks.facts.heartbeats import Heartbeats
from checks.facts.network_faults import NetworkFaults
from checks.facts.reading import beats_well, last_well, open_faults, unwell_now
from checks.facts.refusals import open_refusals, refusals
from checks.facts.sign_ins import SignIns
from checks.facts.teams_provisioning import TeamsProvisioning
from checks.model import Citation

_UNTOLD = frozenset({"", "unknown", "unknownfuturevalue"})
_FEATURES = frozenset({"teams", "audioconferencing", "callingplan", "phonesystem"})
"""The features that an account is known to have in Teams."""



@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that failed on the device, in words."""

    at: datetime
    what: str
    cite: Citation


def licence_errors(app_log: AppLog | None, heartbeats: Heartbeats | None) -> tuple[AppError, ...]:
    """Refusals for want of a licence that no healthy heartbeat has answered, newest first."""
    well, errors = last_well(heartbeats), app_log.items if app_log else ()
    still = (error for error in errors if error.state.casefold() == "licenseerror" and error.at > well)
    return tuple(sorted(still, key=lambda error: error.at, reverse=True))


def setup_fault(teams: TeamsProvisioning) -> str:
    """What is wrong with the account's set-up in Teams; empty when nothing is."""
    if not teams.found:
        return "Teams does not know the account."
    if teams.account_type.casefold() == "ineligibleuser":
        return "Teams calls the account ineligible."
    if has_teams(teams) or not tells_its_setup(teams) or strange_features(teams):
        return ""
    return "Teams knows the account, but has not set up Teams for it."


def has_teams(teams: TeamsProvisioning) -> bool:
    """Whether Teams is among the account's features."""
    return "teams" in {feature.casefold() for feature in teams.features or ()}


def strange_features(teams: TeamsProvisioning) -> tuple[str, ...]:
    """The features of which nobody can say what they stand for: Teams may be among them."""
    return tuple(feature for feature in teams.features or () if feature.casefold() not in _FEATURES)


def tells_its_setup(teams: TeamsProvisioning) -> bool:
    """Whether Teams says anything of the account's set-up; with no feature, a type that is not told says nothing."""
    return bool(teams.features) or (teams.features is not None and teams.account_type.casefold() not in _UNTOLD)


def troubles(sign_ins: SignIns | None, heartbeats: Heartbeats | None, faults: NetworkFaults | None,
             app_log: AppLog | None) -> tuple[Trouble, ...]:
    """All failures of the device itself, newest first, healed or not."""
    found = [Trouble(each.at, codes.explained(each.code, each.reason), each.cite)
             for each in refusals(sign_ins, heartbeats) if each.by_device]
    found += [Trouble(beat.at, "an unhealthy heartbeat", beat.cite)
              for beat in (heartbeats.items if heartbeats else ()) if not beats_well(beat) and not beat.codes]
    found += [Trouble(fault.at, hresults.explained(fault.hresult), fault.cite)
              for fault in (faults.items if faults else ())]
    found += [Trouble(error.at, f"the Teams app's {error.state}", error.cite)
              for error in (app_log.items if app_log else ())]
    return tuple(sorted(found, key=lambda trouble: trouble.at, reverse=True))


def still_open(sign_ins: SignIns | None, heartbeats: Heartbeats | None, faults: NetworkFaults | None,
               app_log: AppLog | None) -> bool:
    """Whether anything of the device's own still stands unanswered."""
    own: Sequence[object] = [each for each in open_refusals(sign_ins, heartbeats) if each.by_device]
    return bool(own or unwell_now(heartbeats, sign_ins) or open_faults(faults, sign_ins, heartbeats)
                or licence_errors(app_log, heartbeats))
