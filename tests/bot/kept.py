"""Everything that a bot keeps: every table of its database, the engine's too, every file of its folder, and its log."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, create_engine, inspect, text
from sqlalchemy.pool import NullPool

from bot.log_lines import handler_to
from bot.private_log import hush
from bot.setting_values import LogFormat

_OURS_ALONE = ("information_schema", "pg_catalog", "pg_toast")


def tables(url: URL) -> dict[str, str]:
    """What each table holds, as text."""
    driver = "sqlite" if url.get_backend_name() == "sqlite" else "postgresql+psycopg"
    engine = create_engine(url.set(drivername=driver), poolclass=NullPool)
    with engine.connect() as connection:
        found = inspect(connection)
        schemas = [name for name in found.get_schema_names() if name not in _OURS_ALONE]
        named = [(schema, table) for schema in schemas for table in found.get_table_names(schema)]
        return {table: "\n".join(map(_line, connection.execute(text(f'select * from "{schema}"."{table}"'))))  # noqa: S608 - names of tables that are there
                for schema, table in named}


def _line(row: object) -> str:
    return " | ".join(each.decode("latin-1") if isinstance(each, bytes) else str(each) for each in row)  # type: ignore[attr-defined]  # a row is one of its values


def files(folder: Path) -> Iterator[tuple[str, str]]:
    """Each file under the folder by its name, with all of its bytes as characters."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(folder)), path.read_bytes().decode("latin-1")


def holding(url: URL, folder: Path, *canaries: str) -> dict[str, set[str]]:
    """In which tables and files each of the canaries is found, whatever its case; those that are found nowhere are left
    out.
    """
    every = {**{f"table {name}": held for name, held in tables(url).items()}, **dict(files(folder))}
    lower = {name: held.casefold() for name, held in every.items()}
    found = {each: {name for name, held in lower.items() if each.casefold() in held} for each in canaries}
    return {each: where for each, where in found.items() if where}


@contextmanager
def whole_log(wanted: LogFormat = LogFormat.TEXT) -> Iterator[io.StringIO]:
    """What the log holds at its most talkative, as it is written."""
    root, written = logging.getLogger(), io.StringIO()
    level, handler = root.level, handler_to(written, wanted)
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    hush()
    try:
        yield written
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
