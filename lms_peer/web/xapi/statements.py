"""The Statements resource: taking statements in, and giving them out (xAPI 1.0.3 part 3, 2.1)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from flask import Response, g, request, url_for
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.http import http_date

from lms_peer import ledger
from lms_peer.actions.receive_statements import Delivery, Sender, deliver, prepare
from lms_peer.actions.workplace import workplace
from lms_peer.documents.activities import definitions
from lms_peer.domain.scopes import Scope
from lms_peer.ledger import Entry, stored_text
from lms_peer.people.clients import authority_of
from lms_peer.vault.faults import VaultMissing
from lms_peer.web.xapi import cursor, multipart
from lms_peer.web.xapi.blueprint import resources
from lms_peer.web.xapi.credentials import client, client_with, holds
from lms_peer.web.xapi.cursor import Page
from lms_peer.web.xapi.protocol import CONSISTENT_HEADER, json_answer, parameters, required, spoken
from lms_peer.web.xapi.question import Single, asked_for
from lms_peer.web.xapi.sending import sent
from lms_peer.xapi import present
from lms_peer.xapi.indexed import Attachment, attachments_of, statement_of
from lms_peer.xapi.validate import check_uuid
from lms_peer.xapi.versions import Version

_ADDRESS = "/statements"


@resources.get(_ADDRESS)
@client_with(Scope.STATEMENTS_READ_MINE)
def find_statements() -> Response:
    """One statement, or a page of them. What was taken back is found only where it is asked for by name."""
    asked = asked_for()
    if isinstance(asked, Single):
        return _single(asked)
    return _page(cursor.page_of(client().centre_id, asked) if isinstance(asked, str) else asked)


@resources.post(_ADDRESS)
@client_with(Scope.STATEMENTS_WRITE)
def post_statements() -> Response:
    """Write down one statement or many, all or none; answers their ids in order."""
    parameters()
    return json_answer([str(one) for one in deliver(_carried())])


@resources.put(_ADDRESS)
@client_with(Scope.STATEMENTS_WRITE)
def put_statement() -> Response:
    """Write down one statement under the id that the address names."""
    asked = parameters("statementId")
    required(asked, "statementId")
    check_uuid(asked["statementId"], "statementId")
    deliver(_carried(asked["statementId"]))
    return Response(status=204)


_FINDING = f"{resources.name}.{find_statements.__name__}"


@resources.after_request
def _consistent_through(response: Response) -> Response:
    """Every answer to a question about statements says up to when it is complete, errors too."""
    if request.endpoint == _FINDING and "client" in g:
        moment = g.get("consistent_through") or ledger.consistent_through(client().centre_id)
        response.headers[CONSISTENT_HEADER] = stored_text(moment)
    return response


def _carried(statement_id: str = "") -> Delivery:
    """What the request carries, ready to be written; with an id, the one statement under it."""
    with sent() as carried:
        if statement_id and carried.many:
            raise BadRequest("PUT takes one statement. Send a list by POST.")
        here = client()
        for part in carried.attached.values():
            workplace().vault.keep(here.centre_id, part.file, part.media_type)  # type: ignore[arg-type]
        sender = Sender(here.centre_id, here.id, authority_of(here), spoken(), defines=Scope.DEFINE in here.scopes)
        statements = carried.statements
        return prepare(sender, [present.under(statement_id, statements[0])] if statement_id else statements)


def _single(asked: Single) -> Response:
    centre = client().centre_id
    entry = ledger.entry(centre, asked.statement_id)
    if entry is None or not _may_see(entry):
        raise NotFound("There is no such statement.")
    if (ledger.voiding(centre, entry.statement_id) is not None) is not asked.voided:
        raise NotFound("There is no such voided statement." if asked.voided else "This statement was voided.")
    response = _answer(_shown([entry], asked.form)[0], [entry], asked.attachments)
    if spoken() is Version.V2_0_0:
        response.headers["Last-Modified"] = http_date(entry.stored)
    return response


def _page(page: Page) -> Response:
    centre = client().centre_id
    only_mine = None if holds(Scope.STATEMENTS_READ) else authority_of(client())
    found = ledger.find(centre, page.query, said_by=only_mine)
    g.consistent_through = found.consistent_through
    more = ""
    if found.more is not None:
        token = cursor.token(centre, page.next(found.more, found.upto))
        more = url_for(_FINDING, more=token)
    shown = b",".join(_shown(found.entries, page.form))
    body = b'{"statements":[%b],"more":"%b"}' % (shown, more.encode())
    return _answer(body, found.entries, page.attachments)


def _may_see(entry: Entry) -> bool:
    return holds(Scope.STATEMENTS_READ) or entry.authority == authority_of(client())


def _shown(entries: Sequence[Entry], form: str) -> list[bytes]:
    """The statements as the format has them."""
    exact = [ledger.answered(entry) for entry in entries]
    if form == "exact":
        return exact
    whole = [json.loads(one) for one in exact]
    if form == "ids":
        return [present.written(present.ids(one)) for one in whole]
    activities = {activity["id"] for one in whole for activity in present.activities(one)}
    known = definitions(client().centre_id, activities)
    return [present.written(present.canonical(one, known, _language)) for one in whole]


def _language(there_are: list[str]) -> str:
    return request.accept_languages.best_match(there_are) or there_are[0]


def _answer(body: bytes, entries: Iterable[Entry], attachments: bool) -> Response:
    if not attachments:
        return Response(body, mimetype=multipart.JSON)
    content_type, chunks = multipart.sent(body, _attached(entries))
    return Response(chunks, content_type=content_type)


def _attached(entries: Iterable[Entry]) -> list[tuple[str, str, Iterable[bytes]]]:
    """The attachments that are in our keeping, each once. They are read only when their turn comes."""
    vault, centre = workplace().vault, client().centre_id
    kept: dict[str, tuple[str, str, Iterable[bytes]]] = {}

    def chunks(sha2: str) -> Iterator[bytes]:
        yield from vault.open(centre, sha2)

    for entry in entries:
        for attachment in attachments_of(statement_of(entry.body)):
            sha2 = attachment.sha2
            if sha2 not in kept and _may_read(attachment) and _is_here(sha2):
                kept[sha2] = (sha2, attachment.media_type, chunks(sha2))
    return list(kept.values())


def _may_read(attachment: Attachment) -> bool:
    """With a fileUrl no bytes need come. Naming the hash of another's file must not be a way to read it."""
    return attachment.file_url is None or holds(Scope.STATEMENTS_READ)


def _is_here(sha2: str) -> bool:
    """False for what is known by its fileUrl only, or came from another store without its bytes."""
    try:
        workplace().vault.size(client().centre_id, sha2)
    except VaultMissing:
        return False
    return True
