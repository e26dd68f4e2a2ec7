"""Which zip a reading is of and when that was read, so that no zip need be read twice; and which runs used it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("readings", sa.Column("zip_key", sa.String(128)))
    op.add_column("readings", sa.Column("read_at", sa.DateTime(timezone=True)))
    op.create_index("ix_readings_zip_key", "readings", ["zip_key"])
    op.add_column("runs", sa.Column("read_before", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("runs", "read_before")
    op.drop_index("ix_readings_zip_key", "readings")
    op.drop_column("readings", "read_at")
    op.drop_column("readings", "zip_key")
