"""The check of a sealed portfolio, which needs nothing of this service: its modules become one file for strangers.

`script()` is `verify_portfolio.py` as every portfolio carries it: the modules here, one after the other, without what
they import from each other. So they may use the standard library and `cryptography`, and nothing else, and no two of
them may give one name to different things. `lms-peer verify` runs the same code.
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from lms_peer.seal.offline import check as checking
from lms_peer.seal.offline.check import check
from lms_peer.seal.offline.sealed import Answer, Given

__all__ = ["Answer", "Given", "check", "checking", "script"]

_PARTS = ("syntax", "pdf", "der", "certificates", "cms", "record", "sealed", "check")
_HEAD = '''#!/usr/bin/env python3
"""Checks a sealed portfolio without the service that made it, and says in plain words what was altered.

    python verify_portfolio.py PORTFOLIO.pdf [--certificate CENTRE.pem] [--checkpoint KEPT.txt] [--centre NAME]

It needs Python 3.10 or later and the package `cryptography`, 40 or later (pip install --upgrade cryptography), and no
network. It opens nothing but the files that you name, and writes nothing. Exit status: 0 when all is as it was sealed,
1 when not, 2 when it can not look because the package is missing or too old.

What it looks at:
 1. The signature of the PDF (PAdES, ETSI EN 319 142): does it cover the whole file, and fit it?
 2. manifest.json: the SHA-256 of every attachment and of every page, to name what was altered.
 3. checkpoint.txt: what the centre signed about its record (a C2SP tlog-checkpoint).
 4. statements.jsonl and proofs.json: is each statement in the record that the checkpoint stands for (RFC 6962)?
 5. Every attached file: is it the very one that a statement names?

Without --certificate it can only say that the parts fit each other. Whoever forges all of them signs with a key of
their own: so get the centre's certificate from the centre, by another way, and give it here.
"""

from __future__ import annotations

try:
    from cryptography import __version__ as _here
except ImportError:
    _here = "none"
if _here == "none" or int(_here.partition(".")[0]) < 40:
    print(f"Nothing was checked. This needs the package cryptography, 40 or later; here is {_here}.")
    print("Get it with: pip install --upgrade cryptography")
    raise SystemExit(2)
'''


@cache
def script() -> bytes:
    """The check as one file."""
    sources = ((Path(__file__).parent / f"{name}.py").read_text(encoding="utf-8") for name in _PARTS)
    return "\n\n".join([_HEAD.rstrip(), *map(_alone, sources)]).encode()


def _alone(source: str) -> str:
    """A module without its docstring and without what it imports from this service."""
    lines = source.splitlines()
    first, *rest = ast.parse(source).body
    ours = [one for one in rest if isinstance(one, ast.ImportFrom) and _of_ours(one.module or "")]
    for one in (first, *ours):
        for number in range(one.lineno - 1, one.end_lineno or one.lineno):
            lines[number] = ""
    return "\n".join(lines).strip() + "\n"


def _of_ours(module: str) -> bool:
    return module == "__future__" or module.startswith("lms_peer")
