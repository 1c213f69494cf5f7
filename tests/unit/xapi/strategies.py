"""Facts of every kind, invented by hypothesis."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import get_type_hints
from uuid import UUID

from hypothesis import strategies as st

from lms_peer.domain.facts import FACTS, Actor, Document, Fact
from lms_peer.domain.qualification import CriterionRef, QualificationRef

names = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20)
iris = st.sampled_from(["https://centre.example", "https://lms.example/d/1", "http://127.0.0.1:8000"])
actors = st.builds(Actor, iris, names)
documents = st.builds(
    Document,
    st.text("0123456789abcdef", min_size=64, max_size=64),
    st.integers(0, 2**40),
    st.sampled_from(["application/json", "image/jpeg", "application/pdf"]),
)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(
    lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000)
)

for type_, strategy in {
    Actor: actors,
    Document: documents,
    CriterionRef: st.builds(CriterionRef, names, names),
    QualificationRef: st.builds(QualificationRef, names, names),
    datetime: moments,
    date: st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    UUID: st.uuids(version=4),
}.items():
    st.register_type_strategy(type_, strategy)


_BY_NAME = {
    "minutes": st.integers(0, 24 * 60),
    "activity": iris,
    "verb": iris,
    "score": st.none() | st.floats(-1, 1),
}


def _of(fact: type[Fact]) -> st.SearchStrategy[Fact]:
    chosen = {
        name: _BY_NAME.get(name, st.from_type(hint))
        for name, hint in get_type_hints(fact).items()
        if name != "stored"
    }
    return st.builds(fact, **chosen)


def facts(*kinds: type[Fact]) -> st.SearchStrategy[Fact]:
    """Any fact of `kinds`, or of any kind."""
    return st.one_of([_of(kind) for kind in kinds or FACTS])
