"""Who asked what, which accounts are known as rooms', and how much each conversation sees.

The audit is kept by the database itself: its lines cannot be changed, nor removed for 400 days by the database's own
clock. A table that is ever made anew, as SQLite needs it for most changes, needs these triggers again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_TABLES = ("audit", "audit_rooms", "known_rooms", "details")
_ON_SQLITE = (
    """CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit
       BEGIN SELECT RAISE(ABORT, 'lines of the audit are never changed'); END""",
    """CREATE TRIGGER audit_rooms_unchanged BEFORE UPDATE ON audit_rooms
       BEGIN SELECT RAISE(ABORT, 'lines of the audit are never changed'); END""",
    # INSERT OR REPLACE removes a row without asking the triggers that guard removals.
    """CREATE TRIGGER audit_unreplaced BEFORE INSERT ON audit
       WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)
       BEGIN SELECT RAISE(ABORT, 'lines of the audit are never changed'); END""",
    """CREATE TRIGGER audit_kept BEFORE DELETE ON audit
       WHEN OLD.at > datetime('now', '-400 days')
       BEGIN SELECT RAISE(ABORT, 'lines of the audit are kept for 400 days'); END""",
    """CREATE TRIGGER audit_rooms_kept BEFORE DELETE ON audit_rooms
       WHEN EXISTS (SELECT 1 FROM audit WHERE id = OLD.audit_id)
       BEGIN SELECT RAISE(ABORT, 'lines of the audit are kept for 400 days'); END""",
)
_ON_POSTGRESQL = (
    """CREATE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'lines of the audit are %', TG_ARGV[0]; END $$""",
    """CREATE FUNCTION audit_keeps_rooms() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN
         IF EXISTS (SELECT 1 FROM audit WHERE id = OLD.audit_id) THEN
           RAISE EXCEPTION 'lines of the audit are kept for 400 days';
         END IF;
         RETURN OLD;
       END $$""",
    """CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit
       FOR EACH ROW EXECUTE FUNCTION audit_refuses('never changed')""",
    """CREATE TRIGGER audit_rooms_unchanged BEFORE UPDATE ON audit_rooms
       FOR EACH ROW EXECUTE FUNCTION audit_refuses('never changed')""",
    """CREATE TRIGGER audit_not_emptied BEFORE TRUNCATE ON audit
       FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses('kept for 400 days')""",
    """CREATE TRIGGER audit_rooms_not_emptied BEFORE TRUNCATE ON audit_rooms
       FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses('kept for 400 days')""",
    """CREATE TRIGGER audit_kept BEFORE DELETE ON audit
       FOR EACH ROW WHEN (OLD.at > now() - interval '400 days')
       EXECUTE FUNCTION audit_refuses('kept for 400 days')""",
    """CREATE TRIGGER audit_rooms_kept BEFORE DELETE ON audit_rooms
       FOR EACH ROW EXECUTE FUNCTION audit_keeps_rooms()""",
)


def upgrade() -> None:
    _audit()
    _known_rooms()
    _details()
    for statement in _ON_SQLITE if op.get_bind().dialect.name == "sqlite" else _ON_POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)  # and with it its triggers
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION audit_refuses()")
        op.execute("DROP FUNCTION audit_keeps_rooms()")


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person", sa.String(128), nullable=False),
        sa.Column("name", sa.String(256), nullable=False),
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
