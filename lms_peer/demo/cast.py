"""Who is at the sample centre, and how far each learner has come. Every person here is invented."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from lms_peer.domain.roles import Role

PASSWORD = "kettle-bridge-lantern"  # noqa: S105 - shown on the sample centre's sign-in page

ADVICE, SHADOWING, EDUCATION = (
    "level-3-advice-and-guidance",
    "peer-mentor-shadowing",
    "learning-mentor",
)


class Stage(StrEnum):
    """How far a learner's story goes."""

    NOT_STARTED = "not started"
    JUST_STARTED = "just started"
    WAITING = "evidence waits for a decision"
    REFERRED_BACK = "evidence was sent back"
    STUCK = "nothing heard for weeks"
    PAUSED = "paused between plan and observation"
    HOURS_WAITING = "hours wait to be signed"
    NEARLY = "one unit short"
    COMPLETE = "complete"


class Colleague(NamedTuple):
    """Someone who works at the centre."""

    username: str
    name: str
    roles: tuple[Role, ...]
    can: str


@dataclass(frozen=True)
class LearnerPart:
    """One learner's part in the story. `began` is days ago; `uln` passes the check and belongs to nobody."""

    username: str
    name: str
    course: str
    stage: Stage
    began: int
    uln: str = ""


class Sitting(NamedTuple):
    """A cohort: its title, its course, how many days ago it began and how many days it lasts."""

    title: str
    course: str
    began: int
    lasts: int


COLLEAGUES = (
    Colleague("teresa", "Teresa Quill", (Role.TRAINER,), "follow cohorts, register learners, issue portfolios"),
    Colleague("amir", "Amir Bracken", (Role.ASSESSOR,), "judge evidence, observe, sign off units"),
    Colleague("joan", "Joan Tallow", (Role.ASSESSOR,), "judge evidence, observe, sign off units"),
    Colleague("tilda", "Tilda Frome", (Role.ASSESSOR,), "judge evidence, as an assessor in training"),
    Colleague("sam", "Sam Orchard", (Role.STAFF,), "sign the hours that learners shadowed"),
    Colleague("bev", "Bev Lockyer", (Role.STAFF,), "sign the hours that learners shadowed"),
    Colleague("iris", "Iris Penhale", (Role.IQA,), "read every record, and sample units"),
    Colleague("edwin", "Edwin Marsh", (Role.EQA,), "read records, as the awarding body's quality assurer"),
)

COHORTS = (
    Sitting("Advice and guidance, spring", ADVICE, 180, 210),
    Sitting("Peer mentors, summer", SHADOWING, 110, 140),
    Sitting("Education mentors, autumn", EDUCATION, 60, 180),
)

LEARNERS = (
    LearnerPart("casey", "Casey Rowan", ADVICE, Stage.COMPLETE, 170, "9276308686"),
    LearnerPart("dale", "Dale Winter", ADVICE, Stage.NEARLY, 165, "1000000019"),
    LearnerPart("robin", "Robin Ashby", ADVICE, Stage.PAUSED, 120, "1000000027"),
    LearnerPart("lee", "Lee Garnet", ADVICE, Stage.STUCK, 150, "1000000035"),
    LearnerPart("kit", "Kit Larkspur", ADVICE, Stage.NOT_STARTED, 3),
    LearnerPart("jo", "Jo Merrick", SHADOWING, Stage.COMPLETE, 100, "1000000043"),
    LearnerPart("max", "Max Tolland", SHADOWING, Stage.HOURS_WAITING, 70, "1000000051"),
    LearnerPart("ash", "Ash Cobb", SHADOWING, Stage.REFERRED_BACK, 60),
    LearnerPart("nat", "Nat Fielder", SHADOWING, Stage.WAITING, 45, "1000000078"),
    LearnerPart("pat", "Pat Harbour", EDUCATION, Stage.REFERRED_BACK, 50),
    LearnerPart("vic", "Vic Sorrel", EDUCATION, Stage.WAITING, 40),
    LearnerPart("ray", "Ray Dunmore", EDUCATION, Stage.JUST_STARTED, 9),
)

_CALLED = {
    Role.STAFF: "member of staff",
    Role.IQA: "internal quality assurer",
    Role.EQA: "external quality assurer",
}

# For trying the product: one account for each thing a person may want to do.
_SHOWN = ("nat", "ash", "casey", "sam", "amir", "teresa", "iris")


def demo_accounts() -> list[tuple[str, str, str, str]]:
    """For the sign-in page: who, username, password, what they can do."""
    learners = {
        learner.username: (
            f"{learner.name}, learner",
            learner.username,
            PASSWORD,
            f"do their course ({learner.stage.value})",
        )
        for learner in LEARNERS
    }
    colleagues = {
        one.username: (f"{one.name}, {_CALLED.get(role, role.value)}", one.username, PASSWORD, one.can)
        for one in COLLEAGUES
        for role in one.roles[:1]
    }
    everyone = learners | colleagues
    return [everyone[username] for username in _SHOWN]
