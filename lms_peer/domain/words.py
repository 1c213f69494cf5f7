"""What people wrote, beside each fact: the shape of the one JSON document that `Told.words` names in the vault.

Every key may be absent: nobody is made to write. Prose lives here and not in facts, so that a record can lose its
words without losing what happened.
"""

from enum import StrEnum
from typing import TypedDict


class Setting(StrEnum):
    """Where something took place, by role only: a place's name can give away more than it should."""

    COMMUNITY = "community"
    HOSTEL = "hostel"
    OFFICE = "office"
    CLASSROOM = "classroom"
    PRISON_WING = "prison_wing"
    PHONE = "phone"
    ONLINE = "online"
    OTHER = "other"


class Question(TypedDict):
    """One question that was asked, and what was answered."""

    question: str
    answer: str


class Words(TypedDict, total=False):
    """The words of one fact.

    `text` is what was told (an account, a testimony, a plan), `files` maps a file's SHA-256 to the name it came
    under, `covered` maps `UNIT/NUMBER` to how a criterion was shown, `relationship` is a witness's own statement,
    `outcome` is what another system says happened there, such as "passed". Of a redaction, `hidden_words` are blacked
    out, and so are `boxes` by SHA-256, each as page, left, top, width and height in percent.
    """

    title: str
    text: str
    reason: str
    feedback: str
    comment: str
    ai_use: str
    setting: str
    relationship: str
    outcome: str
    files: dict[str, str]
    covered: dict[str, str]
    questions: list[Question]
    hidden_words: list[str]
    boxes: dict[str, list[list[float]]]
