"""A trainer issues the portfolios of a whole cohort: one job that asks for each, and then a job for each learner.

Killed at any moment, no more than the portfolio in hand is drawn again. Whatever can not be made is said, with why.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from werkzeug.utils import secure_filename

from lms_peer import jobs, progress
from lms_peer.actions import issue_portfolio
from lms_peer.actions.record import Acting
from lms_peer.domain.facts import Actor, Document, derived_id
from lms_peer.domain.refusals import NotFound, Refusal
from lms_peer.jobs import JobContext, Jobs, JobState, JobStatus, enqueue, job
from lms_peer.people import enrolments

KIND = "cohort_portfolios"


@dataclass(frozen=True)
class Made:
    """What became of one learner's portfolio: a `version`, or `why` there is none, or neither while it is made."""

    registration: UUID
    version: int | None = None
    why: str | None = None


@dataclass(frozen=True)
class CohortPortfolios:
    """How far the portfolios of a cohort are."""

    job: JobStatus
    learners: tuple[Made, ...]

    @property
    def done(self) -> int:
        """How many learners nothing more is to be done for."""
        return sum(one.version is not None or one.why is not None for one in self.learners)

    @property
    def issued(self) -> tuple[Made, ...]:
        """Those whose portfolio was made."""
        return tuple(one for one in self.learners if one.version is not None)

    @property
    def not_issued(self) -> tuple[Made, ...]:
        """Those whose portfolio could not be made, with why."""
        return tuple(one for one in self.learners if one.why is not None)

    @property
    def over(self) -> bool:
        """True when nothing more will change."""
        return self.job.state is JobState.FAILED or (
            self.job.state is JobState.DONE and self.done == len(self.learners)
        )


def request_portfolios(acting: Acting, cohort: UUID, submission: UUID) -> UUID:
    """Ask for a portfolio of everybody in the cohort, and answer the id of the job. Raises NotFound.

    While they are being asked for, answers that job; the same submission makes no second portfolio.
    """
    enrolments.cohort(acting.centre, cohort)
    payload = {
        "cohort": str(cohort),
        "submission": str(submission),
        "issuer": acting.actor.issuer,
        "name": acting.actor.name,
    }
    return enqueue(KIND, payload, acting.centre, key=f"{KIND}:{cohort}")


@job(KIND)
def ask_for_portfolios(context: JobContext, **payload: Any) -> dict[str, Any]:
    """Ask for each learner's portfolio; answers the job of each, or why there is none."""
    acting = Acting(context.centre, Actor(payload["issuer"], payload["name"]))
    submission, cohort = UUID(payload["submission"]), UUID(payload["cohort"])
    asked: list[list[str]] = []
    refused: list[list[str]] = []
    for registration in registrations_of(context.centre, cohort):
        try:
            found = issue_portfolio.request_portfolio(
                acting, registration, derived_id(submission, str(registration))
            )
        except Refusal as refusal:
            refused.append([str(registration), Jobs.of().explain(refusal)])
        else:
            asked.append([str(registration), str(found)])
    return {"cohort": str(cohort), "asked": asked, "refused": refused}


def registrations_of(centre: UUID, cohort: UUID) -> list[UUID]:
    """Everybody's record in the cohort, by the learner's name."""
    return [enrolled.registration for enrolled, _ in enrolments.cohort_roll(centre, cohort)]


def portfolios_of(centre: UUID, cohort: UUID, job_id: UUID) -> CohortPortfolios:
    """How far the portfolios are that this job asked for, of this cohort. Raises NotFound. Two queries."""
    found = jobs.status(centre, job_id)
    result = found.result or {"cohort": str(cohort), "asked": [], "refused": []}
    if found.kind != KIND or result["cohort"] != str(cohort):
        raise NotFound("portfolio")
    made = jobs.statuses(centre, [UUID(one) for _, one in result["asked"]])
    return CohortPortfolios(
        found,
        (
            *(_made(UUID(registration), made.get(UUID(one))) for registration, one in result["asked"]),
            *(Made(UUID(registration), why=why) for registration, why in result["refused"]),
        ),
    )


def _made(registration: UUID, status: JobStatus | None) -> Made:
    if status is None:
        return Made(registration, why="It is not known any more what became of it. Ask for it again.")
    if status.state is JobState.DONE:
        return Made(registration, version=status.result["version"])
    return Made(registration, why=status.error if status.state is JobState.FAILED else None)


def documents_of(centre: UUID, portfolios: CohortPortfolios) -> Iterator[tuple[UUID, int, Document]]:
    """The record, version and PDF of each portfolio that was made. One query."""
    wanted = {one.registration: one.version for one in portfolios.issued}
    for standing in progress.standings(centre, registrations=wanted):
        for issued in standing.portfolios:
            if issued.version == wanted[standing.registration]:
                yield standing.registration, issued.version, issued.portfolio


def file_name(name: str, version: int, taken: set[str]) -> str:
    """What a learner's portfolio is called in a folder of many; two of one name get a number."""
    plain = secure_filename(name) or "learner"
    number, found = 1, f"{plain}-version-{version}.pdf"
    while found in taken:
        number += 1
        found = f"{plain}-{number}-version-{version}.pdf"
    taken.add(found)
    return found
