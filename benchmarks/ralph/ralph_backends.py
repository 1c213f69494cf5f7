"""Two backends for Ralph, to measure it with. They run in Ralph's process and know nothing of lms_peer.

`Nothing` shows what Ralph's door costs (HTTP, sign-in, validation) when behind it is no store at all.
`AppendingFile` is Ralph's own file-system backend; as it comes, it makes a new file at each write and so refuses
every write but the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ralph.backends.data.base import BaseOperationType, DataBackendStatus
from ralph.backends.lrs.base import (
    BaseLRSBackend,
    BaseLRSBackendSettings,
    RalphStatementsQuery,
    StatementQueryResult,
)
from ralph.backends.lrs.fs import FSLRSBackend


class Nothing(BaseLRSBackend[BaseLRSBackendSettings]):
    """Takes every statement and keeps none."""

    name = "nothing"

    def status(self) -> DataBackendStatus:
        """Always well."""
        return DataBackendStatus.OK

    def _read_dicts(self, *_: object) -> Iterator[dict]:
        return iter(())

    def _read_bytes(self, *_: object) -> Iterator[bytes]:
        return iter(())

    def write(self, data: Iterable[dict], **_: object) -> int:
        """Say that all of it was kept."""
        return len(list(data))

    def query_statements(self, params: RalphStatementsQuery, target: str | None = None) -> StatementQueryResult:
        """Nothing was kept."""
        return StatementQueryResult(statements=[])

    def query_statements_by_ids(self, ids: list[str], target: str | None = None) -> list[dict]:
        """Nothing was kept, so nothing is there already."""
        return []

    def close(self) -> None:
        """There is nothing to close."""


class AppendingFile(FSLRSBackend):
    """Ralph's file-system backend, told to add to its file."""

    default_operation_type = BaseOperationType.APPEND
