"""The audit: the database itself refuses that lines are changed, or removed before their time."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.access_ports import Asked
from bot.store.access import SqlAudit
from bot.store.retention import KEEP_AUDIT, remove_expired
from bot.store.tables import audit, audit_rooms

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
ROOM, OTHER = "room-1@contoso.com", "room-2@contoso.com"


def asked(at: datetime, *rooms: str, command: str = "Check", allowed: bool = True) -> Asked:
    why = "" if allowed else "You are not on the list."
    return Asked(at, "person-1", "tenant-1", "19:chat", "personal", command, rooms, allowed, why, "Anna Keller")


async def count(engine: AsyncEngine) -> tuple[int, int]:
    async with engine.connect() as connection:
        lines, rooms = [(await connection.execute(select(func.count()).select_from(table))).scalar_one()
                        for table in (audit, audit_rooms)]
    return lines, rooms


async def do(engine: AsyncEngine, statement: str, **given: object) -> None:
    async with engine.begin() as connection:
        await connection.execute(text(statement), given)


@pytest.mark.parametrize("statement", [
    "update audit set allowed = true",
    "update audit set person = 'somebody else' where person = 'person-1'",
    "update audit_rooms set room = 'another'",
    "delete from audit",
    "delete from audit_rooms",
    "delete from audit where id in (select audit_id from audit_rooms where room = 'room-1@contoso.com')",
])
async def test_no_line_is_changed_or_removed(engine: AsyncEngine, statement: str) -> None:
    await SqlAudit(engine).keep(asked(NOW - 399 * DAY, ROOM, allowed=False))
    before = await SqlAudit(engine).about("", 9)
    with pytest.raises(DBAPIError, match="lines of the audit are"):
        await do(engine, statement)
    assert await SqlAudit(engine).about("", 9) == before
    assert await count(engine) == (1, 1)


async def test_no_line_is_put_in_the_place_of_another(engine: AsyncEngine) -> None:
    kept = SqlAudit(engine)
    await kept.keep(asked(NOW, ROOM))
    (line,) = await kept.about(ROOM, 9)
    columns = "id, at, person, name, tenant, place, scope, command, rooms, allowed, why"
    changed = columns.replace("person,", "'somebody else',", 1)
    if engine.dialect.name == "sqlite":
        insertion, conflict = "insert or replace into", ""
    else:
        insertion, conflict = "insert into", "on conflict (id) do update set person = excluded.person"
    statement = f"{insertion} audit ({columns}) select {changed} from audit {conflict}"  # noqa: S608 - all our own
    with pytest.raises(DBAPIError, match="lines of the audit are never changed"):
        await do(engine, statement)
    assert await kept.about(ROOM, 9) == [line]


async def test_the_whole_audit_cannot_be_emptied(engine: AsyncEngine) -> None:
    await SqlAudit(engine).keep(asked(NOW - 500 * DAY, ROOM))
    if engine.dialect.name == "sqlite":
        return  # it has no TRUNCATE
    for table in ("audit", "audit_rooms"):
        with pytest.raises(DBAPIError, match="lines of the audit are kept"):
            await do(engine, f"truncate {table}")
    assert await count(engine) == (1, 1)


async def test_lines_are_removed_after_their_time_and_not_before(engine: AsyncEngine) -> None:
    kept = SqlAudit(engine)
    for at in (NOW - KEEP_AUDIT - DAY, NOW - KEEP_AUDIT + DAY, NOW):
        await kept.keep(asked(at, ROOM, OTHER))
    await remove_expired(engine, NOW)
    assert await count(engine) == (2, 4)


async def test_a_clock_that_is_ahead_removes_no_line(engine: AsyncEngine) -> None:
    await SqlAudit(engine).keep(asked(NOW, ROOM))
    await remove_expired(engine, NOW + 4000 * DAY)
    assert await count(engine) == (1, 1)


async def test_the_newest_lines_about_a_room_come_first_whatever_the_case(engine: AsyncEngine) -> None:
    kept = SqlAudit(engine)
    for hours, room in enumerate((ROOM, OTHER, ROOM.upper(), ROOM)):
        await kept.keep(asked(NOW - hours * timedelta(hours=1), room, command=f"c{hours}"))
    assert [line.command for line in await kept.about(ROOM, 2)] == ["c0", "c2"]
    assert [line.command for line in await kept.about("", 9)] == ["c0", "c1", "c2", "c3"]
    assert await kept.about("nowhere@contoso.com", 9) == []


async def test_lines_are_read_in_portions_and_none_twice(engine: AsyncEngine) -> None:
    kept = SqlAudit(engine)
    for number in range(7):
        await kept.keep(asked(NOW - (number // 3) * DAY, ROOM if number % 2 else OTHER, command=str(number)))
    every = [line async for line in kept.between("", NOW - 9 * DAY, NOW + DAY, portion=2)]
    assert sorted(line.command for line in every) == list("0123456")
    assert every == sorted(every, key=lambda line: (line.at, line.id))
    some = [line async for line in kept.between(ROOM, NOW - DAY, NOW, portion=1)]
    assert {line.command for line in some} == {"3", "5"}


async def test_a_line_holds_all_that_was_noted_and_no_more_than_it_may(engine: AsyncEngine) -> None:
    kept = SqlAudit(engine)
    long = Asked(NOW, "p" * 999, "t" * 999, "c" * 999, "personal", "Check",
                 tuple(f"{number}{'x' * 999}" for number in range(999)), allowed=False, why="why", name="n\x00" * 999)
    await kept.keep(long)
    (line,) = await kept.about("", 1)
    assert (line.at, line.command, line.allowed, line.why) == (NOW, "Check", False, "why")
    assert [len(each) for each in (line.person, line.tenant, line.place, line.name)] == [128, 64, 512, 256]
    assert (len(line.rooms), {len(room) for room in line.rooms}) == (50, {320})
