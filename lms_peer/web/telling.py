"""What happened on a record, told to the learner: one plain sentence for each kind of fact, and where to read more.

Pure wording: names come in, and nothing is asked of the database. A kind of fact without a sentence here is told in
general words; a test says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms_peer.domain import facts as f
from lms_peer.domain.facts import Actor, Fact
from lms_peer.domain.qualification import Method
from lms_peer.domain.standing import Standing
from lms_peer.web.wording import CANCEL_REASONS, hours, moment


@dataclass(frozen=True)
class Happening:
    """One thing that happened, in words. `at` is when it was put on record.

    `about` is the view, the name of its parameter and the id where more is to be read, if there is any.
    """

    at: datetime
    sentence: str
    about: tuple[str, str, str] | None
    fact: Fact


@dataclass(frozen=True)
class Teller:
    """Tells the facts of one record. `names` says what to call people, `titles` what each piece of evidence."""

    standing: Standing
    names: Mapping[Actor, str]
    titles: Callable[[Any], str]

    def tell(self, fact: Fact) -> Happening:
        """One fact as a happening."""
        say = SENTENCES.get(type(fact))
        sentence = say(self, fact) if say else "Something was added to your record."
        return Happening(fact.stored or fact.at, sentence, about(fact), fact)

    def by(self, fact: Fact) -> str:
        """Who did it."""
        return "You" if fact.by == self.standing.learner else self.names[fact.by]

    def title(self, evidence: Any) -> str:
        """What a piece of evidence is called."""
        return self.titles(evidence)

    def judgement(self, judgement: Any) -> f.CriterionJudged | None:
        """The decision that has this id."""
        made = (one for piece in self.standing.evidence.values() for one in piece.judgements)
        return next((one for one in made if one.id == judgement), None)

    def minutes(self, entry: Any) -> str:
        """How long an entry of the hours log was."""
        found = self.standing.hours.get(entry)
        return hours(found.logged.minutes) if found else "some time"


def is_for_learners(fact: Fact) -> bool:
    """False for what an assessor in training decided and nobody has agreed to: it does not count, or not yet."""
    return not (
        isinstance(fact, f.JudgementSentBack) or (isinstance(fact, f.CriterionJudged) and fact.in_training)
    )


def people_in(facts: Iterable[Fact]) -> set[Actor]:
    """Everyone whom the sentences may name."""
    return {value for fact in facts for value in vars(fact).values() if isinstance(value, Actor)}


def about(fact: Fact) -> tuple[str, str, str] | None:
    """The view, the name of its parameter and the id where more is to be read about a fact."""
    match fact:
        case (
            f.EvidenceSubmitted()
            | f.WitnessTestimonyRecorded()
            | f.DiscussionRecorded()
            | f.OutsideEvidenceReported()
        ):
            return "record.evidence", "evidence", str(fact.id)
        case f.EvidenceWithdrawn() | f.CriterionJudged():
            return "record.evidence", "evidence", str(fact.evidence)
        case f.ObservationPlanned():
            return "record.observation", "observation", str(fact.id)
        case (
            f.ObservationRebooked() | f.ObservationCancelled() | f.ObservationRecorded() | f.ObservationConfirmed()
        ):
            return "record.observation", "observation", str(fact.observation)
        case f.UnitSignedOff():
            return "record.unit", "unit", fact.unit
        case _:
            return None


def _submitted(to: Teller, fact: f.EvidenceSubmitted) -> str:
    title = to.title(fact.id)
    return f"You sent evidence again: {title}." if fact.replaces else f"You sent evidence: {title}."


def _discussed(to: Teller, fact: f.DiscussionRecorded) -> str:
    if fact.method is Method.QUESTIONING:
        return f"{to.by(fact)} asked you questions and wrote down your answers."
    return f"{to.by(fact)} talked with you about your work and wrote it down."


def _judged(to: Teller, fact: f.CriterionJudged) -> str:
    about_it = f"{fact.criterion.unit} {fact.criterion.number}"
    met = fact.verdict is f.Verdict.MET
    return f"{to.by(fact)} said that {about_it} is met." if met else f"{to.by(fact)} asked for more on {about_it}."


def _agreed(to: Teller, fact: f.JudgementCountersigned) -> str:
    """The decision of an assessor in training, which the learner hears of when it counts."""
    decided = to.judgement(fact.judgement)
    return _judged(to, decided) if decided else f"{to.by(fact)} agreed with a decision."


SENTENCES: dict[type[Fact], Callable[[Teller, Any], str]] = {
    f.LearnerRegistered: lambda _to, _fact: "You started this course.",
    f.UnitsChosen: lambda _to, _fact: "The units that you chose were put on your record.",
    f.RegistrationPaused: lambda _to, _fact: "Your record was paused.",
    f.RegistrationResumed: lambda _to, _fact: "Your record was opened again.",
    f.RegistrationCompleted: lambda _to, _fact: "You finished this course. Well done!",
    f.EvidenceSubmitted: _submitted,
    f.EvidenceWithdrawn: lambda to, fact: f"{to.by(fact)} took back: {to.title(fact.evidence)}.",
    f.WitnessTestimonyRecorded: lambda to, fact: f"{to.names[fact.witness]} told what they saw you do.",
    f.DiscussionRecorded: _discussed,
    f.OutsideEvidenceReported: lambda to, fact: f"{to.by(fact)} told us what you did there: {to.title(fact.id)}.",
    f.ObservationPlanned: lambda to, fact: (
        f"It was planned that {to.names[fact.assessor]} watches you at work on {moment(fact.due)}."
    ),
    f.ObservationRebooked: lambda _to, fact: f"The observation was moved to {moment(fact.due)}.",
    f.ObservationCancelled: lambda _to, fact: f"An observation was called off. {CANCEL_REASONS[fact.reason]}.",
    f.ObservationRecorded: lambda to, fact: f"{to.by(fact)} watched you at work and wrote down what they saw.",
    f.ObservationConfirmed: lambda _to, _fact: "You signed what was written about an observation.",
    f.CriterionJudged: _judged,
    f.JudgementCountersigned: _agreed,
    f.JudgementSentBack: lambda to, fact: (
        f"{to.by(fact)}, a second assessor, asked for a decision to be made anew."
    ),
    f.UnitSignedOff: lambda to, fact: f"{to.by(fact)} signed off unit {fact.unit}. Well done!",
    f.HoursLogged: lambda _to, fact: f"You logged {hours(fact.minutes)}.",
    f.HoursCountersigned: lambda to, fact: f"{to.by(fact)} signed {to.minutes(fact.hours)} of your hours.",
    f.HoursRefused: lambda to, fact: f"{to.by(fact)} did not sign {to.minutes(fact.hours)} of your hours.",
    f.HoursVoided: lambda to, fact: f"You took back {to.minutes(fact.hours)} of your hours.",
    f.PortfolioIssued: lambda to, fact: f"{to.by(fact)} made version {fact.version} of your portfolio.",
}
