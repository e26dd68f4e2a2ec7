"""Which of Roomcheck's permissions are granted, and what the missing ones cost."""

from collections.abc import Mapping, Sequence

from bot.cards.frame import banner, first_thing, headline, told_in_english
from bot.cards.links import GLOBAL, Links
from bot.cards.parts import Element, button, card, fold, heading, link, paragraph, quiet, row, run
from bot.cards.text import LONGEST_WHOLE, in_english
from bot.cards.times import moment
from bot.cards.wording import Look
from bot.commands.model import Doctor, ShowHelp
from bot.setup import Setup
from bot.turns import Card
from bot.words import _, mark, n_, number_in_words
from checks.doctor import Examination, Examined, Grant, Sign
from checks.registry import Check

GRANTS: Mapping[Grant, Look] = {
    Grant.MISSING: Look("✖", mark("Missing"), "attention"),
    Grant.UNKNOWN: Look("○", mark("Not known"), "default"),
    Grant.UNLICENSED: Look("▲", mark("Granted, but of no use"), "warning"),
    Grant.GRANTED: Look("✔", mark("Granted"), "good"),
    Grant.NOT_OFFERED: Look("○", mark("Not offered in this cloud"), "default"),
    Grant.NOT_NEEDED: Look("○", mark("Not needed as Roomcheck is set up"), "default"),
}
_UNTOLD_OF = (Grant.UNKNOWN, Grant.UNLICENSED)
_ASKING = Look("◔", mark("Asking"), "accent", "emphasis")
_MISSING = Look("✖", mark("Permissions are missing"), "attention", "attention")
_UNTOLD = Look("○", mark("Not everything could be told"), "warning", "warning")
_USELESS = Look("▲", mark("Granted, but not all of use"), "warning", "warning")
_COMPLETE = Look("✔", mark("Everything is granted"), "good", "good")
_MOST_TITLES = 4
_HOW = mark("Microsoft Entra admin centre > Entra ID > App registrations > Roomcheck's application > API permissions: "
            "add each as an application permission of Microsoft Graph, then grant admin consent.")
_HOW_IDENTITY = mark("A managed identity has no page for that in the Entra admin centre. Run {command} from "
                     "Roomcheck's sources, as a Privileged Role Administrator; the id in it is the identity's client "
                     "id.")
_WHEN = mark("Roomcheck sees a grant with its next token: within about 90 minutes, with a managed identity within a "
             "day. A restart makes it sooner for all but a managed identity.")


def doctor_begun_card() -> Card:
    """That the question is being asked; it also says what to do if no answer comes."""
    told = _("I am asking Microsoft Graph once for everything that a check can need.")
    later = quiet(_("The answer takes the place of this card, as a rule within a minute. If it is not here after five "
                    "minutes, write {doctor} again.", doctor="doctor"))
    return card([banner(_ASKING, _("Roomcheck's permissions")), headline(told, later)], fallback=told)


def doctor_card(examination: Examination, setup: Setup, *, time_zone: str = "", links: Links = GLOBAL) -> Card:
    """A row for each permission that is not simply granted, the missing ones first; the rest folded."""
    seen = _("Seen through {room}, {moment}", room=examination.room.label, moment=moment(examination.at, time_zone))
    body = [
        banner(_look(examination), _("Roomcheck's permissions"), seen),
        headline(doctor_summary(examination)),
        *_how_to_grant(examination, setup),
        *(_row(each) for each in examination.of(Grant.MISSING)),
        *map(_rows_of_one_reason, _by_reason(examination.of(*_UNTOLD_OF))),
        *_folded(examination),
        _setup(setup),
        *told_in_english(),
    ]
    pressed = [button(_("Ask again"), Doctor(examination.room.address), primary=True),
               link(_("Entra admin centre"), links.admin_centre), button(_("Help"), ShowHelp())]
    return card(body, pressed, fallback=doctor_summary(examination))


def doctor_summary(examination: Examination) -> str:
    """In one or two sentences, how many of the permissions that are of use here stand how."""
    offered = len(examination.permissions) - len(examination.of(Grant.NOT_OFFERED, Grant.NOT_NEEDED))
    missing, unknown = examination.of(Grant.MISSING), len(examination.of(Grant.UNKNOWN))
    total = _permissions(offered)
    if not missing and not unknown:
        return _all_granted(total, len(examination.of(Grant.UNLICENSED)))
    told = _missing(total, missing) if missing else _("Of {total}, none was found missing.", total=total)
    untold = _("Of {n} it could not be told.", n=number_in_words(unknown))
    return f"{told} {untold}" if unknown else told


def _permissions(number: int) -> str:
    return n_("{n} permission", "{n} permissions", number)


def _all_granted(total: str, useless: int) -> str:
    # For translators: {total} is such as "12 permissions", here and in what follows.
    if not useless:
        return _("All {total} are granted.", total=total)
    return _("All {total} are granted, {n} of them of no use.", total=total, n=number_in_words(useless))


def _missing(total: str, missing: Sequence[Examined]) -> str:
    core = sum(each.permission.core for each in missing)
    if core:
        return n_("Of {total}, {n} is missing, {core} of them core.",
                  "Of {total}, {n} are missing, {core} of them core.",
                  len(missing), total=total, core=number_in_words(core))
    return n_("Of {total}, {n} is missing, none of them core.", "Of {total}, {n} are missing, none of them core.",
              len(missing), total=total)


def _look(examination: Examination) -> Look:
    looks = ((Grant.MISSING, _MISSING), (Grant.UNKNOWN, _UNTOLD), (Grant.UNLICENSED, _USELESS))
    return next((look for grant, look in looks if examination.of(grant)), _COMPLETE)


def _how_to_grant(examination: Examination, setup: Setup) -> list[Element]:
    if not examination.of(Grant.MISSING):
        return []
    how = _(_HOW_IDENTITY, command=setup.grant_command) if setup.grant_command else _(_HOW)
    return [first_thing(_("How to grant them"), paragraph(how, spacing="none"), quiet(_(_WHEN)))]


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
    return row(GRANTS[first.grant].mark, paragraph(run(_permissions(len(alike)), bold=True, small=True),
               spacing="none"), *map(quiet, [*_told(first), names]))


def _row(examined: Examined) -> Element:
    return row(GRANTS[examined.grant].mark, _name(examined), *map(quiet, [*_told(examined), *_cost(examined)]))


def _told(examined: Examined) -> list[str]:
    """How it stands and what would help; how to grant what is missing stands above, once."""
    told = [f"{GRANTS[examined.grant].said}. {in_english(examined.sign.why)}".strip()]
    helped = examined.grant is not Grant.MISSING and examined.sign.remedy
    return [*told, in_english(examined.sign.remedy)] if helped else told


def _name(examined: Examined) -> Element:
    kind = _("core") if examined.permission.core else _("optional")
    long = len(examined.permission.name) > LONGEST_WHOLE
    name = run(examined.permission.name, bold=not long, small=True)
    return paragraph(name, run(f" {kind}", subtle=True, small=True), spacing="none")


def _cost(examined: Examined) -> list[str]:
    unjudged, less = examined.cost.unjudged, examined.cost.see_less
    lines = [_("Without it Graph cannot answer: {checks}.", checks=_titles(unjudged))] if unjudged else []
    lines += [_("Without it these see less: {checks}.", checks=_titles(less))] if less else []
    return lines or [_("No check reads what it brings: {facts}.", facts=_reads(examined))]


def _reads(examined: Examined) -> str:
    return in_english("; ".join(examined.permission.reads))


def _titles(checks: Sequence[Check]) -> str:
    left = len(checks) - _MOST_TITLES
    shown = in_english("; ".join(check.title for check in checks[:_MOST_TITLES]))
    return _("{titles}; {n} more", titles=shown, n=number_in_words(left)) if left > 0 else shown


def _folded(examination: Examination) -> list[Element]:
    folds = []
    for grant in (Grant.GRANTED, Grant.NOT_OFFERED, Grant.NOT_NEEDED):
        stand_so = examination.of(grant)
        title = f"{GRANTS[grant].said}: {_permissions(len(stand_so))}"
        if stand_so:
            folds.append(fold(grant.value, title, *map(_folded_row, stand_so)))
    return folds


def _folded_row(examined: Examined) -> Element:
    return row(GRANTS[examined.grant].mark, _name(examined), quiet(_("Reads {facts}.", facts=_reads(examined))))


def _setup(setup: Setup) -> Element:
    where = [_("Cloud: {cloud}.", cloud=in_english(setup.cloud)), _("Microsoft Graph: {host}", host=setup.graph),
             _("Tenant: {tenant}", tenant=setup.tenant or _("not set"))]
    missing = [heading(_("Missing for Teams")), *map(quiet, map(in_english, setup.missing))] if setup.missing else []
    title = n_("Settings: {n} setting missing for Teams", "Settings: {n} settings missing for Teams",
               len(setup.missing)) if setup.missing else _("Settings: complete")
    return fold("setup", title, *map(quiet, where), *missing)
