"""One way of making a portfolio, in a process of its own: it says when it is ready, waits, works, and says when done.

    python portfolio_ways.py ours HOME REGISTRATION SHORT | plain FOLDER | chromium FOLDER

`ours` is asked three times (`TURNS`): with nothing on the shelf; after one piece of evidence was changed and drawn
ahead, as a worker does when it is judged; and after a change that nobody had time to draw ahead. What each way needs
to start (loading Python modules and templates, opening the database) is not in what is measured, as in a worker that
has been at work for a while: it has made a short portfolio, of the SHORT registration. Chromium has no worker: its
start belongs to it.
"""

# ruff: noqa: PLC0415 - each way loads only what it works with

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from uuid import UUID, uuid4

TURNS = ("cold", "cached", "late")
STYLE, PAGE, PICTURES, PRINTED = "style.css", "page.html", "pictures.json", "printed.pdf"
PR_SET_CHILD_SUBREAPER = 36  # prctl(2)
CHROMIUM = (
    "chromium",
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
)


def when_asked() -> None:
    """Say that all is ready, and wait."""
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()


def made() -> None:
    """Say that it is made: here ends what is measured."""
    print("made", flush=True)  # noqa: T201


def done(what: str | Path) -> None:
    """Say where it can be looked at, and wait until it was."""
    print(what, flush=True)  # noqa: T201
    sys.stdin.readline()


def ours(home: str, registration: str, short: str) -> None:
    """Ours: cold, then with one piece of evidence changed, with and without time to draw it ahead."""
    from portfolio_record import Crew, draw_ahead, judge_once_more

    from lms_peer.actions.issue_portfolio import issue_now
    from lms_peer.actions.workplace import workplace
    from lms_peer.app import create_app
    from lms_peer.database import db

    app = create_app()
    with app.app_context():
        crew = Crew(*(UUID(one) for one in json.loads((Path(home) / "crew.json").read_text())))
        issue_now(crew.acting, UUID(short), uuid4(), final=False)
        db.session.commit()
        for turn in TURNS:
            if turn != "cold":
                judge_once_more(crew, UUID(registration))
            if turn == "cached":
                draw_ahead(app, crew, UUID(registration))
            when_asked()
            issued = issue_now(crew.acting, UUID(registration), uuid4(), final=False)
            db.session.commit()
            made()
            copy = Path(home) / f"{turn}.pdf"
            with copy.open("wb") as file:
                file.writelines(workplace().vault.open(crew.centre, issued.portfolio.sha256))
            done(copy)


def plain(folder: str) -> None:
    """The same HTML in one call of WeasyPrint."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    there, fonts = Path(folder), FontConfiguration()
    when_asked()
    style = CSS(string=(there / STYLE).read_text(), font_config=fonts, base_url=folder + "/")
    HTML(filename=there / PAGE).write_pdf(
        there / PRINTED, stylesheets=[style], font_config=fonts, pdf_variant="pdf/a-3a"
    )
    made()
    done(there / PRINTED)


def chromium(folder: str) -> None:
    """The same HTML, printed by a browser."""
    there = Path(folder)
    linked = f'<link rel="stylesheet" href="{STYLE}"></head>'
    browsed = there / "browsed.html"
    browsed.write_text((there / PAGE).read_text().replace("</head>", linked, 1))
    printed = there / "browsed.pdf"
    _adopt_orphans()
    when_asked()
    subprocess.run(  # noqa: S603 - a fixed command
        [*CHROMIUM, f"--user-data-dir={there / 'profile'}", f"--print-to-pdf={printed}", browsed.as_uri()],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _wait_for_orphans()
    made()
    done(printed)


def _adopt_orphans() -> None:
    """Chromium does not wait for all that it starts; whoever does is told what they used."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)


def _wait_for_orphans() -> None:
    with suppress(ChildProcessError):
        while True:
            os.wait()


if __name__ == "__main__":
    os.environ.setdefault("LMS_PEER_ISSUER", "https://college.example")
    {"ours": ours, "plain": plain, "chromium": chromium}[sys.argv[1]](*sys.argv[2:])
