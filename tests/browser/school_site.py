"""A small learning platform's site: a course with our tool in a frame, storage, a sign-in page, and administration."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

from flask import Flask, request

from lms_peer.lti.platforms import Said
from tests.browser.two_sites import PEER
from tests.signer import Signer

# As platforms do it (LTI Platform Storage): a page of theirs keeps words, and gives them back to who put them there.
STORAGE = """<script>
const kept = {};
addEventListener("message", ({data, origin, source}) => {
  if (!/^lti\\.(put|get)_data$/.test(data.subject || "")) return;
  const key = `${origin} ${data.key}`;
  if (data.subject === "lti.put_data") kept[key] = data.value;
  source.postMessage({subject: `${data.subject}.response`, message_id: data.message_id, key: data.key,
    value: kept[key]}, origin);
});
</script>"""
HEARS = '<p id=heard></p><script>addEventListener("message", (e) => heard.textContent = e.data.subject)</script>'


def school_site(signed: Signer) -> Flask:
    """The site. It signs people in as `signed` says, and believes to be whatever a browser calls it."""
    app = Flask("school")

    @app.get("/course")
    def course() -> str:
        storage = request.args.get("storage", "")
        here, target = f"https://{request.host}", f"{PEER}/lti/launch"
        said = {"iss": here, "client_id": "peer", "login_hint": "x", "target_link_uri": target}
        said |= {"lti_storage_target": storage} if storage else {}
        keeps = {"_parent": STORAGE, "beside": '<iframe name="beside" src="/storage" hidden></iframe>'}
        return f"<!doctype html><h1>A course</h1>{keeps.get(storage, '')}{frame(f'{PEER}/lti/login?{urlencode(said)}')}"

    @app.get("/storage")
    def storage() -> str:
        return f"<!doctype html>{STORAGE}"

    @app.get("/frame")
    def any_frame() -> str:
        return f"<!doctype html>{HEARS}{frame(request.args['of'])}"

    @app.get("/auth")
    def auth() -> str:
        claims = signed.claims(request.args["nonce"], "peer", f"{PEER}/lti/launch", iss=f"https://{request.host}")
        token = signed.token(claims)
        return (
            f'<form method=post action="{escape(request.args["redirect_uri"])}">'
            f'<input name=id_token value="{token}"><input name=state value="{escape(request.args["state"])}">'
            "</form><script>document.forms[0].submit()</script>"
        )

    return app


def frame(address: str) -> str:
    """A page of ours in a frame."""
    return f'<iframe name="tool" src="{escape(address)}" style="width: 100%; height: 700px; border: 0">'


def known_as(site: str, jwks_url: str) -> Said:
    """What we write down about the platform at `site`."""
    return Said(
        name="School",
        issuer=site,
        client_id="peer",
        auth_login_url=f"{site}/auth",
        token_url=f"{site}/token",
        jwks_url=jwks_url,
        deployments=("1",),
    )
