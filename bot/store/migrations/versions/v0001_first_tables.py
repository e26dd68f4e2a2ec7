"""The tables of runs, reports, evidence, readings and dialogs."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _runs()
    _reports()
    _evidence()
    _dialogs()


def downgrade() -> None:
    for table in ("dialogs", "readings", "evidence", "reports", "runs"):
        op.drop_table(table)


def _runs() -> None:
    op.create_table(
        "runs",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("dedupe_key", sa.String(1024), nullable=False),
        sa.Column("conversation_id", sa.String(512), nullable=False),
        sa.Column("conversation", sa.JSON(), nullable=False),
        sa.Column("asked_by", sa.String(128), nullable=False),
        sa.Column("time_zone", sa.String(64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("start_at", sa.DateTime(timezone=True)),
        sa.Column("rooms", sa.JSON(), nullable=False),
        sa.Column("file_name", sa.Text()),
        sa.Column("download_url", sa.Text()),
        sa.Column("sent_for", sa.Text()),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("card_id", sa.String(512), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("reports", sa.JSON(), nullable=False),
        sa.Column("fault", sa.JSON()),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
        sa.UniqueConstraint("dedupe_key", name="uq_runs_dedupe_key"),
    )
    op.create_index("ix_runs_state_created_at", "runs", ["state", "created_at"])
    op.create_index("ix_runs_conversation_id_card_id", "runs", ["conversation_id", "card_id"])


def _reports() -> None:
    op.create_table(
        "reports",
        sa.Column("id", sa.String(80), nullable=False),
        sa.Column("run_id", sa.String(64), nullable=False),
        sa.Column("address", sa.String(320), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reports"),
    )
    op.create_index("ix_reports_address_judged_at", "reports", ["address", "judged_at"])


def _evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("address", sa.String(320), nullable=False),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("address", "source", name="pk_evidence"),
    )
    op.create_index("ix_evidence_expires", "evidence", ["expires"])
    op.create_table(
        "readings",
        sa.Column("run_id", sa.String(64), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("run_id", name="pk_readings"),
    )
    op.create_index("ix_readings_expires", "readings", ["expires"])


def _dialogs() -> None:
    op.create_table(
        "dialogs",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("conversation_id", sa.String(512), nullable=False),
        sa.Column("conversation", sa.JSON(), nullable=False),
        sa.Column("actor_id", sa.String(128), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("card_id", sa.String(512), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_dialogs"),
    )
    op.create_index("ix_dialogs_expires", "dialogs", ["expires"])
    op.create_index("ix_dialogs_conversation_id_actor_id_name", "dialogs", ["conversation_id", "actor_id", "name"])
