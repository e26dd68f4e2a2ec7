"""Who took an alert, by their id: two people may have one name. And whether a room may have been broken before."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    # The defaults serve older versions, which go on writing alerts while the new one is rolled out.
    op.add_column("alerts", sa.Column("acknowledged_id", sa.String(128), nullable=False, server_default=""))
    op.add_column("alerts", sa.Column("at_least", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("alerts", "at_least")
    op.drop_column("alerts", "acknowledged_id")
