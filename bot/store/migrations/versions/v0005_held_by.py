"""Which process accepted a run and sees to it, so that two never post its card."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    # The default serves older versions, which go on writing runs while the new one is rolled out.
    op.add_column("runs", sa.Column("held_by", sa.String(64), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("runs", "held_by")
