"""Private keys of centres, and the tree over each centre's ledger."""

import sqlalchemy as sa
from alembic import op

from lms_peer.ledger import triggers

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "keyring_key",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=True),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("public", sa.Text(), nullable=False),
        sa.Column("certificate", sa.Text(), nullable=True),
        sa.Column("locked", sa.LargeBinary(), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_keyring_key_centre_id_centre")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keyring_key")),
    )
    for name, columns, whose in (
        ("uq_keyring_key_centre", ["centre_id", "purpose"], "retired IS NULL AND centre_id IS NOT NULL"),
        ("uq_keyring_key_own", ["purpose"], "retired IS NULL AND centre_id IS NULL"),
    ):
        where = sa.text(whose)
        op.create_index(name, "keyring_key", columns, unique=True, sqlite_where=where, postgresql_where=where)
    op.create_table(
        "ledger_tile",
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("leaves", sa.LargeBinary(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("centre_id", "number", name=op.f("pk_ledger_tile")),
    )
    op.create_table(
        "seal_checkpoint",
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_out", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_seal_checkpoint_centre_id_centre")),
        sa.PrimaryKeyConstraint("centre_id", "size", name=op.f("pk_seal_checkpoint")),
    )
    op.create_table(
        "seal_address",
        sa.Column("token", sa.String(26), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("registration", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_seal_address_centre_id_centre")),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_seal_address")),
        sa.UniqueConstraint(
            "centre_id", "registration", "version", name=op.f("uq_seal_address_centre_id_registration_version")
        ),
    )
    guards = triggers.TREE_SQLITE if op.get_bind().dialect.name == "sqlite" else triggers.TREE_POSTGRESQL
    for statements in guards.values():
        for statement in statements:
            op.execute(sa.DDL(statement.replace("%", "%%")))


def downgrade() -> None:
    """Go back."""
    op.drop_table("seal_address")
    op.drop_table("seal_checkpoint")
    op.drop_table("ledger_tile")
    op.drop_table("keyring_key")
