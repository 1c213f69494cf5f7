"""Marks over the network (LTI Assignment and Grade Services 2.0): finding a line item, making one, sending a score.

Reads and writes no table. pylti1p3next says how a line item and a score are written down; the requests are ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from pylti1p3.grade import Grade as Score
from pylti1p3.lineitem import LineItem

from lms_peer.database import now
from lms_peer.lti.connector import Connector, NotTaken
from lms_peer.lti.platforms import may_be_an_address

_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope"
MAKING = (f"{_SCOPE}/lineitem",)
READING = (f"{_SCOPE}/lineitem.readonly",)
SENDING = (f"{_SCOPE}/score",)
_ITEM = "application/vnd.ims.lis.v2.lineitem+json"
_ITEMS = "application/vnd.ims.lis.v2.lineitemcontainer+json"
_SCORE = "application/vnd.ims.lis.v1.score+json"
TAG = "lms_peer"
_TICK = timedelta(milliseconds=1)
_LONGEST_LABEL = 100  # Open edX refuses a longer one


@dataclass(frozen=True)
class Told:
    """One score as it is sent. `at` has milliseconds: a platform refuses a second one with the same time."""

    sub: str
    score: float | None
    most: float
    activity: str
    grading: str
    comment: str
    at: datetime


def send(connector: Connector, line_item: str, told: Told) -> datetime:
    """Send a score, and answer the time that it was sent under. Raises NotTaken, PlatformUnreachable.

    A platform takes none that is not later than the one before. Moodle counts whole seconds, and from when it wrote the
    one before: so a score that is too early for it is sent once more, under the present time.
    """
    try:
        _post(connector, line_item, told)
    except NotTaken as answer:
        if _there_already(answer):
            return told.at
        if not too_early(answer):
            raise
        told = replace(told, at=max(now(), told.at + _TICK))
        _post(connector, line_item, told)
    return told.at


def too_early(answer: NotTaken) -> bool:
    """True when the platform has a score that is not older: 409 (AGS 2.0, 3.4.11), or what Open edX says with 400."""
    return answer.status == 409 or (answer.status == 400 and "later point in time" in answer.said)


def _post(connector: Connector, line_item: str, told: Told) -> None:
    score = Score().set_user_id(told.sub).set_activity_progress(told.activity).set_grading_progress(told.grading)
    score.set_timestamp(told.at.isoformat(timespec="milliseconds")).set_comment(told.comment)
    if told.score is not None:
        score.set_score_given(told.score).set_score_maximum(told.most)
    connector.post(below(line_item, "scores"), SENDING, score.get_value(), _SCORE)


def find_line_item(
    connector: Connector, line_items: str, *, resource_link_id: str, resource_id: str, label: str, most: float
) -> str:
    """The address of an activity's line item: the one that is there, or a new one.

    One that belongs to the activity (`resource_link_id`) comes first, then one that we made for it (`resource_id`).
    Raises NotTaken, PlatformUnreachable.
    """
    wanted = {"resource_link_id": resource_link_id, "resource_id": resource_id}
    for name, value in wanted.items():
        if found := _found(connector, line_items, name, value):
            return found
    return _made(connector, line_items, resource_link_id, resource_id, label, most)


def below(address: str, name: str) -> str:
    """The address of what is below another one. What follows a `?` stays at the end: Moodle has `?type_id=` there."""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/{name}"))


def _found(connector: Connector, line_items: str, name: str, value: str) -> str | None:
    """The line item with this value; what we made ourselves before any other."""
    key = {"resource_link_id": "resourceLinkId", "resource_id": "resourceId"}[name]
    there = [one for one in _listed(connector, _asked(line_items, name, value)) if one.get(key) == value]
    there.sort(key=lambda one: one.get("tag") != TAG)
    return _address(there[0]) if there else None


def _listed(connector: Connector, address: str) -> Iterator[dict[str, Any]]:
    """Every line item of a list. A platform that lets us make none may still let us look."""
    try:
        pages = list(connector.pages(address, MAKING, _ITEMS))
    except NotTaken as answer:
        if answer.passing and answer.status != 401:
            raise
        pages = list(connector.pages(address, READING, _ITEMS))
    for page in pages:
        yield from (one for one in page if isinstance(one, dict)) if isinstance(page, list) else ()


def _made(
    connector: Connector, line_items: str, resource_link_id: str, resource_id: str, label: str, most: float
) -> str:
    item = LineItem().set_label(label[:_LONGEST_LABEL]).set_tag(TAG).set_score_maximum(int(most))
    item.set_resource_link_id(resource_link_id).set_resource_id(resource_id)
    return _address(connector.post(line_items, MAKING, item.get_value(), _ITEM, accept=_ITEM).json())


def _address(item: Any) -> str:
    """Where a line item is. Raises NotTaken when it does not say so."""
    found = item.get("id") if isinstance(item, dict) else None
    if not isinstance(found, str) or not may_be_an_address(found):
        raise NotTaken(502, "There is no address of the line item in the answer.")
    return found


def _asked(address: str, name: str, value: str) -> str:
    parts = urlsplit(address)
    query = [*parse_qsl(parts.query, keep_blank_values=True), (name, value)]
    return urlunsplit(parts._replace(query=urlencode(query)))


def _there_already(answer: NotTaken) -> bool:
    """True when Open edX says that it has a score of this very millisecond: it is this one, sent twice."""
    return answer.status == 400 and "already exists for the provided timestamp" in answer.said
