"""What happened on a record, told to the learner: one plain sentence for each kind of fact, and where to read more.

Wording in the reader's language: names come in, and nothing is asked of the database. A kind of fact without a sentence
here is told in general words; a test says so.
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
from lms_peer.web.language import gettext
from lms_peer.web.wording import cancel_reason, hours, moment


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
        sentence = say(self, fact) if say else gettext("Something was added to your record.")
        return Happening(fact.stored or fact.at, sentence, about(fact), fact)

    def by(self, fact: Fact) -> str:
        """Who did it."""
        return gettext("You") if fact.by == self.standing.learner else self.names[fact.by]

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
        return hours(found.logged.minutes) if found else gettext("some time")


def is_for_learners(fact: Fact) -> bool:
    """False for what an assessor in training decided and nobody has agreed to: it does not count, or not yet.

    And for what a quality assurer planned, or asked an assessor to do.
    """
    return not (
        isinstance(fact, f.JudgementSentBack | f.SamplePlanned | f.ActionClosed)
        or (isinstance(fact, f.CriterionJudged) and fact.in_training)
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
        case f.EvidenceWithdrawn() | f.EvidenceRedacted() | f.CriterionJudged():
            return "record.evidence", "evidence", str(fact.evidence)
        case f.ObservationPlanned():
            return "record.observation", "observation", str(fact.id)
        case (
            f.ObservationRebooked() | f.ObservationCancelled() | f.ObservationRecorded() | f.ObservationConfirmed()
        ):
            return "record.observation", "observation", str(fact.observation)
        case f.UnitSignedOff() | f.UnitReopened() | f.SamplePlanned() | f.UnitSampled():
            return "record.unit", "unit", fact.unit
        case _:
            return None


def _submitted(to: Teller, fact: f.EvidenceSubmitted) -> str:
    title = to.title(fact.id)
    if fact.replaces:
        return gettext("You sent evidence again: %(title)s.", title=title)
    return gettext("You sent evidence: %(title)s.", title=title)


def _withdrawn(to: Teller, fact: f.EvidenceWithdrawn) -> str:
    title = to.title(fact.evidence)
    if fact.by == to.standing.learner:
        return gettext("You took back: %(title)s.", title=title)
    return gettext("%(name)s took back: %(title)s.", name=to.by(fact), title=title)


def _redacted(to: Teller, fact: f.EvidenceRedacted) -> str:
    title = to.title(fact.evidence)
    if fact.hides:
        return gettext("%(name)s blacked out parts for your portfolio: %(title)s.", name=to.by(fact), title=title)
    return gettext("%(name)s showed everything in your portfolio again: %(title)s.", name=to.by(fact), title=title)


def _discussed(to: Teller, fact: f.DiscussionRecorded) -> str:
    if fact.method is Method.QUESTIONING:
        return gettext("%(name)s asked you questions and wrote down your answers.", name=to.by(fact))
    return gettext("%(name)s talked with you about your work and wrote it down.", name=to.by(fact))


def _judged(to: Teller, fact: f.CriterionJudged) -> str:
    about_it = f"{fact.criterion.unit} {fact.criterion.number}"
    if fact.verdict is f.Verdict.MET:
        return gettext("%(name)s said that %(criterion)s is met.", name=to.by(fact), criterion=about_it)
    return gettext("%(name)s asked for more on %(criterion)s.", name=to.by(fact), criterion=about_it)


def _agreed(to: Teller, fact: f.JudgementCountersigned) -> str:
    """The decision of an assessor in training, which the learner hears of when it counts."""
    decided = to.judgement(fact.judgement)
    return _judged(to, decided) if decided else gettext("%(name)s agreed with a decision.", name=to.by(fact))


def _decision_taken_back(to: Teller, fact: f.JudgementWithdrawn) -> str:
    decided = to.judgement(fact.judgement)
    about_it = f"{decided.criterion.unit} {decided.criterion.number}" if decided else ""
    return gettext(
        "%(name)s took back a decision on %(criterion)s. An assessor decides again.",
        name=to.by(fact),
        criterion=about_it,
    )


def _planned(to: Teller, fact: f.ObservationPlanned) -> str:
    return gettext(
        "It was planned that %(name)s watches you at work on %(due)s.",
        name=to.names[fact.assessor],
        due=moment(fact.due),
    )


def _called_off(_to: Teller, fact: f.ObservationCancelled) -> str:
    return gettext("An observation was called off. %(reason)s.", reason=cancel_reason(fact.reason))


def _reported(to: Teller, fact: f.OutsideEvidenceReported) -> str:
    return gettext("%(name)s told us what you did there: %(title)s.", name=to.by(fact), title=to.title(fact.id))


def _signed_off(to: Teller, fact: f.UnitSignedOff) -> str:
    return gettext("%(name)s signed off unit %(unit)s. Well done!", name=to.by(fact), unit=fact.unit)


def _hours_signed(to: Teller, fact: f.HoursCountersigned) -> str:
    return gettext("%(name)s signed %(hours)s of your hours.", name=to.by(fact), hours=to.minutes(fact.hours))


def _hours_refused(to: Teller, fact: f.HoursRefused) -> str:
    return gettext(
        "%(name)s did not sign %(hours)s of your hours.", name=to.by(fact), hours=to.minutes(fact.hours)
    )


def _issued(to: Teller, fact: f.PortfolioIssued) -> str:
    return gettext("%(name)s made version %(version)s of your portfolio.", name=to.by(fact), version=fact.version)


def _taken_back(to: Teller, fact: f.PortfolioWithdrawn) -> str:
    return gettext("%(name)s withdrew a version of your portfolio.", name=to.by(fact))


SENTENCES: dict[type[Fact], Callable[[Teller, Any], str]] = {
    f.LearnerRegistered: lambda _to, _fact: gettext("You started this course."),
    f.UnitsChosen: lambda _to, _fact: gettext("The units that you chose were put on your record."),
    f.RegistrationPaused: lambda _to, _fact: gettext("Your record was paused."),
    f.RegistrationResumed: lambda _to, _fact: gettext("Your record was opened again."),
    f.RegistrationEnded: lambda _to, _fact: gettext("Your record was ended. Nothing was deleted."),
    f.RegistrationCompleted: lambda _to, _fact: gettext("You finished this course. Well done!"),
    f.EvidenceSubmitted: _submitted,
    f.EvidenceWithdrawn: _withdrawn,
    f.EvidenceRedacted: _redacted,
    f.WitnessTestimonyRecorded: lambda to, fact: gettext(
        "%(name)s told what they saw you do.", name=to.names[fact.witness]
    ),
    f.DiscussionRecorded: _discussed,
    f.OutsideEvidenceReported: _reported,
    f.ObservationPlanned: _planned,
    f.ObservationRebooked: lambda _to, fact: gettext(
        "The observation was moved to %(due)s.", due=moment(fact.due)
    ),
    f.ObservationCancelled: _called_off,
    f.ObservationRecorded: lambda to, fact: gettext(
        "%(name)s watched you at work and wrote down what they saw.", name=to.by(fact)
    ),
    f.ObservationConfirmed: lambda _to, _fact: gettext("You signed what was written about an observation."),
    f.CriterionJudged: _judged,
    f.JudgementCountersigned: _agreed,
    f.JudgementSentBack: lambda to, fact: gettext(
        "%(name)s, a second assessor, asked for a decision to be made anew.", name=to.by(fact)
    ),
    f.JudgementWithdrawn: _decision_taken_back,
    f.UnitSignedOff: _signed_off,
    f.UnitReopened: lambda to, fact: gettext(
        "%(name)s opened unit %(unit)s again. Something in it has to be checked.", name=to.by(fact), unit=fact.unit
    ),
    f.SamplePlanned: lambda to, fact: gettext(
        "%(name)s planned how unit %(unit)s is to be checked.", name=to.by(fact), unit=fact.unit
    ),
    f.UnitSampled: lambda to, fact: gettext(
        "%(name)s checked how unit %(unit)s was assessed.", name=to.by(fact), unit=fact.unit
    ),
    f.ActionClosed: lambda to, fact: gettext(
        "%(name)s saw that what was asked for in a check is done.", name=to.by(fact)
    ),
    f.HoursLogged: lambda _to, fact: gettext("You logged %(hours)s.", hours=hours(fact.minutes)),
    f.HoursCountersigned: _hours_signed,
    f.HoursRefused: _hours_refused,
    f.HoursVoided: lambda to, fact: gettext(
        "You took back %(hours)s of your hours.", hours=to.minutes(fact.hours)
    ),
    f.PortfolioIssued: _issued,
    f.PortfolioWithdrawn: _taken_back,
}
