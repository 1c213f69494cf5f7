"""What the platform's administrator does: courses, people, tools. Each function is one command of `urls.py`."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.contrib.auth.models import User
from lti_consumer.api import get_lti_1p3_content_url, get_lti_1p3_launch_start_url
from lti_consumer.data import Lti1p3LaunchData
from lti_consumer.models import (
    CourseAllowPIISharingInLTIFlag,
    Lti1p3Passport,
    LtiAgsLineItem,
    LtiAgsScore,
    LtiConfiguration,
    LtiDlContentItem,
)
from lti_consumer.utils import get_lms_lti_access_token_link, get_lms_lti_keyset_link, get_lms_lti_launch_link
from opaque_keys.edx.keys import CourseKey, UsageKey

from tests.platform.models import Course, Mark, Member, Profile

Answer = dict[str, Any]


def add_course(key: str, title: str, names: bool = True) -> Answer:
    """A course. With `names`, tools may know the people in it by name and e-mail address."""
    Course.objects.create(key=key, title=title)
    CourseAllowPIISharingInLTIFlag.objects.create(course_id=CourseKey.from_string(key), enabled=names)
    return {"course": key}


def add_person(username: str, name: str) -> Answer:
    """Somebody new; answers the opaque name that tools know them by."""
    user = User.objects.create(username=username, email=f"{username}@campus.example")
    return {"sub": str(Profile.objects.create(user=user, name=name).external_user_id)}


def rename(username: str, name: str) -> Answer:
    """Somebody goes by another name now."""
    Profile.objects.filter(user__username=username).update(name=name)
    return {}


def join(course: str, username: str, role: str = "student") -> Answer:
    """Somebody joins a course, or has another role in it."""
    whole, who = Course.objects.get(key=course), User.objects.get(username=username)
    Member.objects.update_or_create(course=whole, user=who, defaults={"role": role})
    return {}


def leave(course: str, username: str) -> Answer:
    """Somebody leaves a course."""
    Member.objects.filter(course__key=course, user__username=username).delete()
    return {}


def add_tool(block: str, tool: dict[str, str], grades: str = "programmatic", client_id: str = "") -> Answer:
    """Put a tool into a course as the activity `block`; under a `client_id` that exists, or under a new one.

    `tool` has its `login`, `launch`, `deep_link` and `keys` addresses. `grades` is `programmatic` (the tool makes line
    items), `declarative` (there is one already) or `disabled`.
    """
    passport = Lti1p3Passport.objects.filter(lti_1p3_client_id=client_id).first() if client_id else None
    passport = passport or _give_key(Lti1p3Passport(lti_1p3_tool_keyset_url=tool["keys"]))
    added = LtiConfiguration.objects.create(
        version=LtiConfiguration.LTI_1P3,
        config_store=LtiConfiguration.CONFIG_ON_DB,
        location=UsageKey.from_string(block),
        lti_1p3_passport=passport,
        lti_1p3_oidc_url=tool["login"],
        lti_1p3_launch_url=tool["launch"],
        lti_advantage_enable_nrps=True,
        lti_advantage_deep_linking_enabled=True,
        lti_advantage_deep_linking_launch_url=tool["deep_link"],
        lti_advantage_ags_mode=grades,
    )
    added.full_clean()
    passport.refresh_from_db()
    return {
        "issuer": added.get_lti_consumer().iss,
        "client_id": passport.lti_1p3_client_id,
        "deployment_id": "1",
        "auth_url": get_lms_lti_launch_link(),
        "token_url": get_lms_lti_access_token_link(passport.passport_id),
        "keys_url": get_lms_lti_keyset_link(passport.passport_id),
        "resource_link_id": block,
    }


def renew_key(client_id: str) -> Answer:
    """Give the platform another signing key under this client id."""
    passport = _give_key(Lti1p3Passport.objects.get(lti_1p3_client_id=client_id))
    return {"kid": passport.lti_1p3_private_key_id}


def _give_key(passport: Lti1p3Passport) -> Lti1p3Passport:
    """A new signing key, as an administrator may bring one. The consumer would make its own, but takes a second."""
    key = rsa.generate_private_key(65537, 2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    passport.lti_1p3_internal_private_key, passport.lti_1p3_internal_public_jwk = pem.decode(), ""
    passport.lti_1p3_internal_private_key_id = str(uuid4())
    passport.save()
    return passport


def chosen(block: str) -> Answer:
    """What deep linking put into an activity."""
    items = LtiDlContentItem.objects.filter(lti_configuration__location=block)
    return {"items": [{"type": one.content_type, **one.attributes} for one in items]}


def line_items(block: str) -> Answer:
    """Every line item that belongs to an activity's configuration."""
    found = LtiAgsLineItem.objects.filter(lti_configuration__location=block)
    return {
        "line_items": [
            {"label": one.label, "most": one.score_maximum, "tag": one.tag, "resource_id": one.resource_id,
             "resource_link_id": str(one.resource_link_id)}
            for one in found
        ]
    }  # fmt: skip


def marks(block: str) -> Answer:
    """Every mark that reached the gradebook for an activity, oldest first."""
    found = Mark.objects.filter(block=block).order_by("id").select_related("user")
    return {"marks": [{"who": one.user.username, "share": one.share, "comment": one.comment} for one in found]}


def scores(block: str) -> Answer:
    """The last score of each person that tools sent for an activity, as it was sent."""
    found = LtiAgsScore.objects.filter(line_item__lti_configuration__location=block).order_by("id")
    return {
        "scores": [
            {"sub": one.user_id, "given": one.score_given, "most": one.score_maximum, "comment": one.comment,
             "activity": one.activity_progress, "grading": one.grading_progress, "at": one.timestamp.isoformat()}
            for one in found
        ]
    }  # fmt: skip


def launch_address(user: User, block: str, deep_link: bool) -> str:
    """Where a person is sent when they open an activity, or, with `deep_link`, choose what is in it."""
    config = LtiConfiguration.objects.get(location=block)
    member = Member.objects.select_related("course").get(course__key=str(config.location.course_key), user=user)
    share = CourseAllowPIISharingInLTIFlag.current(config.location.course_key).enabled
    data = Lti1p3LaunchData(
        user_id=user.id,
        user_role=member.role,
        config_id=config.config_id,
        resource_link_id=block,
        external_user_id=str(user.profile.external_user_id),
        name=user.profile.name if share else None,
        email=user.email if share else None,
        preferred_username=user.username if share else None,
        launch_presentation_document_target="window",
        context_id=member.course.key,
        context_type=["course_offering"],
        context_title=member.course.title,
        context_label=member.course.key,
    )
    return (
        get_lti_1p3_launch_start_url(data, deep_link_launch=True) if deep_link else get_lti_1p3_content_url(data)
    )


COMMANDS = {
    command.__name__: command
    for command in (
        add_course, add_person, rename, join, leave, add_tool, renew_key, chosen, line_items, marks, scores
    )
}  # fmt: skip
