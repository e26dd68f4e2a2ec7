"""The fleet: sweeps, how rooms stand, outages, alerts, who is told; and who goes first at Microsoft Graph."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_TABLES = ("sweeps", "sweep_rooms", "room_states", "outages", "alerts", "deliveries", "subscriptions", "snoozes",
           "pauses", "people")
_GATE = ("people_until", "read_at")


def upgrade() -> None:
    _sweeps()
    _sweep_rooms()
    _room_states()
    _outages()
    _alerts()
    _deliveries()
    _subscriptions()
    _snoozes()
    _pauses()
    _people()
    _gate()
    op.create_index("ix_reports_judged_at", "reports", ["judged_at"])


def downgrade() -> None:
    op.drop_index("ix_reports_judged_at", "reports")
    for column in _GATE:
        op.drop_column("graph_gate", column)
    for table in reversed(_TABLES):
        op.drop_table(table)


def _sweeps() -> None:
    op.create_table(
        "sweeps",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("dedupe_key", sa.String(1024), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("conversation", sa.JSON()),
        sa.Column("asked_by", sa.String(128), nullable=False),
        sa.Column("time_zone", sa.String(64), nullable=False),
        sa.Column("card_id", sa.String(512), nullable=False),
        sa.Column("rooms", sa.Integer(), nullable=False),
        sa.Column("looked_at", sa.Integer(), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sweeps"),
        sa.UniqueConstraint("dedupe_key", name="uq_sweeps_dedupe_key"),
    )
    op.create_index("ix_sweeps_created_at", "sweeps", ["created_at"])
    op.create_index("ix_sweeps_state", "sweeps", ["state"])


def _sweep_rooms() -> None:
    op.create_table(
        "sweep_rooms",
        sa.Column("sweep_id", sa.String(64), nullable=False),
        sa.Column("address", sa.String(320), nullable=False),
        sa.Column("portion", sa.Integer(), nullable=False),
        sa.Column("display_name", sa.String(512), nullable=False),
        sa.Column("object_id", sa.String(64), nullable=False),
        sa.Column("building", sa.String(256), nullable=False),
        sa.Column("listed", sa.Text(), nullable=False),
        sa.Column("looked_at", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("sweep_id", "address", name="pk_sweep_rooms"),
    )
    op.create_index("ix_sweep_rooms_sweep_id_portion", "sweep_rooms", ["sweep_id", "portion"])


def _room_states() -> None:
    op.create_table(
        "room_states",
        sa.Column("address", sa.String(320), nullable=False),
        sa.Column("display_name", sa.String(512), nullable=False),
        sa.Column("object_id", sa.String(64), nullable=False),
        sa.Column("building", sa.String(256), nullable=False),
        sa.Column("standing", sa.String(16), nullable=False),
        sa.Column("cause", sa.String(64), nullable=False),
        sa.Column("severity", sa.String(16), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True)),
        sa.Column("known_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True)),
        sa.Column("sweep_id", sa.String(64), nullable=False),
        sa.Column("report_id", sa.String(80), nullable=False),
        sa.Column("outage_id", sa.String(64), nullable=False),
        sa.Column("memory", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("address", name="pk_room_states"),
    )
    op.create_index("ix_room_states_building", "room_states", ["building"])
    op.create_index("ix_room_states_cause", "room_states", ["cause"])
    op.create_index("ix_room_states_standing", "room_states", ["standing"])
    op.create_index("ix_room_states_sweep_id", "room_states", ["sweep_id"])


def _outages() -> None:
    op.create_table(
        "outages",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("address", sa.String(320), nullable=False),
        sa.Column("display_name", sa.String(512), nullable=False),
        sa.Column("building", sa.String(256), nullable=False),
        sa.Column("causes", sa.JSON(), nullable=False),
        sa.Column("began", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_outages"),
    )
    op.create_index("ix_outages_address_began", "outages", ["address", "began"])
    op.create_index("ix_outages_ended", "outages", ["ended"])


def _alerts() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("sweep_id", sa.String(64), nullable=False),
        sa.Column("address", sa.String(320), nullable=False),
        sa.Column("display_name", sa.String(512), nullable=False),
        sa.Column("object_id", sa.String(64), nullable=False),
        sa.Column("building", sa.String(256), nullable=False),
        sa.Column("change", sa.String(16), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("episode", sa.String(64), nullable=False),
        sa.Column("report_id", sa.String(80), nullable=False),
        sa.Column("acknowledged_by", sa.String(256), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True)),
        sa.Column("state", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_alerts"),
    )
    op.create_index("ix_alerts_at", "alerts", ["at"])
    op.create_index("ix_alerts_episode", "alerts", ["episode"])
    op.create_index("ix_alerts_state", "alerts", ["state"])
    op.create_index("ix_alerts_sweep_id", "alerts", ["sweep_id"])


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("alert_id", sa.String(64), nullable=False),
        sa.Column("conversation_id", sa.String(512), nullable=False),
        sa.Column("conversation", sa.JSON(), nullable=False),
        sa.Column("bundle", sa.String(512), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_by", sa.String(64), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.String(512), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint("alert_id", "conversation_id", name="uq_deliveries_alert_id"),
    )
    op.create_index("ix_deliveries_conversation_id_bundle", "deliveries", ["conversation_id", "bundle"])
    op.create_index("ix_deliveries_created_at", "deliveries", ["created_at"])
    op.create_index("ix_deliveries_state_due", "deliveries", ["state", "due"])


def _subscriptions() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("place", sa.String(512), nullable=False),
        sa.Column("conversation", sa.JSON(), nullable=False),
        sa.Column("extent", sa.String(16), nullable=False),
        sa.Column("target", sa.String(320), nullable=False),
        sa.Column("asked_by", sa.String(128), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("least", sa.String(16), nullable=False),
        sa.Column("quiet", sa.JSON()),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("time_zone", sa.String(64), nullable=False),
        sa.Column("disabled", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_subscriptions"),
        sa.UniqueConstraint("place", "extent", "target", name="uq_subscriptions_place"),
    )


def _snoozes() -> None:
    op.create_table(
        "snoozes",
        sa.Column("place", sa.String(512), nullable=False),
        sa.Column("address", sa.String(320), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.String(128), nullable=False),
        sa.PrimaryKeyConstraint("place", "address", name="pk_snoozes"),
    )
    op.create_index("ix_snoozes_until", "snoozes", ["until"])


def _pauses() -> None:
    op.create_table(
        "pauses",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_pauses"),
    )


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.String(128), nullable=False),
        sa.Column("conversation", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
    )


def _gate() -> None:
    for column in _GATE:
        op.add_column("graph_gate", sa.Column(column, sa.Double(), nullable=False, server_default="0"))
