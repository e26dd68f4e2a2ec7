"""What is asked about one room of a fleet, and the gaps of all that is not."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import cast

from checks.collector import CannotCollect, Collector, Evidence, answer, gap_of, not_wanted
from checks.facts.account import Account
from checks.facts.base import Fact, Facts
from checks.facts.mailbox import Mailbox
from checks.facts.reading import is_fresh, last_device_success
from checks.facts.refusals import open_refusals
from checks.facts.room_licences import ROOM_SKUS, TEAMS_PLANS
from checks.facts.sign_ins import SignIns
from checks.facts.teams_provisioning import TeamsProvisioning
from checks.facts.troubles import setup_fault
from checks.fleet import FleetRoom
from checks.model import Gap, GapReason
from checks.sources.graph.known_account import exists

PATIENCE = 600.0
"""Seconds that a question of a sweep may take: nobody waits, and whoever does goes first."""
_OF_THIS_ROOM = "A look at the whole fleet leaves this out."
_ALONE = "Check the room by itself."


class RoomCase:
    """One room while it is looked at: the facts known by now, and why another one is not."""

    def __init__(self, room: FleetRoom) -> None:
        self.asked_for = room
        self.room = room.room
        self._facts: list[Fact] = list(room.listed.facts.values())
        self._gaps: list[Gap] = list(room.listed.gaps)
        self.known = Facts(self._facts)

    @property
    def account(self) -> Account | None:
        """The account, None where it could not be read."""
        return cast("Account | None", self.known.get(Account))

    @property
    def kept_sign_ins(self) -> SignIns | None:
        """What the last sweep knew of the sign-ins."""
        return cast("SignIns | None", self.asked_for.kept.facts.get(SignIns))

    def has(self, collector: Collector) -> bool:
        """Whether this has been asked, with whatever outcome."""
        return collector.fact in self.known or any(gap.source == collector.source for gap in self._gaps)

    def learn(self, fact: Fact) -> None:
        self._facts.append(fact)
        self.known = Facts(self._facts)

    def miss(self, collector: Collector, why: CannotCollect) -> None:
        self._gaps.append(gap_of(collector, why))

    async def ask(self, collector: Collector) -> None:
        """Ask for what a check of this room alone would ask, in the same way."""
        try:
            if not collector.when(self.known):
                raise not_wanted(collector)
            self.learn(await answer(collector, collector.collect(self.room, self.known), PATIENCE))
        except CannotCollect as why:
            self.miss(collector, why)

    def evidence(self, collectors: Sequence[Collector]) -> Evidence:
        """All that is known, with a gap for everything that was not asked."""
        return Evidence(self.known, (*self._gaps, *self._unasked(collectors)))

    def _unasked(self, collectors: Sequence[Collector]) -> Iterator[Gap]:
        nobody = _nobody(self.known)
        for collector in collectors:
            if not self.has(collector):
                yield gap_of(collector, nobody or self._why_unasked(collector))

    def _why_unasked(self, collector: Collector) -> CannotCollect:
        if not collector.when(self.known):
            return not_wanted(collector)
        return CannotCollect(GapReason.NOT_REQUESTED, _OF_THIS_ROOM, _ALONE)


def _nobody(known: Facts) -> CannotCollect | None:
    """Why nothing else is asked, where there is no account."""
    try:
        exists(known)
    except CannotCollect as missing:
        return missing
    return None


def is_troubled(case: RoomCase, now: datetime) -> bool:
    """Whether something is wrong with the room, or not known to be well, so that more is asked about it."""
    known = case.known
    if case.asked_for.closely or case.account is None or case.account.enabled is False:
        return True
    if Mailbox in known and not known[Mailbox].reachable:
        return True
    if TeamsProvisioning in known and setup_fault(known[TeamsProvisioning]):
        return True
    sign_ins = cast("SignIns | None", known.get(SignIns))
    success = last_device_success(sign_ins)
    return not (success and is_fresh(success.at, now)) or bool(open_refusals(sign_ins, None))


def lacks_a_licence(case: RoomCase) -> bool:
    """Whether the account itself does not show a licence for rooms in force, with Teams in it."""
    assigned = case.account.assignments if case.account else None
    return not any(each.sku_id in ROOM_SKUS and each.state.casefold() == "active"
                   and not TEAMS_PLANS & set(each.disabled_plans) for each in assigned or ())
