"""How Alembic reaches the application's database.

Run by `lms-peer upgrade`, and by `flask --app lms_peer.app:migrating db` for whoever writes a migration.
"""

from alembic import context
from flask import current_app

engine = current_app.extensions["migrate"].db.engine
metadata = current_app.extensions["migrate"].db.metadata

with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()
