"""Who may act at a centre. A role is always held at one centre; one person may hold several."""

from enum import StrEnum


class Role(StrEnum):
    """The roles of UK vocational assessment, and the staff whom learners shadow."""

    LEARNER = "learner"
    STAFF = "staff"
    ASSESSOR = "assessor"
    TRAINER = "trainer"
    IQA = "iqa"
    EQA = "eqa"
