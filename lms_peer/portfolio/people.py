"""The people in a portfolio: who assessed and what, who quality assures, and the witness status list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from lms_peer.domain import facts as f
from lms_peer.domain.facts import Actor, Fact
from lms_peer.people.names import NO_LONGER_HERE
from lms_peer.portfolio import wording
from lms_peer.portfolio.gather import Record
from lms_peer.portfolio.lines import AssessorLine, QualityLine, WitnessLine
from lms_peer.portfolio.pieces import Pages
from lms_peer.portfolio.speech import N_many, count, say
from lms_peer.portfolio.witnesses import listed_witness, witness_status

Deed = tuple[str, str]

_TRAINEE = N_many("%(num)d trainee decision", "%(num)d trainee decisions")
_DEEDS: Mapping[type[Fact], Deed] = {
    f.ObservationRecorded: N_many("%(num)d observation", "%(num)d observations"),
    f.DiscussionRecorded: N_many("%(num)d discussion", "%(num)d discussions"),
    f.CriterionJudged: N_many("%(num)d decision", "%(num)d decisions"),
    f.JudgementCountersigned: N_many("%(num)d countersignature", "%(num)d countersignatures"),
    f.JudgementSentBack: N_many("%(num)d refused countersignature", "%(num)d refused countersignatures"),
    f.JudgementWithdrawn: N_many("%(num)d decision taken back", "%(num)d decisions taken back"),
    f.UnitSignedOff: N_many("%(num)d unit sign-off", "%(num)d unit sign-offs"),
    f.UnitReopened: N_many("%(num)d sign-off taken back", "%(num)d sign-offs taken back"),
}


def initials_of(record: Record) -> dict[Actor, str]:
    """Each assessor's initials, in the order in which they first assessed; a namesake gets a number.

    The ledger's order, so that nobody's initials change in a later version.
    """
    given: dict[Actor, str] = {}
    for fact in (fact for _, fact in record.statements if fact and _deed(fact)):
        if fact.by not in given:
            short = wording.initials(record.name(fact.by))
            taken = sum(one.rstrip("0123456789") == short for one in given.values())
            given[fact.by] = f"{short}{taken + 1}" if taken else short
    return given


def _deed(fact: Fact) -> Deed | None:
    """What an assessor did, for one and for many of it; None for what is no assessing."""
    if isinstance(fact, f.CriterionJudged) and fact.in_training:
        return _TRAINEE
    return _DEEDS.get(type(fact))


def assessors(pages: Pages) -> Iterator[AssessorLine]:
    """Everyone who assessed, with the units they may assess and what they did."""
    record = pages.record
    deeds = Counter((fact.by, deed) for _, fact in record.statements if fact and (deed := _deed(fact)))
    for actor, initials in pages.initials.items():
        did = (count(*deed, number) for (who, deed), number in deeds.items() if who == actor)
        yield AssessorLine(record.name(actor), initials, _approved(record, actor), ", ".join(did))


def _approved(record: Record, actor: Actor) -> str:
    """The units that an assessor may assess. Nothing is known of someone who was erased."""
    if record.name(actor) == NO_LONGER_HERE:
        return say("Not on record")
    return ", ".join(sorted(record.scopes.get(actor, ()))) or say("All units")


def quality(record: Record) -> Iterator[QualityLine]:
    """Who quality assures the record, with their initials."""
    for name in record.verifiers:
        yield QualityLine(name, wording.initials(name))


def witnesses(pages: Pages) -> Iterator[WitnessLine]:
    """The list, and anyone who gave testimony without being on it."""
    record = pages.record
    told = [
        (piece.submitted, pages.references[piece.id])
        for piece in record.standing.evidence.values()
        if isinstance(piece.submitted, f.WitnessTestimonyRecorded)
    ]
    for one in record.witnesses:
        own = tuple(ref for fact, ref in told if listed_witness([one], fact.witness))
        yield WitnessLine(one.name, one.occupation, witness_status(one.expert), one.relationship, own)
    for fact, reference in told:
        if not listed_witness(record.witnesses, fact.witness):
            name = record.name(fact.witness)
            yield WitnessLine(name, "", witness_status(fact.expert), "", (reference,), listed=False)
