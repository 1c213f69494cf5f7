"""What is said of refusals about systems that are connected. Learning platforms: `platforms`."""

from __future__ import annotations

from lms_peer.domain import refusals as r
from lms_peer.web.errors.line import Lines, check, taken

LINES: Lines = {
    r.BadKey: check(
        "This key can not be used: {key}. Use 3 to 64 letters and digits, without spaces or colons.", "key"
    ),
    r.KeyTaken: taken("Another system has the key {key}. Choose another one.", "key"),
    r.WeakSecret: check(
        "This can not be a secret. Use {shortest} to {longest} letters, digits and signs, without spaces.",
        "secret",
    ),
    r.BadAddress: check(
        "{endpoint} can not be the address of their system. Write all of it, from https:// to the end.",
        "endpoint",
    ),
    r.NameTaken: taken("You send to another system called {name} already. Choose another name.", "name"),
}
