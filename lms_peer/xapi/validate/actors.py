"""The checks for agents, groups and authorities (xAPI 1.0.3 part 2, 2.4.2 and 2.4.9)."""

from __future__ import annotations

from typing import Any

from lms_peer.xapi.validate.values import iri, mailbox, sha1, text
from lms_peer.xapi.validate.walk import Check, Invalid, a_list, an_object, exactly, of_kind
from lms_peer.xapi.versions import Version

_IDENTIFIERS = "mbox, mbox_sha1sum, openid or account"

account = an_object({"homePage": iri, "name": text}, required=("homePage", "name"))


def _identifiers(value: dict[str, Any]) -> int:
    return ("account" in value) + ("mbox" in value) + ("mbox_sha1sum" in value) + ("openid" in value)


def _one_identifier(value: dict[str, Any]) -> None:
    count = _identifiers(value)
    if count != 1:
        raise Invalid("", f"must have exactly one of {_IDENTIFIERS}, but has {count}")


def _identifier_or_members(value: dict[str, Any]) -> None:
    count = _identifiers(value)
    if count > 1:
        raise Invalid("", f"must have no more than one of {_IDENTIFIERS}, but has {count}")
    if count == 0 and not value.get("member"):
        raise Invalid("member", "is missing: a group without an identifier must list its members")


_BOTH: dict[str, Check] = {
    "name": text,
    "account": account,
    "mbox": mailbox,
    "mbox_sha1sum": sha1,
    "openid": iri,
}

agent = an_object({"objectType": exactly("Agent"), **_BOTH}, rule=_one_identifier)
group = an_object(
    {"objectType": exactly("Group"), "member": a_list(agent), **_BOTH},
    required=("objectType",),
    rule=_identifier_or_members,
)
agent_or_group = of_kind({"Agent": agent, "Group": group}, default="Agent")
# Both versions have the same rules for them.
AGENTS = dict.fromkeys(Version, agent_or_group)


def authority(value: Any) -> None:
    """An agent, or a group of exactly two agents: a person and the OAuth client, known by account."""
    agent_or_group(value)
    if value.get("objectType") != "Group":
        return
    if _identifiers(value):
        raise Invalid("", f"must not have {_IDENTIFIERS}: an authority that is a group is known by its members")
    if len(value["member"]) != 2:
        raise Invalid("member", "must have exactly two agents: a person and the application they used")
    if not any("account" in member for member in value["member"]):
        raise Invalid("member", "must have an agent with an account: the application that was used")
