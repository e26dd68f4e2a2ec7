"""The people who work at Contoso. Roomcheck looks after rooms: nothing of theirs may ever appear in a report."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from demo.identifiers import DOMAIN, GRAPH, MICROSOFT_365, OFFICE_HOME, TEAMS, TEAMS_SERVICES, invented
from demo.scenario import BROWSER_AGENT, Attempt, Licence, MailboxState, Scenario

EMPLOYEE_MARK = "persona-"
"""Part of every employee's address; display names carry it too, with a capital letter."""
PER_ROOM = 20
HELPDESK = "Helpdesk"
"""The group of those who look after rooms."""
FOR_PEOPLE, OF_A_PERSON = Licence(MICROSOFT_365), MailboxState("user")
_FIRST_NAMES = ("Adele", "Beat", "Carla", "Diego", "Elif", "Flurin", "Grete", "Hana", "Ivo", "Jana",
                "Kofi", "Lea", "Mirko", "Nadia", "Oskar", "Petra", "Quentin", "Rosa", "Sven", "Tara")
_CODES = (0, 50126, 0, 53003, 0, 50055, 50076, 0, 50057, 53000)


@dataclass(frozen=True, slots=True)
class Employee:
    """A person; ``office`` is the room beside which they sit, ``groups`` are the names of the groups they are in."""

    address: str
    display_name: str
    office: str
    attempts: tuple[Attempt, ...]
    groups: tuple[str, ...] = ()

    @property
    def object_id(self) -> str:
        return invented("user", self.address)


def _attempts(number: int) -> tuple[Attempt, ...]:
    """One sign-in in a browser and one of the Teams app, many of them refused for what troubles rooms too."""
    ago = timedelta(minutes=7 + number % 300)
    code = _CODES[number % len(_CODES)]
    return (Attempt(ago, code, OFFICE_HOME, GRAPH, agent=BROWSER_AGENT),
            Attempt(ago * 2, code, TEAMS, TEAMS_SERVICES, interactive=False, agent=BROWSER_AGENT))


def employees_beside(room: Scenario, order: int) -> Iterator[Employee]:
    """Twenty people for the room that is the ``order``-th of the tenant. The first is named as the room is, and is of
    the helpdesk.
    """
    for index in range(PER_ROOM):
        number = order * PER_ROOM + index
        first_name = f"{room.display_name} Reception" if index == 0 else _FIRST_NAMES[index]
        yield Employee(f"{EMPLOYEE_MARK}{number:04}@{DOMAIN}", f"{first_name} {EMPLOYEE_MARK.title()}{number:04}",
                       room.display_name, _attempts(number), (HELPDESK,) if index == 0 else ())
