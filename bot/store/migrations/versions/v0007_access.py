"""Who asked what, which accounts are known as rooms', and how much each conversation sees."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_TABLES = ("audit", "audit_rooms", "known_rooms", "details")


def upgrade() -> None:
    _audit()
    _known_rooms()
    _details()


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person", sa.String(128), nullable=False),
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("place", sa.String(512), nullable=False),
        sa.Column("scope", sa.String(16), nullable=False),
        sa.Column("command", sa.String(64), nullable=False),
        sa.Column("rooms", sa.JSON(), nullable=False),
        sa.Column("allowed", sa.Boolean(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_table(
        "audit_rooms",
        sa.Column("audit_id", sa.String(64), nullable=False),
        sa.Column("room", sa.String(320), nullable=False),
        sa.PrimaryKeyConstraint("audit_id", "room", name="pk_audit_rooms"),
    )
    op.create_index("ix_audit_rooms_room", "audit_rooms", ["room"])


def _known_rooms() -> None:
    op.create_table(
        "known_rooms",
        sa.Column("address", sa.String(320), nullable=False),
        sa.Column("likeness", sa.String(16), nullable=False),
        sa.Column("known_by", sa.String(128), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("address", name="pk_known_rooms"),
    )


def _details() -> None:
    op.create_table(
        "details",
        sa.Column("place", sa.String(512), nullable=False),
        sa.Column("detail", sa.String(16), nullable=False),
        sa.Column("set_by", sa.String(128), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("place", name="pk_details"),
    )
