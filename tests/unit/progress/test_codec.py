"""A standing is written as text and read back exactly, whatever facts it holds."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms_peer.domain import facts as f
from lms_peer.domain.facts import Fact
from lms_peer.domain.standing import (
    EvidenceStanding,
    HoursStanding,
    ObservationStanding,
    Reopening,
    Sample,
    SamplePlan,
    Standing,
    Status,
)
from lms_peer.progress.codec import dump, load
from tests.unit.xapi.strategies import facts, moments

few = {"max_size": 2}
stored = st.none() | moments


def kept(*kinds: type[Fact]) -> st.SearchStrategy[Fact]:
    """A fact of these kinds as progress holds it, with the time it was written down."""

    def at(fact: Fact, moment: object) -> Fact:
        object.__setattr__(fact, "stored", moment)
        return fact

    return st.builds(at, facts(*kinds), stored)


def lists(*kinds: type[Fact]) -> st.SearchStrategy[tuple[Fact, ...]]:
    return st.lists(kept(*kinds), **few).map(tuple)


EVIDENCE = (
    f.EvidenceSubmitted,
    f.WitnessTestimonyRecorded,
    f.DiscussionRecorded,
    f.OutsideEvidenceReported,
    f.ObservationRecorded,
)
standings = st.builds(
    Standing,
    registered=kept(f.LearnerRegistered),
    status=st.sampled_from(Status),
    changes=lists(f.RegistrationPaused, f.RegistrationResumed, f.RegistrationEnded, f.RegistrationCompleted),
    evidence=st.dictionaries(
        st.uuids(version=4),
        st.builds(
            EvidenceStanding,
            submitted=kept(*EVIDENCE),
            judgements=lists(f.CriterionJudged),
            taken_back=lists(f.JudgementWithdrawn),
            withdrawn=st.none() | kept(f.EvidenceWithdrawn),
            replaced_by=st.none() | st.uuids(version=4),
            redactions=lists(f.EvidenceRedacted),
        ),
        **few,
    ),
    observations=st.dictionaries(
        st.uuids(version=4),
        st.builds(
            ObservationStanding,
            planned=kept(f.ObservationPlanned),
            changes=lists(f.ObservationRebooked, f.ObservationCancelled),
            recorded=st.none() | kept(f.ObservationRecorded),
            confirmed=st.none() | kept(f.ObservationConfirmed),
        ),
        **few,
    ),
    hours=st.dictionaries(
        st.uuids(version=4),
        st.builds(
            HoursStanding,
            logged=kept(f.HoursLogged),
            answer=st.none() | kept(f.HoursCountersigned, f.HoursRefused, f.HoursVoided),
        ),
        **few,
    ),
    sign_offs=st.dictionaries(st.text(max_size=5), kept(f.UnitSignedOff), **few),
    samples=st.dictionaries(
        st.uuids(),
        st.builds(Sample, sampled=kept(f.UnitSampled), closed=st.none() | kept(f.ActionClosed)),
        max_size=2,
    ),
    sample_plans=st.lists(
        st.builds(SamplePlan, planned=kept(f.SamplePlanned), sampled=st.none() | st.uuids()), max_size=2
    ).map(tuple),
    reopenings=st.lists(
        st.builds(Reopening, signed_off=kept(f.UnitSignedOff), reopened=kept(f.UnitReopened)), max_size=2
    ).map(tuple),
    portfolios=lists(f.PortfolioIssued),
    withdrawn=st.dictionaries(st.uuids(version=4), kept(f.PortfolioWithdrawn), **few),
    last_at=st.none() | moments,
)


def every_fact(value: object) -> list[Fact]:
    """Every fact inside a standing, in the order it is held, however deep."""
    if isinstance(value, Fact):
        return [value]
    if isinstance(value, dict):
        return [fact for part in value.values() for fact in every_fact(part)]
    if isinstance(value, tuple | list):
        return [fact for part in value for fact in every_fact(part)]
    if hasattr(value, "__dataclass_fields__"):
        return [fact for name in value.__dataclass_fields__ for fact in every_fact(getattr(value, name))]
    return []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(standings)
def test_what_is_written_is_read_back(standing: Standing) -> None:
    text = dump(standing)
    back = load(text)
    assert back == standing
    assert dump(back) == text
    # `stored` plays no part in a fact's equality, so it is looked at by itself, as is each fact's very kind
    before, after = every_fact(standing), every_fact(back)
    assert [(type(fact), fact.stored) for fact in after] == [(type(fact), fact.stored) for fact in before]
    assert list(back.evidence) == list(standing.evidence)
