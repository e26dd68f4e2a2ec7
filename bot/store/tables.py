"""The tables, in words that SQLite and PostgreSQL share."""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    Dialect,
    Double,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)


class Utc(TypeDecorator[datetime]):
    """An aware time in UTC, also where the database keeps no time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - given
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - given
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(naming_convention={
    "pk": "pk_%(table_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
})

runs = Table(
    "runs", metadata,
    Column("id", String(64), primary_key=True),
    Column("dedupe_key", String(1024), nullable=False, unique=True),
    Column("conversation_id", String(512), nullable=False),
    Column("conversation", JSON, nullable=False),
    Column("asked_by", String(128), nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("start_at", Utc),
    Column("rooms", JSON, nullable=False),
    Column("file_name", Text),
    Column("download_url", Text),
    Column("sent_for", Text),
    Column("state", String(16), nullable=False),
    Column("card_id", String(512), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("reports", JSON, nullable=False),
    Column("fault", JSON),
    Column("asked", JSON),
    Column("read_before", Utc),
    Index(None, "state", "created_at"),
    Index(None, "conversation_id", "card_id"),
)

reports = Table(
    "reports", metadata,
    Column("id", String(80), primary_key=True),
    Column("run_id", String(64), nullable=False),
    Column("address", String(320), nullable=False),
    Column("judged_at", Utc, nullable=False),
    Column("document", JSON, nullable=False),
    Index(None, "address", "judged_at"),
)

evidence = Table(
    "evidence", metadata,
    Column("address", String(320), primary_key=True),
    Column("source", String(16), primary_key=True),
    Column("document", Text, nullable=False),
    Column("expires", Utc, nullable=False, index=True),
)

readings = Table(
    "readings", metadata,
    Column("run_id", String(64), primary_key=True),
    Column("document", Text, nullable=False),
    Column("expires", Utc, nullable=False, index=True),
    Column("zip_key", String(128), index=True),
    Column("read_at", Utc),
)

dialogs = Table(
    "dialogs", metadata,
    Column("id", String(64), primary_key=True),
    Column("name", String(64), nullable=False),
    Column("conversation_id", String(512), nullable=False),
    Column("conversation", JSON, nullable=False),
    Column("actor_id", String(128), nullable=False),
    Column("state", JSON, nullable=False),
    Column("card_id", String(512), nullable=False),
    Column("expires", Utc, nullable=False, index=True),
    Index(None, "conversation_id", "actor_id", "name"),
)

graph_gate = Table(
    "graph_gate", metadata,
    Column("lane", String(320), primary_key=True),
    Column("sent", JSON, nullable=False),
    Column("held_until", Double, nullable=False),
)
