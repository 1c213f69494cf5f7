"""What a centre settles about its portfolios."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "portfolio_settings",
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("listed_above", sa.Integer(), nullable=False),
        sa.Column("appeals", sa.Text(), nullable=False),
        sa.Column("form_names", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_portfolio_settings_centre_id_centre")),
        sa.PrimaryKeyConstraint("centre_id", name=op.f("pk_portfolio_settings")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("portfolio_settings")
