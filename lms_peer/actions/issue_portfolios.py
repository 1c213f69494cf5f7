"""A trainer issues the portfolios of a whole cohort: one job that asks for each, and then a job for each learner.

Killed at any moment, no more than the portfolio in hand is drawn again. Whatever can not be made is said, with why.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from werkzeug.utils import secure_filename

from lms_peer import ledger, progress
from lms_peer.actions import issue_portfolio
from lms_peer.actions.record import Acting
from lms_peer.domain.facts import Actor, Document, derived_id
from lms_peer.domain.refusals import NotFound, Refusal
from lms_peer.jobs import JobContext, Jobs, JobState, JobStatus, enqueue, job, latest, status, statuses, stop
from lms_peer.people import enrolments

KIND = "cohort_portfolios"


@dataclass(frozen=True)
class Made:
    """What became of one learner's portfolio: a `version`, or `why` there is none, or neither while it is made.

    `unchanged`: the version was issued before, and nothing was put on record since. `step` says what is being done.
    """

    registration: UUID
    version: int | None = None
    why: str | None = None
    stopped: bool = False
    unchanged: bool = False
    step: str = ""


@dataclass(frozen=True)
class Asked:
    """What was asked for, by registration: the `jobs` that make portfolios, why there is none for those `refused`,
    and the version that is there already for those `unchanged`.
    """

    jobs: Mapping[UUID, UUID]
    refused: Mapping[UUID, str]
    unchanged: Mapping[UUID, int]


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
        """Those whose portfolio is there: made now, or kept."""
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


def request_portfolios(acting: Acting, cohort: UUID, submission: UUID, *, final: bool = False) -> UUID:
    """Ask for a portfolio of everybody in the cohort, and answer the id of the job. Raises NotFound, OtherKindInHand.

    Drafts, or the `final` ones of those who are ready: the others are reported, each with what is still open.
    While they are being asked for, answers that job; the same submission makes no second portfolio. Whose last one was
    of the same kind, with nothing new on record since, keeps it: a second one would call the first one replaced.
    """
    enrolments.cohort(acting.centre, cohort)
    payload = {
        "cohort": str(cohort),
        "submission": str(submission),
        "issuer": acting.actor.issuer,
        "name": acting.actor.name,
        "final": final,
    }
    in_hand = enqueue(KIND, payload, acting.centre, key=f"{KIND}:{cohort}")
    issue_portfolio.require_kind(acting.centre, in_hand, final)
    return in_hand


@job(KIND)
def ask_for_portfolios(context: JobContext, **payload: Any) -> dict[str, Any]:
    """Ask for each learner's portfolio; answers the job of each, why there is none, or the version that is kept."""
    acting = Acting(context.centre, Actor(payload["issuer"], payload["name"]))
    submission, cohort = UUID(payload["submission"]), UUID(payload["cohort"])
    asked = ask_for_all(acting, cohort, submission, final=payload.get("final", False), skip_unchanged=True)
    return {
        "cohort": str(cohort),
        "asked": [[str(registration), str(found)] for registration, found in asked.jobs.items()],
        "refused": [[str(registration), why] for registration, why in asked.refused.items()],
        "unchanged": [[str(registration), version] for registration, version in asked.unchanged.items()],
    }


def ask_for_all(
    acting: Acting, cohort: UUID, submission: UUID, *, final: bool, skip_unchanged: bool = False
) -> Asked:
    """Ask for the portfolio of everybody in the cohort, each by a job. The same submission makes no second portfolio.

    With `skip_unchanged`, not for those whose last one was of the same kind and has nothing new on record since.
    """
    jobs, refused, unchanged = dict[UUID, UUID](), dict[UUID, str](), dict[UUID, int]()
    for registration in registrations_of(acting.centre, cohort):
        if skip_unchanged and (version := _unchanged(acting.centre, registration, final)):
            unchanged[registration] = version
            continue
        own = derived_id(submission, str(registration))
        try:
            jobs[registration] = issue_portfolio.request_portfolio(acting, registration, own, final=final)
        except Refusal as refusal:
            refused[registration] = Jobs.of().explain(refusal)
    return Asked(jobs, refused, unchanged)


def _unchanged(centre: UUID, registration: UUID, final: bool) -> int | None:
    """The version that was issued last, if it is of this kind and only its own issue was put on record after it."""
    issued = progress.standing(centre, registration).portfolios
    if not issued or issued[-1].final is not final:
        return None
    since = ledger.entries(centre, registration=registration, after=issued[-1].position)
    return issued[-1].version if all(one.statement_id == issued[-1].id for one in since) else None


def made_of(centre: UUID, asked: Asked) -> tuple[Made, ...]:
    """What became of all that was asked for. One query."""
    made = statuses(centre, list(asked.jobs.values()))
    return (
        *(_made(registration, made.get(job)) for registration, job in asked.jobs.items()),
        *(Made(registration, why=why) for registration, why in asked.refused.items()),
        *(Made(one, version=version, unchanged=True) for one, version in asked.unchanged.items()),
    )


def last_asked(centre: UUID, cohort: UUID) -> JobStatus | None:
    """The last time that the portfolios of a cohort of this centre were asked for, or None. One query."""
    return latest(KIND, centre, f"{KIND}:{cohort}")


def stop_portfolios(acting: Acting, cohort: UUID, job_id: UUID) -> None:
    """Stop making the portfolios that this job asked for; those that are made stay. Raises NotFound."""
    found = portfolios_of(acting.centre, cohort, job_id)
    asked = (found.job.result or {"asked": []})["asked"]
    stop(acting.centre, [job_id, *(UUID(one) for _, one in asked)])


def registrations_of(centre: UUID, cohort: UUID) -> list[UUID]:
    """Everybody's record in the cohort, by the learner's name."""
    return [enrolled.registration for enrolled, _ in enrolments.cohort_roll(centre, cohort)]


def portfolios_of(centre: UUID, cohort: UUID, job_id: UUID) -> CohortPortfolios:
    """How far the portfolios are that this job asked for, of this cohort. Raises NotFound. Two queries."""
    found = status(centre, job_id)
    result = found.result or {"cohort": str(cohort), "asked": [], "refused": []}
    if found.kind != KIND or result["cohort"] != str(cohort):
        raise NotFound("portfolio")
    asked = Asked(
        {UUID(registration): UUID(one) for registration, one in result["asked"]},
        {UUID(registration): why for registration, why in result["refused"]},
        {UUID(registration): version for registration, version in result.get("unchanged", [])},
    )
    return CohortPortfolios(found, made_of(centre, asked))


def _made(registration: UUID, stands: JobStatus | None) -> Made:
    if stands is None:
        return Made(registration, why="It is not known any more what became of it. Ask for it again.")
    if stands.state is JobState.DONE:
        return Made(registration, version=stands.result["version"])
    why = stands.error if stands.state is JobState.FAILED else None
    return Made(registration, why=why, stopped=stands.stopped, step=stands.step_text)


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
