"""Any number of people doing anything in any order: what must hold of a record after every single act."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from lms_peer.domain import (
    countersigning,
    observation,
    redaction,
    registration,
    reopening,
    sampling,
    sampling_plan,
)
from lms_peer.domain.evidence import LEARNERS_METHODS
from lms_peer.domain.facts import (
    Actor,
    CancelReason,
    EvidenceSubmitted,
    Fact,
    JudgementCountersigned,
    Verdict,
)
from lms_peer.domain.judgement import Assessor
from lms_peer.domain.refusals import Refusal
from lms_peer.domain.sampling import Verifier
from lms_peer.domain.sampling_plan import Reach
from lms_peer.domain.standing import HoursStatus, Status
from lms_peer.domain.waiting import Wait, waiting
from lms_peer.progress.codec import dump, load
from tests.unit.domain.given import (
    ASSESSOR,
    COURSE,
    LEARNER,
    LISTEN,
    NOTES,
    OTHER_LEARNER,
    PDF,
    PLACES,
    QUALIFIED,
    SEEN,
    STAFF,
    TRAINER,
    WORDS,
    Record,
)

IQA = Actor(ASSESSOR.issuer, "a quality assurer")
IN_TRAINING = Assessor(Actor(ASSESSOR.issuer, "an assessor in training"), in_training=True)
learner_mostly = st.sampled_from([*[LEARNER] * 5, ASSESSOR, OTHER_LEARNER])
staff_mostly = st.sampled_from([*[STAFF] * 5, LEARNER, ASSESSOR])
assessors = st.sampled_from([
    *[QUALIFIED] * 6,
    *[IN_TRAINING] * 3,
    Assessor(LEARNER),
    Assessor(ASSESSOR, frozenset({"H1"})),
    Assessor(ASSESSOR, None, frozenset({LEARNER})),
])  # fmt: skip
criteria = st.lists(st.sampled_from([LISTEN, SEEN, PLACES, NOTES]), max_size=3, unique=True)
words = st.sampled_from([WORDS, WORDS, WORDS, None])
verdicts = st.sampled_from([Verdict.MET, Verdict.MET, Verdict.NOT_YET])
hours = st.integers(0, 12 * 24)


class AnyHistory(RuleBasedStateMachine):
    """Random people try random acts; refused ones must leave no trace."""

    def __init__(self) -> None:
        super().__init__()
        self.record = Record()
        self.met: set[object] = set()
        self.closed: dict[str, int] = {}

    def attempt(self, act, *args, **kwargs) -> None:
        before, said = self.record.standing, len(self.record.facts)
        self.record.now += timedelta(hours=3)
        try:
            act(*args, **kwargs)
        except Refusal:
            assert self.record.standing is before
            assert len(self.record.facts) == said
        else:
            assert len(self.record.facts) == said + 1

    def pick(self, choose: int, found: dict) -> Fact:
        """One of the things on the record."""
        thing = list(found.values())[choose % len(found)]
        return getattr(thing, "submitted", None) or getattr(thing, "planned", None) or thing.logged

    @rule(refs=criteria, by=learner_mostly, said=words, declared=st.booleans())
    def submit_anything(self, refs, by, said, declared) -> None:
        self.attempt(self.record.submits, *refs, by=by, words=said, declared=declared)

    @rule(ref=st.sampled_from([LISTEN, SEEN, PLACES]), more=criteria)
    def submit_something_sensible(self, ref, more) -> None:
        self.attempt(self.record.submits, *dict.fromkeys((ref, *(one for one in more if one != NOTES))))

    @precondition(lambda self: self.record.standing.evidence)
    @rule(choose=st.integers(0, 99), ref=st.sampled_from([LISTEN, SEEN, PLACES]))
    def send_again(self, choose, ref) -> None:
        piece = self.pick(choose, self.record.standing.evidence)
        self.attempt(self.record.submits, ref, replaces=piece.id)

    @precondition(lambda self: self.record.standing.evidence)
    @rule(choose=st.integers(0, 99), ref=st.sampled_from([SEEN, PLACES, NOTES]), verdict=verdicts)
    def judge_anything(self, choose, ref, verdict) -> None:
        self.attempt(self.record.judges, self.pick(choose, self.record.standing.evidence), ref, verdict)

    @precondition(lambda self: self.record.standing.evidence)
    @rule(choose=st.integers(0, 99), verdict=verdicts, assessor=assessors, said=words)
    def judge_what_is_open(self, choose, verdict, assessor, said) -> None:
        piece = self.pick(choose, self.record.standing.evidence)
        for ref in piece.criteria:
            self.attempt(self.record.judges, piece, ref, verdict, assessor, said)

    @precondition(lambda self: self.record.standing.evidence)
    @rule(choose=st.integers(0, 99), assessor=assessors, agrees=st.booleans(), said=words)
    def answer_what_was_decided(self, choose, assessor, agrees, said) -> None:
        piece = self.record.standing.evidence[self.pick(choose, self.record.standing.evidence).id]
        for judged in piece.judgements:
            self.attempt(self._answer, judged, assessor, agrees, said)

    def _answer(self, judged, assessor, agrees, said) -> None:
        answer = countersigning.countersign if agrees else countersigning.send_back
        stamp = self.record.stamp(assessor.actor)
        self.record.says(answer(self.record.standing, stamp, assessor=assessor, judgement=judged.id, words=said))

    @precondition(lambda self: self.record.standing.evidence)
    @rule(choose=st.integers(0, 99), assessor=assessors, said=words)
    def take_back_what_was_decided(self, choose, assessor, said) -> None:
        piece = self.record.standing.evidence[self.pick(choose, self.record.standing.evidence).id]
        for judged in piece.judgements:
            self.attempt(self._take_back, judged, assessor, said)

    def _take_back(self, judged, assessor, said) -> None:
        stamp = self.record.stamp(assessor.actor)
        parts = {"assessor": assessor, "judgement": judged.id, "words": said}
        self.record.says(reopening.withdraw_judgement(self.record.standing, stamp, **parts))
        self.met.discard(judged.criterion)

    @rule(
        unit=st.sampled_from(["H1", "H2", "H3"]),
        verifier=st.sampled_from([Verifier(IQA), Verifier(IQA), Verifier(ASSESSOR), Verifier(LEARNER)]),
        agreed=st.booleans(),
        said=words,
    )
    def sample(self, unit, verifier, agreed, said) -> None:
        looked_at = [piece.id for piece in sampling.decided(self.record.standing, unit)]
        parts = {"verifier": verifier, "unit": unit, "sampled": looked_at, "agreed": agreed, "words": said}
        stamp = self.record.stamp(verifier.actor)
        self.attempt(lambda: self.record.says(sampling.sample(self.record.standing, stamp, **parts)))

    @rule(
        unit=st.sampled_from(["H1", "H2", "H3"]),
        verifier=st.sampled_from([Verifier(IQA), Verifier(IQA), Verifier(ASSESSOR), Verifier(LEARNER)]),
        days=st.none() | st.integers(-1, 40),
        said=words,
    )
    def plan_a_sample(self, unit, verifier, days, said) -> None:
        by_day = None if days is None else self.record.now.date() + timedelta(days=days)
        parts = {"verifier": verifier, "unit": unit, "by_day": by_day, "words": said}
        stamp = self.record.stamp(verifier.actor)
        self.attempt(lambda: self.record.says(sampling_plan.plan(self.record.standing, COURSE, stamp, **parts)))

    @precondition(lambda self: self.record.standing.samples)
    @rule(choose=st.integers(0, 99), said=words)
    def close_what_was_asked(self, choose, said) -> None:
        found = list(self.record.standing.samples)[choose % len(self.record.standing.samples)]
        parts = {"verifier": Verifier(IQA), "sample": found, "words": said}
        stamp = self.record.stamp(IQA)
        self.attempt(lambda: self.record.says(sampling.close(self.record.standing, stamp, **parts)))

    @rule(unit=st.sampled_from(["H1", "H2", "H3"]), assessor=assessors, said=words)
    def open_again(self, unit, assessor, said) -> None:
        self.attempt(self._open_again, unit, assessor, said)

    def _open_again(self, unit, assessor, said) -> None:
        stamp = self.record.stamp(assessor.actor)
        parts = {"assessor": assessor, "unit": unit, "words": said}
        self.record.says(reopening.reopen_unit(self.record.standing, stamp, **parts))
        del self.closed[unit]

    @precondition(lambda self: self.record.standing.evidence)
    @rule(choose=st.integers(0, 99), by=learner_mostly)
    def withdraw(self, choose, by) -> None:
        self.attempt(self.record.withdraws, self.pick(choose, self.record.standing.evidence), by)

    @rule(unit=st.sampled_from(["H1", "H2", "H3"]), assessor=assessors)
    def sign_off(self, unit, assessor) -> None:
        self.attempt(self.record.signs_off, unit, assessor)

    @rule(ref=st.sampled_from([LISTEN, PLACES]))
    def work_is_sent_and_judged_and_the_unit_signed_off(self, ref) -> None:
        self.attempt(self.record.submits, ref)
        for piece in list(self.record.standing.evidence.values()):
            for waits in piece.open:
                self.attempt(self.record.judges, piece.submitted, waits)
        self.attempt(self.record.signs_off, ref.unit)

    @rule()
    def an_observation_goes_well(self) -> None:
        self.attempt(self.record.plans, SEEN)
        for planned in [one.planned for one in self.record.standing.observations.values()]:
            self.attempt(self.record.observes, planned, SEEN, LISTEN)
            self.attempt(self.record.confirms, planned)

    @rule(
        refs=st.sampled_from([(SEEN,), (SEEN, LISTEN), (PLACES,), (NOTES,), ()]),
        assessor=assessors,
        ahead=st.integers(-1, 5),
    )
    def plan(self, refs, assessor, ahead) -> None:
        due = self.record.now + timedelta(days=ahead, hours=4)
        self.attempt(self.record.plans, *refs, due=due, assessor=assessor)

    @precondition(lambda self: self.record.standing.observations)
    @rule(
        choose=st.integers(0, 99),
        step=st.sampled_from(["cancel", "rebook", "observe", "confirm"]),
        seen=st.sampled_from([SEEN, LISTEN]),
    )
    def observe(self, choose, step, seen) -> None:
        record = self.record
        planned = self.pick(choose, record.standing.observations)
        stamp, due = record.stamp(ASSESSOR), record.now + timedelta(days=3)
        steps = {
            "cancel": lambda: record.says(
                observation.cancel(record.standing, stamp, planned.id, CancelReason.REGIME, None)
            ),
            "rebook": lambda: record.says(
                observation.rebook(
                    record.standing, stamp, assessor=QUALIFIED, observation=planned.id, due=due, words=None
                )
            ),
            "observe": lambda: record.observes(planned, seen),
            "confirm": lambda: record.confirms(planned),
        }
        self.attempt(steps[step])

    @rule(minutes=st.integers(0, 1500), ago=hours, by=learner_mostly)
    def log(self, minutes, ago, by) -> None:
        self.attempt(self.record.logs, minutes, self.record.now - timedelta(hours=ago), by=by)

    @precondition(lambda self: self.record.standing.hours)
    @rule(
        choose=st.integers(0, 99),
        answer=st.sampled_from(["countersigns", "refuses", "voids"]),
        by=staff_mostly | st.just(LEARNER),
    )
    def answer(self, choose, answer, by) -> None:
        entry = self.pick(choose, self.record.standing.hours)
        self.attempt(getattr(self.record, answer), entry, by=by)

    @rule(change=st.sampled_from(["resumes", "resumes", "resumes", "pauses", "ends", "completes"]))
    def change(self, change) -> None:
        self.attempt(getattr(self.record, change))

    @precondition(lambda self: self.record.standing.evidence)
    @rule(
        choose=st.integers(0, 99), by=st.sampled_from([TRAINER, TRAINER, LEARNER]), hides=st.booleans(), said=words
    )
    def redact(self, choose, by, hides, said) -> None:
        record = self.record
        evidence = self.pick(choose, record.standing.evidence).id
        parts = {"evidence": evidence, "copies": {}, "left_out": (), "hides_words": hides, "words": said}
        self.attempt(lambda: record.says(redaction.redact(record.standing, record.stamp(by), **parts)))

    @rule(version=st.integers(1, 3))
    def issue(self, version) -> None:
        record = self.record
        stamp = record.stamp(TRAINER)
        parts = {"portfolio": PDF, "version": version, "position": 7, "chain_hash": "0" * 64}
        self.attempt(lambda: record.says(registration.issue(record.standing, stamp, **parts)))

    def teardown(self) -> None:
        """At the end: computed anew, and written and read back, it is what was kept up to date."""
        assert self.record.folded_again() == self.record.standing
        assert load(dump(self.record.standing)) == self.record.standing

    @invariant()
    def what_is_met_stays_met_unless_it_is_taken_back(self) -> None:
        now_met = {ref for ref in (LISTEN, SEEN, PLACES, NOTES) if self.record.standing.met(ref)}
        assert now_met >= self.met
        self.met = now_met

    @invariant()
    def a_signed_off_unit_is_met_and_closed(self) -> None:
        standing = self.record.standing
        for unit in standing.sign_offs:
            assert all(standing.met(ref) for ref in COURSE.units_by_reference[unit].refs())
            aimed = sum(ref.unit == unit for one in standing.evidence.values() for ref in one.submitted.criteria)
            assert self.closed.setdefault(unit, aimed) == aimed
            undecided = [(*one.open, *one.uncountersigned) for one in standing.evidence.values()]
            assert not [ref for refs in undecided for ref in refs if ref.unit == unit]

    @invariant()
    def what_a_quality_assurer_asked_for_is_open_until_it_is_closed(self) -> None:
        standing = self.record.standing
        for one in standing.samples.values():
            assert one.sampled.sampled
            assert one.sampled.words
            assert one.open == (not one.sampled.agreed and one.closed is None)
        asked = {one.subject for one in waiting(standing) if one.wait is Wait.ACT_ON_SAMPLE}
        assert asked == {fact.id for fact in standing.open_actions}
        if standing.status is Status.COMPLETED and standing.samples:
            ended = standing.changes[-1].at
            assert all(one.sampled.at > ended for one in standing.samples.values() if one.open)

    @invariant()
    def what_is_planned_says_why_and_waits_until_it_is_sampled_or_planned_otherwise(self) -> None:
        standing = self.record.standing
        today = self.record.now.date()
        assert all(one.planned.words for one in standing.sample_plans)
        planned = {fact.id for fact in sampling_plan.to_sample(standing)}
        assert planned == {one.subject for one in waiting(standing) if one.wait is Wait.SAMPLE_UNIT}
        for unit in ("H1", "H2", "H3"):
            found = sampling_plan.cell(standing, unit, today)
            sampled = [one for one in standing.samples.values() if one.sampled.unit == unit]
            assert (found.sample is None) == (not sampled)
            assert (found.reach is Reach.ACTION_OPEN) == any(one.open for one in sampled)
            if found.plan and found.reach in (Reach.TO_SAMPLE, Reach.OVERDUE):
                assert unit in standing.dropped_units or found.plan.planned.id in planned

    @invariant()
    def what_was_taken_back_counts_no_more_and_says_why(self) -> None:
        for piece in self.record.standing.evidence.values():
            assert not {judged.id for judged in piece.verdicts.values()} & piece.withdrawals.keys()
            assert all(back.words and back.by != LEARNER for back in piece.taken_back)

    @invariant()
    def only_countersigned_minutes_count(self) -> None:
        entries = self.record.standing.hours.values()
        signed = [entry for entry in entries if entry.status is HoursStatus.COUNTERSIGNED]
        assert self.record.standing.countersigned_minutes("shadowing") == sum(one.logged.minutes for one in signed)
        assert all(entry.answer.by == STAFF for entry in signed)

    @invariant()
    def nobody_decided_on_their_own_work(self) -> None:
        standing = self.record.standing
        decided = [judged for piece in standing.evidence.values() for judged in piece.judgements]
        assert all(fact.by != LEARNER for fact in (*decided, *standing.sign_offs.values()))

    @invariant()
    def nobody_hides_anything_in_a_portfolio_of_their_own(self) -> None:
        pieces = self.record.standing.evidence.values()
        assert all(said.by != LEARNER and said.words for piece in pieces for said in piece.redactions)

    @invariant()
    def what_an_assessor_in_training_decided_counts_only_with_a_second_hand(self) -> None:
        for piece in self.record.standing.evidence.values():
            for judged in piece.verdicts.values():
                said = piece.answers.get(judged.id)
                assert isinstance(said, JudgementCountersigned) == judged.in_training
                assert said is None or said.by not in (judged.by, LEARNER)
            assert not piece.verdicts.keys() & piece.uncountersigned.keys()
            assert len(piece.answers) == len(piece.countersigning)

    @invariant()
    def a_learners_own_evidence_is_theirs_and_of_a_kind_they_may_send(self) -> None:
        for piece in self.record.standing.evidence.values():
            if isinstance(piece.submitted, EvidenceSubmitted):
                assert piece.submitted.by == LEARNER
                assert piece.method in LEARNERS_METHODS
            else:
                assert piece.withdrawn is None
                assert piece.replaced_by is None

    @invariant()
    def every_open_criterion_waits_for_an_assessor_until_completion(self) -> None:
        standing = self.record.standing
        judging = (Wait.JUDGE_EVIDENCE, Wait.JUDGE_AGAIN)
        waits = {one.subject for one in waiting(standing) if one.wait in judging}
        has_open = {piece.id for piece in standing.evidence.values() if piece.open}
        assert waits == (set() if standing.status is Status.COMPLETED else has_open)


AnyHistory.TestCase.settings = settings(max_examples=30, stateful_step_count=50, deadline=None)
TestAnyHistory = AnyHistory.TestCase
