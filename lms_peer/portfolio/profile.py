"""What is known of a learner's way through the course: a profile by role only, that names no place and no offence."""

from __future__ import annotations

from collections.abc import Iterator

from lms_peer.domain import facts as f
from lms_peer.domain.combination import units_of
from lms_peer.domain.standing import HoursStatus, Standing
from lms_peer.portfolio import wording
from lms_peer.portfolio.gather import Record
from lms_peer.portfolio.lines import Line
from lms_peer.portfolio.speech import say


def profile_of(record: Record) -> tuple[Line, ...]:
    """The lines of the profile. What the service never asks for is said to be not on record."""
    standing, unknown = record.standing, say("Nothing on record")
    units = units_of(record.qualification, standing.optional_units)
    return (
        Line(say("Course"), record.qualification.title),
        Line(say("Started"), wording.day(standing.registered.at)),
        Line(say("Units taken"), ", ".join(unit.reference for unit in units) or unknown),
        Line(say("Worked in (by role)"), ", ".join(sorted(set(_settings(record)))) or unknown),
        Line(say("Hours on record"), ", ".join(_hours(record)) or unknown),
        Line(say("Earlier jobs"), unknown),
        Line(say("Earlier learning"), unknown),
    )


def _settings(record: Record) -> Iterator[str]:
    """Each setting of an observation record or of countersigned hours, by its role."""
    for fact in (*_observed(record.standing), *_spent(record.standing)):
        if name := record.words(fact.words).get("setting"):
            yield wording.setting(name)


def _observed(standing: Standing) -> Iterator[f.ObservationRecorded]:
    return (one.recorded for one in standing.observations.values() if one.recorded)


def _spent(standing: Standing) -> Iterator[f.HoursLogged]:
    return (one.logged for one in standing.hours.values() if one.status is HoursStatus.COUNTERSIGNED)


def _hours(record: Record) -> Iterator[str]:
    titles = {needed.kind: needed.title for needed in record.qualification.hours}
    for kind in dict.fromkeys(one.kind for one in _spent(record.standing)):
        title = titles.get(kind) or wording.sentence_case(kind.replace("_", " "))
        yield f"{title}: {wording.hours(record.standing.countersigned_minutes(kind))}"
