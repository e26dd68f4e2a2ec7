"""The tables, in words that SQLite and PostgreSQL share."""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Boolean,
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
    UniqueConstraint,
    false,
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
    Column("shared_in", Text),
    Column("state", String(16), nullable=False),
    Column("card_id", String(512), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("reports", JSON, nullable=False),
    Column("fault", JSON),
    Column("asked", JSON),
    Column("read_before", Utc),
    Column("held_by", String(64), nullable=False, server_default=""),
    Index(None, "state", "created_at"),
    Index(None, "conversation_id", "card_id"),
)

reports = Table(
    "reports", metadata,
    Column("id", String(80), primary_key=True),
    Column("run_id", String(64), nullable=False),
    Column("address", String(320), nullable=False),
    Column("judged_at", Utc, nullable=False, index=True),
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
    Column("people_until", Double, nullable=False, server_default="0"),
    Column("read_at", Double, nullable=False, server_default="0"),
)

sweeps = Table(
    "sweeps", metadata,
    Column("id", String(64), primary_key=True),
    Column("dedupe_key", String(1024), nullable=False, unique=True),
    Column("created_at", Utc, nullable=False, index=True),
    Column("state", String(16), nullable=False, index=True),
    Column("conversation", JSON),
    Column("asked_by", String(128), nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("card_id", String(512), nullable=False),
    Column("rooms", Integer, nullable=False),
    Column("looked_at", Integer, nullable=False),
    Column("requests", Integer, nullable=False),
    Column("ended_at", Utc),
    Column("fault", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("answered", Boolean, nullable=False),
)

sweep_rooms = Table(
    "sweep_rooms", metadata,
    Column("sweep_id", String(64), primary_key=True),
    Column("address", String(320), primary_key=True),
    Column("portion", Integer, nullable=False),
    Column("display_name", String(512), nullable=False),
    Column("object_id", String(64), nullable=False),
    Column("building", String(256), nullable=False),
    Column("listed", Text, nullable=False),
    Column("looked_at", Boolean, nullable=False),
    Index(None, "sweep_id", "portion"),
)

room_states = Table(
    "room_states", metadata,
    Column("address", String(320), primary_key=True),
    Column("display_name", String(512), nullable=False),
    Column("object_id", String(64), nullable=False),
    Column("building", String(256), nullable=False, index=True),
    Column("standing", String(16), nullable=False, index=True),
    Column("cause", String(64), nullable=False, index=True),
    Column("severity", String(16), nullable=False),
    Column("since", Utc),
    Column("known_since", Utc, nullable=False),
    Column("judged_at", Utc),
    Column("sweep_id", String(64), nullable=False, index=True),
    Column("report_id", String(80), nullable=False),
    Column("outage_id", String(64), nullable=False),
    Column("memory", JSON, nullable=False),
)

outages = Table(
    "outages", metadata,
    Column("id", String(64), primary_key=True),
    Column("address", String(320), nullable=False),
    Column("display_name", String(512), nullable=False),
    Column("building", String(256), nullable=False),
    Column("causes", JSON, nullable=False),
    Column("began", Utc, nullable=False),
    Column("ended", Utc, index=True),
    Index(None, "address", "began"),
)

alerts = Table(
    "alerts", metadata,
    Column("id", String(64), primary_key=True),
    Column("sweep_id", String(64), nullable=False, index=True),
    Column("address", String(320), nullable=False),
    Column("display_name", String(512), nullable=False),
    Column("object_id", String(64), nullable=False),
    Column("building", String(256), nullable=False),
    Column("change", String(16), nullable=False),
    Column("before", JSON, nullable=False),
    Column("after", JSON, nullable=False),
    Column("at", Utc, nullable=False, index=True),
    Column("since", Utc, nullable=False),
    Column("episode", String(64), nullable=False, index=True),
    Column("report_id", String(80), nullable=False),
    Column("acknowledged_by", String(256), nullable=False),
    Column("acknowledged_id", String(128), nullable=False, server_default=""),
    Column("acknowledged_at", Utc),
    Column("at_least", Boolean, nullable=False, server_default=false()),
    Column("state", String(16), nullable=False, index=True),
)

deliveries = Table(
    "deliveries", metadata,
    Column("id", String(64), primary_key=True),
    Column("alert_id", String(64), nullable=False),
    Column("conversation_id", String(512), nullable=False),
    Column("conversation", JSON, nullable=False),
    Column("bundle", String(512), nullable=False),
    Column("state", String(16), nullable=False),
    Column("due", Utc, nullable=False),
    Column("claimed_by", String(64), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("card_id", String(512), nullable=False),
    Column("created_at", Utc, nullable=False, index=True),
    UniqueConstraint("alert_id", "conversation_id"),
    Index(None, "state", "due"),
    Index(None, "conversation_id", "bundle"),
)

subscriptions = Table(
    "subscriptions", metadata,
    Column("id", String(64), primary_key=True),
    Column("place", String(512), nullable=False),
    Column("conversation", JSON, nullable=False),
    Column("extent", String(16), nullable=False),
    Column("target", String(320), nullable=False),
    Column("asked_by", String(128), nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("least", String(16), nullable=False),
    Column("quiet", JSON),
    Column("language", String(8), nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("disabled", Text, nullable=False),
    UniqueConstraint("place", "extent", "target"),
)

snoozes = Table(
    "snoozes", metadata,
    Column("place", String(512), primary_key=True),
    Column("address", String(320), primary_key=True),
    Column("until", Utc, nullable=False, index=True),
    Column("asked_by", String(128), nullable=False),
)

pauses = Table(
    "pauses", metadata,
    Column("name", String(64), primary_key=True),
    Column("until", Utc, nullable=False),
)

people = Table(
    "people", metadata,
    Column("id", String(128), primary_key=True),
    Column("conversation", JSON, nullable=False),
)

audit = Table(
    "audit", metadata,
    Column("id", String(64), primary_key=True),
    Column("at", Utc, nullable=False, index=True),
    Column("person", String(128), nullable=False),
    Column("name", String(256), nullable=False),
    Column("tenant", String(64), nullable=False),
    Column("place", String(512), nullable=False),
    Column("scope", String(16), nullable=False),
    Column("command", String(64), nullable=False),
    Column("rooms", JSON, nullable=False),
    Column("allowed", Boolean, nullable=False),
    Column("why", Text, nullable=False),
)

audit_rooms = Table(
    "audit_rooms", metadata,
    Column("audit_id", String(64), primary_key=True),
    Column("room", String(320), primary_key=True, index=True),
)

known_rooms = Table(
    "known_rooms", metadata,
    Column("address", String(320), primary_key=True),
    Column("likeness", String(16), nullable=False),
    Column("known_by", String(128), nullable=False),
    Column("at", Utc, nullable=False),
)

details = Table(
    "details", metadata,
    Column("place", String(512), primary_key=True),
    Column("detail", String(16), nullable=False),
    Column("set_by", String(128), nullable=False),
    Column("at", Utc, nullable=False),
)
