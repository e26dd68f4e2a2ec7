"""Which of Roomcheck's permissions are granted, and what the missing ones cost."""

from collections.abc import Mapping, Sequence

from bot.cards.frame import banner, first_thing, headline
from bot.cards.links import GLOBAL, Links
from bot.cards.parts import Element, button, card, fold, heading, link, paragraph, quiet, row, run
from bot.cards.text import LONGEST_WHOLE, count
from bot.cards.times import moment
from bot.cards.wording import Look
from bot.commands.model import Doctor, ShowHelp
from bot.setup import Setup
from bot.turns import Card
from checks.doctor import Examination, Examined, Grant, Sign
from checks.registry import Check

GRANTS: Mapping[Grant, Look] = {
    Grant.MISSING: Look("✖", "Missing", "attention"),
    Grant.UNKNOWN: Look("○", "Not known", "default"),
    Grant.UNLICENSED: Look("▲", "Granted, but of no use", "warning"),
    Grant.GRANTED: Look("✔", "Granted", "good"),
    Grant.NOT_OFFERED: Look("○", "Not offered in this cloud", "default"),
    Grant.NOT_NEEDED: Look("○", "Not needed as Roomcheck is set up", "default"),
}
_UNTOLD_OF = (Grant.UNKNOWN, Grant.UNLICENSED)
_ASKING = Look("◔", "Asking", "accent", "emphasis")
_MISSING = Look("✖", "Permissions are missing", "attention", "attention")
_UNTOLD = Look("○", "Not everything could be told", "warning", "warning")
_USELESS = Look("▲", "Granted, but not all of use", "warning", "warning")
_COMPLETE = Look("✔", "Everything is granted", "good", "good")
_MOST_TITLES = 4
_HOW = ("Microsoft Entra admin centre > Entra ID > App registrations > Roomcheck's application > API permissions: add "
        "each as an application permission of Microsoft Graph, then grant admin consent.")
_WHEN = ("Roomcheck sees a grant with its next token: within about 90 minutes, with a managed identity within a day. "
         "A restart makes it sooner for all but a managed identity.")


def doctor_begun_card() -> Card:
    """That the question is being asked; it also says what to do if no answer comes."""
    told = "I am asking Microsoft Graph once for everything that a check can need."
    later = quiet("The answer takes the place of this card, as a rule within a minute. If it is not here after five "
                  "minutes, write doctor again.")
    return card([banner(_ASKING, "Roomcheck's permissions"), headline(told, later)], fallback=told)


def doctor_card(examination: Examination, setup: Setup, *, time_zone: str = "", links: Links = GLOBAL) -> Card:
    """A row for each permission that is not simply granted, the missing ones first; the rest folded."""
    seen = f"Seen through {examination.room.label}, {moment(examination.at, time_zone)}"
    body = [
        banner(_look(examination), "Roomcheck's permissions", seen),
        headline(doctor_summary(examination)),
        *_how_to_grant(examination),
        *(_row(each) for each in examination.of(Grant.MISSING)),
        *map(_rows_of_one_reason, _by_reason(examination.of(*_UNTOLD_OF))),
        *_folded(examination),
        _setup(setup),
    ]
    pressed = [button("Ask again", Doctor(examination.room.address), primary=True),
               link("Entra admin centre", links.admin_centre), button("Help", ShowHelp())]
    return card(body, pressed, fallback=doctor_summary(examination))


def doctor_summary(examination: Examination) -> str:
    """In one or two sentences, how many of the permissions that are of use here stand how."""
    offered = len(examination.permissions) - len(examination.of(Grant.NOT_OFFERED, Grant.NOT_NEEDED))
    total = count(offered, "permission")
    missing, unknown = examination.of(Grant.MISSING), len(examination.of(Grant.UNKNOWN))
    if not missing and not unknown:
        useless = len(examination.of(Grant.UNLICENSED))
        return f"All {total} are granted{f', {useless} of them of no use' if useless else ''}."
    core = sum(each.permission.core for each in missing)
    told = f"Of {total}, none was found missing."
    if missing:
        told = f"Of {total}, {len(missing)} {_is_are(len(missing))} missing, {core or 'none'} of them core."
    return f"{told} Of {unknown} it could not be told." if unknown else told


def _is_are(number: int) -> str:
    return "are" if number > 1 else "is"


def _look(examination: Examination) -> Look:
    looks = ((Grant.MISSING, _MISSING), (Grant.UNKNOWN, _UNTOLD), (Grant.UNLICENSED, _USELESS))
    return next((look for grant, look in looks if examination.of(grant)), _COMPLETE)


def _how_to_grant(examination: Examination) -> list[Element]:
    if not examination.of(Grant.MISSING):
        return []
    return [first_thing("How to grant them", paragraph(_HOW, spacing="none"), quiet(_WHEN))]


def _by_reason(found: Sequence[Examined]) -> list[list[Examined]]:
    """Those that stand alike and for the same reason, together: what one thing explains is said once."""
    alike: dict[tuple[Grant, Sign], list[Examined]] = {}
    for each in found:
        alike.setdefault((each.grant, each.sign), []).append(each)
    return list(alike.values())


def _rows_of_one_reason(alike: Sequence[Examined]) -> Element:
    first, *others = alike
    if not others:
        return _row(first)
    names = ", ".join(each.permission.name for each in alike)
    return row(GRANTS[first.grant].mark, paragraph(run(count(len(alike), "permission"), bold=True, small=True),
               spacing="none"), *map(quiet, [*_told(first), names]))


def _row(examined: Examined) -> Element:
    return row(GRANTS[examined.grant].mark, _name(examined), *map(quiet, [*_told(examined), *_cost(examined)]))


def _told(examined: Examined) -> list[str]:
    """How it stands and what would help; how to grant what is missing stands above, once."""
    told = [f"{GRANTS[examined.grant].word}. {examined.sign.why}".strip()]
    return told if examined.grant is Grant.MISSING or not examined.sign.remedy else [*told, examined.sign.remedy]


def _name(examined: Examined) -> Element:
    kind = "core" if examined.permission.core else "optional"
    long = len(examined.permission.name) > LONGEST_WHOLE
    name = run(examined.permission.name, bold=not long, small=True)
    return paragraph(name, run(f" {kind}", subtle=True, small=True), spacing="none")


def _cost(examined: Examined) -> list[str]:
    unjudged, less = examined.cost.unjudged, examined.cost.see_less
    lines = [f"Without it Graph cannot answer: {_titles(unjudged)}."] if unjudged else []
    lines += [f"Without it these see less: {_titles(less)}."] if less else []
    return lines or [f"No check reads what it brings: {'; '.join(examined.permission.reads)}."]


def _titles(checks: Sequence[Check]) -> str:
    left = len(checks) - _MOST_TITLES
    more = [f"{left} more"] if left > 0 else []
    return "; ".join([*(check.title for check in checks[:_MOST_TITLES]), *more])


def _folded(examination: Examination) -> list[Element]:
    folds = []
    for grant in (Grant.GRANTED, Grant.NOT_OFFERED, Grant.NOT_NEEDED):
        stand_so = examination.of(grant)
        title = f"{GRANTS[grant].word}: {count(len(stand_so), 'permission')}"
        if stand_so:
            folds.append(fold(grant.value, title, *map(_folded_row, stand_so)))
    return folds


def _folded_row(examined: Examined) -> Element:
    return row(GRANTS[examined.grant].mark, _name(examined), quiet(f"Reads {'; '.join(examined.permission.reads)}."))


def _setup(setup: Setup) -> Element:
    where = [f"Cloud: {setup.cloud}.", f"Microsoft Graph: {setup.graph}", f"Tenant: {setup.tenant or 'not set'}"]
    missing = [heading("Missing for Teams"), *map(quiet, setup.missing)] if setup.missing else []
    state = f"{count(len(setup.missing), 'setting')} missing for Teams" if setup.missing else "complete"
    return fold("setup", f"Settings: {state}", *map(quiet, where), *missing)
