"""What the import contracts in pyproject.toml cannot say: which names, not only which modules, a layer may use."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import lms_peer

PACKAGE = Path(lms_peer.__file__).parent
RECORD = "actions/record.py"


def test_only_the_web_layer_sees_the_request() -> None:
    users = modules_that(use_flasks_request)
    assert users, "nothing uses flask.request: this test looks in the wrong place"
    assert {name for name in users if not name.startswith("web/")} == set()


def test_only_record_appends_to_the_ledger() -> None:
    outside = {name for name in modules_that(append_to_the_ledger) if not name.startswith("ledger/")}
    assert outside == {RECORD}


def test_the_rules_need_only_the_standard_library() -> None:
    allowed = sys.stdlib_module_names | {"lms_peer"}
    strangers = {
        f"{name}: {imported}"
        for name, tree in modules("domain")
        for imported in imported_names(tree)
        if imported.partition(".")[0] not in allowed
    }
    assert strangers == set()


def test_the_check_for_the_request_sees_every_way_to_write_it() -> None:
    for code in (
        "from flask import g, request",
        "from flask import request as incoming",
        "from flask.globals import request",
        "import flask\nflask.request.form",
        "import flask as f\nf.request.form",
    ):
        assert use_flasks_request(ast.parse(code)), code
    for code in ("import flask\nflask.g.user", "request = 1", "def send(request): return request.form"):
        assert not use_flasks_request(ast.parse(code)), code


def test_the_check_for_appending_sees_every_way_to_write_it() -> None:
    for code in (
        "from lms_peer.ledger import append",
        "from lms_peer.ledger.append import append as write",
        "from lms_peer import ledger\nledger.append(1)",
        "from lms_peer import ledger as book\nbook.append(1)",
        "import lms_peer.ledger\nlms_peer.ledger.append_all([])",
        "from lms_peer.ledger import store\nstore.append(1)",
        "def act(ledger): ledger.append(1)",
        "class Act:\n def act(self): self._ledger.append(1)",
    ):
        assert append_to_the_ledger(ast.parse(code)), code
    for code in ("words = []\nwords.append(1)", "from lms_peer.ledger import query\nquery.statements()"):
        assert not append_to_the_ledger(ast.parse(code)), code


def modules(folder: str = "") -> Iterator[tuple[str, ast.Module]]:
    """Each module of lms_peer below `folder`, as its path in the package and its parsed code."""
    for path in sorted((PACKAGE / folder).rglob("*.py")):
        yield path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_text("utf-8"), str(path))


def modules_that(do_so: Callable[[ast.Module], bool]) -> set[str]:
    """The paths of the modules for which `do_so` is true."""
    return {name for name, tree in modules() if do_so(tree)}


def use_flasks_request(tree: ast.Module) -> bool:
    """Does this module import or reach for flask's `request`?"""
    return any(
        name in {"flask.request", "flask.globals.request"}
        for name in {*imported_names(tree), *reached_names(tree)}
    )


def append_to_the_ledger(tree: ast.Module) -> bool:
    """Does this module import or reach for a function of the ledger whose name begins with `append`?"""
    for name in {*imported_names(tree), *reached_names(tree)}:
        owner, _, last = name.rpartition(".")
        if last.startswith("append") and (owner.startswith("lms_peer.ledger") or owner.endswith("ledger")):
            return True
    return False


def imported_names(tree: ast.Module) -> set[str]:
    """Every name that is imported, in full: `from flask import request` gives `flask.request`."""
    return set(bound_names(tree).values()) | {
        alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }


def bound_names(tree: ast.Module) -> dict[str, str]:
    """What each imported name stands for: `import flask as f` gives `{"f": "flask"}`."""
    bound: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            bound |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            bound |= {alias.asname: alias.name for alias in node.names if alias.asname}
    return bound


def reached_names(tree: ast.Module) -> set[str]:
    """Every dotted name in the code, with imported names written out in full."""
    bound = bound_names(tree)
    reached = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            first, _, rest = ast.unparse(node).partition(".")
            reached.add(f"{bound.get(first, first)}.{rest}")
    return reached
