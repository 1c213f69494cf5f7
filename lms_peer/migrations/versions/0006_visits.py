"""Roles with a last day, and which records visitors opened."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# What the rule gives a visit (domain/visits.py) when this was written.
A_VISIT = "28 days"


def upgrade() -> None:
    """Go forward. An external quality assurer of before is given a visit from today: a trainer can move the day."""
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.add_column(sa.Column("until", sa.Date(), nullable=True))
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    last = f"date('now', '+{A_VISIT}')" if on_sqlite else f"current_date + interval '{A_VISIT}'"
    op.execute(f"UPDATE membership SET until = {last} WHERE role = 'eqa' AND ended IS NULL")  # noqa: S608
    op.create_table(
        "record_reading",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("registration", sa.Uuid(), nullable=True),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.String(32), nullable=False),
        sa.Column("part", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_record_reading_centre_id_centre")),
        sa.ForeignKeyConstraint(
            ["registration"],
            ["enrolment.registration"],
            name=op.f("fk_record_reading_registration_enrolment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_reading")),
    )
    with op.batch_alter_table("record_reading", schema=None) as batch_op:
        batch_op.create_index("ix_record_reading_centre", ["centre_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_record_reading_registration"), ["registration"], unique=False)


def downgrade() -> None:
    """Go back."""
    op.drop_table("record_reading")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_column("until")
