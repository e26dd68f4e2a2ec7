"""The documentation of the whole catalogue: its index, by area, severity, permission and source, and every page."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from checks.facts.base import DEVICE, EITHER, GRAPH, Fact, Holder
from checks.model import Severity
from checks.permissions import Permission, Permissions, cost_of
from checks.registry import Catalogue, Check
from checks.render import page

_HEAD = """<!-- Written from the checks themselves: run make docs. -->

# The checks

Every check that Roomcheck makes, four times over: [by area](#by-area), [by severity](#by-severity),
[by permission](#by-permission) and [by source](#by-source). `app.py explain` and the bot's `explain` say the same.
"""
_HOLDERS: tuple[tuple[Holder, str], ...] = (
    (GRAPH, "Microsoft Graph"), (DEVICE, "The device's logs"), (EITHER, "Either of them"))
_WORST_FIRST = tuple(reversed(Severity))
_NOTHING = "none"


def pages(catalogue: Catalogue, permissions: Permissions) -> Mapping[str, str]:
    """Every generated page by its file name."""
    each_page = {f"{each.id}.md": page(each, permissions) for each in catalogue.values()}
    return {"README.md": index(catalogue, permissions), **each_page}


def index(catalogue: Catalogue, permissions: Permissions) -> str:
    """The list of all checks, in Markdown."""
    checks = tuple(catalogue.values())
    return "\n".join([_HEAD, *_by_area(checks), *_by_severity(checks), *_by_permission(catalogue, permissions),
                      *_by_source(checks)])


def links(checks: Iterable[Check]) -> str:
    """The checks as links to their pages, or that there is none."""
    return ", ".join(f"[{each.id}]({each.id}.md)" for each in checks) or _NOTHING


def _by_area(checks: Sequence[Check]) -> Iterator[str]:
    yield from ("## By area", "")
    for area in sorted({_area(each) for each in checks}):
        rows = [(f"[{each.title}]({each.id}.md)", f"`{each.id}`", each.severity.value)
                for each in checks if _area(each) == area]
        yield from (f"### {area.replace('_', ' ').capitalize()}", "")
        yield from _table(("check", "id", "severity"), rows)


def _area(check: Check) -> str:
    return check.id.partition(".")[0]


def _by_severity(checks: Sequence[Check]) -> Iterator[str]:
    yield from ("## By severity", "", "How bad it is for the room if the check fails.", "")
    rows = [(severity.value, links(each for each in checks if each.severity is severity)) for severity in _WORST_FIRST]
    yield from _table(("severity", "checks"), rows)


def _by_permission(catalogue: Catalogue, permissions: Permissions) -> Iterator[str]:
    yield from ("## By permission", "",
                "Of Microsoft Graph; what each of them reads stands in [permissions](../permissions.md).", "")
    rows = [_served(each, permissions, catalogue) for each in permissions.values()]
    yield from _table(("permission", "cannot be answered by Graph without it", "see more with it"), rows)


def _served(permission: Permission, permissions: Permissions, catalogue: Catalogue) -> tuple[str, str, str]:
    cost = cost_of(permission, permissions, catalogue)
    return f"`{permission.name}`", links(cost.unjudged), links(cost.see_less)


def _by_source(checks: Sequence[Check]) -> Iterator[str]:
    yield from ("## By source", "", "Which facts each source holds, and the checks that read them.", "")
    read = {need.fact for each in checks for need in each.needs}
    for holder, name in _HOLDERS:
        facts = sorted((fact for fact in read if fact.holder is holder), key=lambda fact: fact.title)
        yield from (f"### {name}", "")
        yield from _table(("fact", "checks"), [(fact.title, links(_readers(fact, checks))) for fact in facts])


def _readers(fact: type[Fact], checks: Sequence[Check]) -> Iterator[Check]:
    return (each for each in checks if any(need.fact is fact for need in each.needs))


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"| {' | '.join('---' for _ in head)} |"
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""
