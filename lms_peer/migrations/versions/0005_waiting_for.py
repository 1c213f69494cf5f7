"""An index that finds what waits for one person without reading what waits for everybody."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("progress_waiting", schema=None) as batch_op:
        batch_op.create_index(
            "ix_progress_waiting_for", ["centre_id", "waits_on", "wait", "since", "subject"], unique=False
        )


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("progress_waiting", schema=None) as batch_op:
        batch_op.drop_index("ix_progress_waiting_for")
