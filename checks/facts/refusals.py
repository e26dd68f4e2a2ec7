"""Sign-ins that were refused, wherever that was written down: in a sign-in record, or as a code in a heartbeat."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from checks.facts.base import NEVER
from checks.facts.codes import CODES, Group, cause_of, explained, group_of, written
from checks.facts.heartbeats import Heartbeats
from checks.facts.reading import (
    LOOK_BACK,
    age_note,
    attempts_of_room,
    cited,
    counted,
    device_successes,
    is_fresh,
    last_well,
    latest_beat,
    lets_in,
    newest,
    scope,
    unwell_now,
    well_heartbeats,
)
from checks.facts.remembered import remembered
from checks.facts.sign_ins import Origin, SignIn, SignIns
from checks.model import (
    Cause,
    Citation,
    Confidence,
    NextStep,
    ShowGuide,
    Verdict,
    fail,
    not_applicable,
    not_judged,
    ok,
    warn,
)

_FIRST_FACTOR = frozenset({Cause.WRONG_CREDENTIALS, Cause.PASSWORD_EXPIRED})
_AFTER_FIRST_FACTOR = frozenset({Cause.MFA_REQUIRED, Cause.CONDITIONAL_ACCESS_BLOCK, Cause.DEVICE_NOT_COMPLIANT})
_UP_TO_FIRST_FACTOR = _FIRST_FACTOR | {Cause.ACCOUNT_MISSING, Cause.ACCOUNT_DISABLED}
_STAY_SIGNED_IN = 50140


@dataclass(frozen=True, slots=True)
class Refusal:
    """One refused attempt. ``by_device`` is false when nobody can say who made it.

    ``sign_in`` is None when a heartbeat told it.
    """

    at: datetime
    code: int
    cite: Citation
    by_device: bool
    sign_in: SignIn | None = None

    @property
    def reason(self) -> str:
        """The source's own words."""
        return self.sign_in.reason if self.sign_in else ""


@remembered
def refusals(sign_ins: SignIns | None, heartbeats: Heartbeats | None) -> tuple[Refusal, ...]:
    """Every refusal that could keep the room signed out, newest first.

    Codes that belong to an ordinary sign-in are left out, as are attempts of people and of other programs.
    """
    beats = heartbeats.items if heartbeats else ()
    told = [Refusal(item.at, item.code, item.cite, item.origin is Origin.DEVICE, item)
            for item in _attempts(sign_ins, heartbeats)]
    told += [Refusal(beat.at, code, beat.cite, by_device=True)
             for beat in beats if not beat.healthy for code in beat.codes]
    real = (each for each in told if each.code and cause_of(each.code))
    return tuple(sorted(real, key=lambda each: each.at, reverse=True))


@remembered
def _attempts(sign_ins: SignIns | None, heartbeats: Heartbeats | None) -> tuple[SignIn, ...]:
    """The attempts themselves: a code may also stand among the sign-ins because it was read in a heartbeat."""
    in_beats = {beat.cite.locator for beat in heartbeats.items} if heartbeats else set()
    return tuple(item for item in attempts_of_room(sign_ins) if item.cite.locator not in in_beats)


@remembered
def open_refusals(sign_ins: SignIns | None, heartbeats: Heartbeats | None) -> tuple[Refusal, ...]:
    """The refusals that nothing has healed since, newest first."""
    well, found = last_well(heartbeats), refusals(sign_ins, heartbeats)
    unwell = {beat.cite for beat in unwell_now(heartbeats, sign_ins)}
    known, healed = _known_since(found, sign_ins, heartbeats), _healing(sign_ins)
    return tuple(each for each in found
                 if each.at > well and not (each.at < known and cause_of(each.code) in _UP_TO_FIRST_FACTOR)
                 and (each.cite in unwell if each.sign_in is None else not healed(each)))


def _known_since(found: Sequence[Refusal], sign_ins: SignIns | None, heartbeats: Heartbeats | None) -> datetime:
    """When the device last got past its account and its password, though it was refused or asked something after them.

    Microsoft Entra asks whether to stay signed in, too, only of somebody whose password it has accepted.
    """
    asked = (each.at for each in _attempts(sign_ins, heartbeats)
             if each.code == _STAY_SIGNED_IN and each.origin is Origin.DEVICE)
    after = (each.at for each in found if each.by_device and cause_of(each.code) in _AFTER_FIRST_FACTOR)
    return max((*asked, *after), default=NEVER)


def _newest_by_app(found: Iterable[SignIn]) -> dict[str, datetime]:
    """When each application was last let in."""
    latest: dict[str, datetime] = {}
    for each in found:
        latest[each.app_key] = max(each.at, latest.get(each.app_key, NEVER))
    return latest


def _healing(sign_ins: SignIns | None) -> Callable[[Refusal], bool]:
    """Whether a later success of the same application answers a refusal.

    Where the refusal names no application, or nobody knows who made it, any success of the device does.
    """
    by_device = _newest_by_app(device_successes(sign_ins))
    by_account = _newest_by_app(each for each in attempts_of_room(sign_ins) if each.succeeded)
    any_app = max(by_device.values(), default=NEVER)

    def healed(refusal: Refusal) -> bool:
        app = refusal.sign_in.app_key if refusal.sign_in else ""
        since = by_device.get(app, NEVER) if app and refusal.by_device else any_app
        return since >= refusal.at or (not refusal.by_device and by_account.get(app, NEVER) >= refusal.at)
    return healed


def of_causes(found: Sequence[Refusal], *causes: Cause) -> tuple[Refusal, ...]:
    """Those whose code speaks for one of these causes; the device's own alone where there are any."""
    named = tuple(each for each in found if cause_of(each.code) in causes)
    return tuple(each for each in named if each.by_device) or named


def in_groups(found: Sequence[Refusal], *groups: Group) -> tuple[Refusal, ...]:
    """Those whose code belongs to one of these groups; the device's own alone where there are any."""
    named = tuple(each for each in found if group_of(each.code) in groups)
    return tuple(each for each in named if each.by_device) or named


def refused(found: Sequence[Refusal], cause: Cause, now: datetime, *steps: NextStep, note: str = "",
            cites: Collection[Citation] = ()) -> Verdict:
    """The verdict on open refusals, newest first, of one cause.

    It is a failure when the device made them, and a warning when nobody can say who did or when they are older than a
    week. It is certain when they are the device's, fresh, and their code has one known meaning.
    """
    latest, own = found[0], found[0].by_device
    old, caveats = now - latest.at > LOOK_BACK, _caveats(found)
    text = " ".join(filter(None, (_told(found), note, _reservation(latest, now), *caveats)))
    verdict = fail if own and not old else warn
    sure = Confidence.HIGH if is_fresh(latest.at, now) and not caveats else Confidence.MEDIUM
    if old or not own or not any(each.code in CODES for each in found):
        sure = Confidence.LOW
    return verdict(text, ShowGuide(cause), *steps, cites=cited(*cites, *evidence(found)), cause=cause,
                   since=found[-1].at, latest=latest.at, confidence=sure)


def names_asked_for(found: Sequence[Refusal]) -> str:
    """Which application asked for which service, as a sentence; empty where no record names either."""
    asked = dict.fromkeys((each.sign_in.app, each.sign_in.resource) for each in found if each.sign_in)
    told = [f'"{app}" asked for "{resource}"' if app and resource else f'the record names "{app or resource}"'
            for app, resource in asked if app or resource][:3]
    return f"{told[0][0].upper()}{told[0][1:]}{''.join(f', {each}' for each in told[1:])}." if told else ""


def evidence(found: Sequence[Refusal]) -> tuple[Citation, ...]:
    """Attempts before the heartbeats that repeat them: only attempts have the ids that Microsoft's support asks for."""
    return tuple(each.cite for each in sorted(found, key=lambda each: each.sign_in is None))


def _told(found: Sequence[Refusal]) -> str:
    reasons = {each.code: each.reason for each in reversed(found) if each.reason}
    codes = dict.fromkeys(each.code for each in found)
    named = ", ".join(explained(code, reasons.get(code, "")) for code in list(codes)[:3])
    more = f" and {len(codes) - 3} more codes" if len(codes) > 3 else ""  # noqa: PLR2004 - three are named above
    return times_refused(found, f" with {named}{more}")


def times_refused(found: Sequence[Refusal], with_codes: str = "") -> str:
    """How often, and in which of the records, as a sentence; a heartbeat repeats what an attempt met."""
    attempts = sum(each.sign_in is not None for each in found)
    beats = counted(len(found) - attempts, "heartbeat")
    if not attempts:
        return f"{beats} say{'s' if len(found) == 1 else ''} that the device was refused{with_codes}."
    who = "of the device" if found[0].by_device else "with the room's account"
    also = "" if attempts == len(found) else f"; also in {beats}"
    return f"{counted(attempts, 'sign-in')} {who} {'was' if attempts == 1 else 'were'} refused{with_codes}{also}."


def _reservation(latest: Refusal, now: datetime) -> str:
    who = "" if latest.by_device else "Nothing shows whether this was the room's device."
    return " ".join(filter(None, (who, age_note(latest.at, now))))


def _caveats(found: Sequence[Refusal]) -> tuple[str, ...]:
    """What else the codes may mean; empty as soon as one of them has only one meaning."""
    notes = [_caveat(each) for each in found]
    return tuple(dict.fromkeys(notes)) if all(notes) else ()


def _caveat(refusal: Refusal) -> str:
    known = CODES.get(refusal.code)
    if not known or not known.caveat or known.read(refusal.reason):
        return ""
    return f"{written(refusal.code)}: {known.caveat}"


def none_refused(sign_ins: SignIns | None, heartbeats: Heartbeats | None, what: str, cause: Cause,
                 now: datetime, *, past: Sequence[Refusal] | None = None) -> Verdict:
    """The verdict when nothing is open: healthy only where the device was seen to get past this point.

    Microsoft Entra looks at Conditional Access, and with it at multifactor authentication and compliance, only after
    the first factor (Microsoft Learn, "What is Conditional Access?"), so a refusal there shows that the password works.
    ``past`` are the refusals that are over and are told of, those of the cause unless given.
    """
    if sign_ins is None and heartbeats is None:
        return not_judged("The sign-ins of the room could not be read.")
    own = next((each for each in open_refusals(sign_ins, heartbeats) if each.by_device), None)
    proof = let_in(sign_ins, heartbeats, now)
    if proof:
        over = of_causes(refusals(sign_ins, heartbeats), cause) if past is None else past
        return _passed(sign_ins, heartbeats, what, over, proof)
    if own and cause in _FIRST_FACTOR and cause_of(own.code) in _AFTER_FIRST_FACTOR:
        return ok(f"Microsoft Entra accepted the password, and refused the sign-in only afterwards with "
                  f"{explained(own.code, own.reason)}.", cites=[own.cite])
    if own:
        return not_applicable(f"The device is refused for another reason: {explained(own.code, own.reason)}. "
                              "Only when that is mended can this show.")
    return not_judged("The device was not seen to sign in within the last day.")


def let_in(sign_ins: SignIns | None, heartbeats: Heartbeats | None, now: datetime) -> Citation | None:
    """The newest sign that the device gets in: within the last day, and not refused since."""
    success, beat = newest(device_successes(sign_ins)), latest_beat(heartbeats)
    signs = [(each.at, each.cite) for each in (success, beat if beat and lets_in(beat) else None) if each]
    latest = max(signs, key=lambda sign: sign[0], default=None)
    own = next((each for each in open_refusals(sign_ins, heartbeats) if each.by_device), None)
    if latest is None or not is_fresh(latest[0], now) or (own and own.at > latest[0]):
        return None
    return latest[1]


def _passed(sign_ins: SignIns | None, heartbeats: Heartbeats | None, what: str, past: Sequence[Refusal],
            proof: Citation) -> Verdict:
    attempts, well = len(_attempts(sign_ins, heartbeats)), len(well_heartbeats(heartbeats))
    seen = [counted(number, unit)
            for number, unit in ((attempts, "sign-in attempt"), (well, "healthy heartbeat")) if number]
    was = f" That is over: {times_refused(past)}" if past else ""
    where = scope(sign_ins, heartbeats)
    told = f"{' and '.join(seen)} in {where}: none is {what} now." if seen else (
        f"The device is let in, and not {what} now, by {where}.")
    return ok(f"{told}{was}", cites=cited(proof, *evidence(past)))


def verdict_on(cause: Cause, what: str, sign_ins: SignIns | None, heartbeats: Heartbeats | None,
               now: datetime, *steps: NextStep) -> Verdict:
    """The verdict of a check that asks for the codes of one cause and nothing else."""
    found = of_causes(open_refusals(sign_ins, heartbeats), cause)
    if not found:
        return none_refused(sign_ins, heartbeats, what, cause, now)
    return refused(found, cause, now, *steps)


def verdict_on_group(group: Group, what: str, sign_ins: SignIns | None, heartbeats: Heartbeats | None,
                     now: datetime, *steps: NextStep, note: str = "", cites: Collection[Citation] = ()) -> Verdict:
    """The verdict of a check that asks for the codes of one group and nothing else."""
    found = in_groups(open_refusals(sign_ins, heartbeats), group)
    if not found:
        past = in_groups(refusals(sign_ins, heartbeats), group)
        return none_refused(sign_ins, heartbeats, what, Cause.SIGN_IN_BLOCKED_OTHER, now, past=past)
    cause = cause_of(found[0].code) or Cause.SIGN_IN_BLOCKED_OTHER
    return refused(found, cause, now, *steps, note=note, cites=cites)
