"""The table of documents. Says how they lie in the database; holds no query and no rule."""

from __future__ import annotations

from sqlalchemy import Column, LargeBinary, String, Table, Text, Uuid

from lms_peer.database import UtcDateTime, db

# The primary key is what a document is named by, in the order in which documents are asked for: one index finds a
# document, lists what stands beside it, and lets no two stand in one place. What a kind does not use is empty and
# never NULL, for a database takes two NULLs for different.
documents = Table(
    "document",
    db.Model.metadata,
    Column("centre_id", Uuid, primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("agent", Text, primary_key=True),
    Column("activity", Text, primary_key=True),
    Column("registration", String(36), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
    Column("content_type", Text, nullable=False),
    Column("etag", String(40), nullable=False),
    Column("updated", UtcDateTime, nullable=False),
)
