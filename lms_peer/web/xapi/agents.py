"""The Agents resource: everything known of one agent, as a Person (xAPI 1.0.3 part 3, 2.4).

What is known is what was asked with. This service joins no identifiers into one person and keeps no names of agents:
that would be a register of people, kept by whoever can send statements.
"""

from __future__ import annotations

from flask import Response

from lms_peer.domain.scopes import Scope
from lms_peer.web.xapi import parameter
from lms_peer.web.xapi.blueprint import resources
from lms_peer.web.xapi.credentials import client_with
from lms_peer.web.xapi.protocol import json_answer, parameters, required

_KNOWN = ("name", "mbox", "mbox_sha1sum", "openid", "account")


@resources.get("/agents")
@client_with(Scope.STATEMENTS_READ_MINE, Scope.STATE, Scope.PROFILE)
def person() -> Response:
    """The Person object of the agent asked for."""
    asked = parameters("agent")
    required(asked, "agent")
    agent = parameter.agent(asked)
    return json_answer({"objectType": "Person", **{name: [agent[name]] for name in _KNOWN if name in agent}})
