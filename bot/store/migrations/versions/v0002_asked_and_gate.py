"""What a run asks for beyond an ordinary check, and the turns that processes take together at Microsoft Graph."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("runs", sa.Column("asked", sa.JSON()))
    op.create_table(
        "graph_gate",
        sa.Column("lane", sa.String(320), nullable=False),
        sa.Column("sent", sa.JSON(), nullable=False),
        sa.Column("held_until", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("lane", name="pk_graph_gate"),
    )


def downgrade() -> None:
    op.drop_table("graph_gate")
    op.drop_column("runs", "asked")
