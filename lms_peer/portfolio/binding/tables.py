"""Tables that a screen reader can follow: which cells a header is for, by /Scope and by ids that nothing else has.

WeasyPrint gives no /Scope, and the header of a table that goes over pages the same id on each of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pikepdf import Array, Dictionary, Name, String

GROUPS = (Name.THead, Name.TBody, Name.TFoot)


def mend_table(table: Any, name: str) -> dict[bytes, Any]:
    """Scopes and new ids, which begin with `name`, for the headers of a table. Gives the headers by their id."""
    rows = list(_rows(table, in_head=False))
    renamed: dict[bytes, String] = {}
    headers: dict[bytes, Any] = {}
    for cells, in_head in rows:
        scope = Name.Row if not in_head and any(cell.S == Name.TD for cell in cells) else Name.Column
        for cell in cells:
            if cell.S == Name.TH:
                fresh = String(f"{name}-{len(headers)}")
                renamed[bytes(cell.get("/ID", b""))] = fresh
                headers[bytes(fresh)] = cell
                _mend_header(cell, scope, fresh)
    for cells, _ in rows:
        for cell in cells:
            if "/A" in cell and "/Headers" in cell.A:
                named = (renamed.get(bytes(header)) for header in cell.A.Headers)
                cell.A.Headers = Array([header for header in named if header is not None])
    return headers


def _mend_header(header: Any, scope: Name, fresh: String) -> None:
    header.ID = fresh
    if "/A" not in header:
        header.A = Dictionary(O=Name.Table)
    header.A.Scope = scope


def _rows(parent: Any, *, in_head: bool) -> Iterator[tuple[list[Any], bool]]:
    for kid in parent.K:
        if not isinstance(kid, Dictionary):
            continue
        if kid.get("/S") == Name.TR:
            yield [cell for cell in kid.K if isinstance(cell, Dictionary) and "/S" in cell], in_head
        elif kid.get("/S") in GROUPS:
            yield from _rows(kid, in_head=Name.THead == kid.S)
