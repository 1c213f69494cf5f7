"""Every portfolio of the sample centre before every judge: `python -m tests.judges`, with status 1 when one complains.

Makes the sample centre in a folder of its own, issues a draft for each learner and the final one where it is ready.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from lms_peer import progress
from lms_peer.actions.issue_portfolio import issue_now
from lms_peer.actions.record import Acting
from lms_peer.actions.workplace import workplace
from lms_peer.app import create_app
from lms_peer.config import Config
from lms_peer.database import db
from lms_peer.domain.refusals import NothingToPrint, PortfolioNotReady
from lms_peer.people.centres import centres
from lms_peer.people.names import COMMAND_LINE, actor_of
from tests.judges import page, pdfsig, qpdf, verapdf


def main() -> int:
    """Say of each portfolio what is wrong with it."""
    with tempfile.TemporaryDirectory() as folder:
        portfolios = dict(_issued(Path(folder)))
    found = verapdf(*portfolios.values())
    bad = 0
    for (name, pdf), rules in zip(portfolios.items(), found, strict=True):
        wrong = [*rules, *page(pdf), *qpdf(pdf), *_unsigned(pdf)]
        print(f"{name}, {len(pdf):,} bytes: {'; '.join(wrong) or 'nothing to complain about'}")  # noqa: T201
        bad += bool(wrong)
    print(f"{len(portfolios)} portfolios, {bad} with complaints")  # noqa: T201
    return 1 if bad or not portfolios else 0


def _issued(folder: Path) -> Iterator[tuple[str, bytes]]:
    os.environ |= {"LMS_PEER_HOME": str(folder), "LMS_PEER_ISSUER": Config.issuer}
    subprocess.run([sys.executable, "-m", "lms_peer", "demo", "--no-serve"], check=True)
    with create_app().app_context():
        for centre in centres():
            acting = Acting(centre.id, actor_of(workplace().config.issuer, COMMAND_LINE))
            for standing in progress.standings(centre.id):
                for final in (False, True):
                    try:
                        issued = issue_now(acting, standing.registration, uuid4(), final=final)
                    except (NothingToPrint, PortfolioNotReady):
                        db.session.rollback()
                        continue
                    db.session.commit()
                    name = f"{standing.qualification.slug} {str(standing.registration)[:8]}"
                    pdf = workplace().vault.read(centre.id, issued.portfolio.sha256)
                    yield f"{name}, {'final' if final else 'draft'}", pdf


def _unsigned(pdf: bytes) -> Iterator[str]:
    said = pdfsig(pdf)
    for wanted in ("Signature is Valid", "Total document signed"):
        if wanted not in said:
            yield f"pdfsig does not say: {wanted}"


if __name__ == "__main__":
    sys.exit(main())
