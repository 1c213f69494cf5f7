"""A trainer takes somebody new on: an account, the learner's details and the registration, all or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from lms_peer.actions.record import Acting, said_before
from lms_peer.actions.register_learner import register_learner
from lms_peer.domain.facts import LearnerRegistered
from lms_peer.domain.refusals import EmailTaken, UsernameTaken
from lms_peer.domain.roles import Role
from lms_peer.domain.uln import check_uln
from lms_peer.people import accounts, centres, enrolments


@dataclass(frozen=True, kw_only=True)
class NewLearner:
    """Somebody who has no account yet. What is empty is not known; the legal name is then the name.

    `hashed` is the password, hashed already: hashing many takes a while, and is better done beforehand.
    """

    name: str
    username: str
    password: str
    hashed: str | None = None
    legal_name: str = ""
    email: str = ""
    uln: str = ""
    awarding_body_number: str = ""


def enrol_learner(
    acting: Acting,
    submission: UUID,
    person: NewLearner,
    *,
    slug: str,
    optional_units: tuple[str, ...] = (),
    cohort: UUID | None = None,
    assessor: UUID | None = None,
) -> LearnerRegistered:
    """Give a new person an account and register them on the course `slug`. The same submission is one learner.

    Raises what `add_account`, `add_learner` and `register_learner` refuse, and BadULN.
    """
    if earlier := said_before(acting, submission, LearnerRegistered):
        return earlier
    try:
        account = _account_for(acting.centre, person)
    except (UsernameTaken, EmailTaken):
        # the same form, sent twice in the same moment, waited here for its twin
        if earlier := said_before(acting, submission, LearnerRegistered):
            return earlier
        raise
    return register_learner(
        acting,
        submission,
        account=account,
        slug=slug,
        optional_units=optional_units,
        cohort=cohort,
        assessor=assessor,
    )


def _account_for(centre: UUID, person: NewLearner) -> UUID:
    """An account that is a learner of the centre from now on, with the details that awarding bodies ask for."""
    uln = check_uln(person.uln) if person.uln.strip() else None
    account = accounts.add_account(
        name=person.name,
        password=person.password,
        username=person.username,
        email=person.email,
        hashed=person.hashed,
    ).id
    centres.give_role(centre, account, Role.LEARNER)
    enrolments.add_learner(
        centre,
        account,
        person.legal_name.strip() or person.name,
        uln=uln,
        awarding_body_number=person.awarding_body_number,
    )
    return account
