"""A record to make statements of."""

from __future__ import annotations

from datetime import timedelta

from tests.unit.domain.given import BEGAN, LISTEN, Record


def a_record() -> Record:
    """A record on which everything happens that the domain's tests can make happen."""
    record = Record()
    record.withdraws(record.submits(LISTEN))
    record.achieves_everything()
    record.refuses(record.logs(30, BEGAN - timedelta(days=20)))
    record.voids(record.logs(30, BEGAN - timedelta(days=10)))
    record.pauses()
    record.resumes()
    record.completes()
    return record
