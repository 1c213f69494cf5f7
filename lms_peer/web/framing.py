"""Pages inside another site's page: which may be, by whom, and the session that they have there.

Nothing may be in a frame but what a launch from a learning platform opened, and only in that platform's frames. A
browser keeps apart what it keeps for us inside each site (`Partitioned`), so a session in a frame has a cookie of its
own: it is no session anywhere else, and signing out of one leaves the other. Where the platform is on our own site,
such as `moodle.college.example` and `peer.college.example`, nothing is kept apart, and the session is the usual one.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from flask import current_app, g, request, session

COOKIE = "__Host-framed"
NOBODY = "'none'"
ANYBODY = "*"
_BY = "framed_by"


def in_frame() -> bool:
    """True when this request comes from inside another site's frame, as far as a browser says so.

    The usual cookie never goes there (`SameSite=Lax`): where both came, or a whole window is opened, the frame's is not
    meant. Browsers that know no `Partitioned` send it everywhere.
    """
    if "framed" not in g:
        usual = current_app.config["SESSION_COOKIE_NAME"] in request.cookies
        window = request.headers.get("Sec-Fetch-Dest") == "document"
        g.framed = _secure() and COOKIE in request.cookies and not usual and not window
    return bool(g.framed)


def opened_in_frame() -> bool:
    """True when the browser says that this very page is being opened inside a frame."""
    return request.headers.get("Sec-Fetch-Dest") in ("iframe", "frame")


def begin_session(origins: Iterable[str]) -> None:
    """Let the session that begins now be one in a frame, and its pages be framed by these sites.

    Without https it is the usual one: then browsers keep no cookie for frames of other sites.
    """
    sites = sorted(set(origins))
    g.framed = _secure() and not _on_our_own_site(sites)
    session.clear()
    session[_BY] = sites


def let_anybody_frame() -> None:
    """Let this one page be in any frame: one that has nothing of ours on it, while it is not known who asks."""
    g.frames = ANYBODY


def let_post_to(origin: str) -> None:
    """Let a form of this page be sent to another site."""
    g.form_targets = f"{g.get('form_targets', '')} {origin}"


def ancestors() -> str:
    """Which sites may have this page in a frame, as a content policy says it (`frame-ancestors`)."""
    if "frames" in g:
        return str(g.frames)
    return " ".join(session.get(_BY, ())) or NOBODY


def form_targets() -> str:
    """Where else than to us forms of this page may be sent, with a space before each."""
    return str(g.get("form_targets", ""))


def origin_of(url: object) -> str | None:
    """The site of an address, such as `https://moodle.example`; None when it has none that can stand in a policy."""
    try:
        parts = urlsplit(url) if isinstance(url, str) else None
        port = parts.port if parts else None
    except ValueError:
        return None
    if not parts or parts.scheme not in ("https", "http") or not parts.hostname:
        return None
    if not parts.hostname.replace("-", "").replace(".", "").isalnum() or not parts.hostname.isascii():
        return None
    return f"{parts.scheme}://{parts.hostname}{f':{port}' if port else ''}"


def _secure() -> bool:
    return bool(current_app.config["SESSION_COOKIE_SECURE"])


def _on_our_own_site(sites: list[str]) -> bool:
    """True when the browser says so of the page that sent it here, and no other site may have us in a frame."""
    return len(sites) == 1 and request.headers.get("Sec-Fetch-Site") == "same-site"
