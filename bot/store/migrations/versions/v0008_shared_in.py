"""Which message shares an upload's file, where Teams hands none over: ids alone, until the file has been read."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("runs", sa.Column("shared_in", sa.Text()))


def downgrade() -> None:
    op.drop_column("runs", "shared_in")
