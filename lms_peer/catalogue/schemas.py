"""The shape of a course file: which keys it has, where, and what each may hold.

marshmallow schemas whose field names are those of `domain.qualification`, so that what they load is structured
into those values unchanged. What concerns several parts at once is in `consistency`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from marshmallow import fields

from lms_peer.catalogue.fields import (
    Address,
    Listing,
    OneOf,
    Pair,
    Part,
    Share,
    Whole,
    Words,
    YesNo,
    written,
)
from lms_peer.domain.qualification import CriterionRef, Method
from lms_peer.domain.roles import Role

_FIGURE = '{value: 210, source: "Handbook, page 4", verified: true}'
_REFERENCE = '{value: "600/1617/6", source: "Handbook, page 4", verified: true}'

UNIT_REFERENCE = r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}"
CRITERION_NUMBER = r"[A-Za-z0-9][A-Za-z0-9.]{0,11}"

_METHOD_WORDS = {
    "observed": "observation",
    "direct observation": "observation",
    "reflection": "reflective account",
    "reflective log": "reflective account",
    "written account": "reflective account",
    "discussion": "professional discussion",
    "questions": "questioning",
    "oral questions": "questioning",
    "written questions": "questioning",
    "witness": "witness testimony",
    "witness statement": "witness testimony",
    "product": "work product",
    "rpl": "prior learning",
    "recognition of prior learning": "prior learning",
    "role play": "simulation",
}
_ROLE_WORDS = {
    "learner": "staff",
    "mentor": "staff",
    "supervisor": "staff",
    "manager": "staff",
    "tutor": "trainer",
}


def _method(**options: Any) -> OneOf:
    return OneOf(Method, what="a way of showing evidence", known_as=_METHOD_WORDS, **options)


def _unit(**options: Any) -> Words:
    shape = "Use letters, digits, dots and hyphens only, such as PM1."
    return Words(pattern=UNIT_REFERENCE, shape=shape, **options)


class FigureSchema(Part):
    """A number someone else decided, with the place where it was read."""

    instead = f"Say where the number was read too, like this: {_FIGURE}"
    value = Whole(required=True, lowest=1, metadata=written("210"))
    source = Words(required=True, limit=500, metadata=written('"Handbook, page 4"'))
    verified = YesNo(load_default=False)


class ReferenceSchema(Part):
    """A number-like name someone else gave, with the place where it was read."""

    instead = f"Say where it was read too, like this: {_REFERENCE}"
    value = Words(required=True, limit=100, metadata=written('"600/1617/6"', "name", "number"))
    source = Words(required=True, limit=500, metadata=written('"Handbook, page 4"'))
    verified = YesNo(load_default=False)


class OfqualSchema(ReferenceSchema):
    """A number in Ofqual's Register of Regulated Qualifications."""

    value = Words(
        required=True,
        pattern=r"[0-9A-Z]{3}/[0-9]{4}/[0-9X]",
        shape='Write three signs, four digits and one sign, such as "600/1617/6".',
        metadata=written('"600/1617/6"', "number"),
    )


def _figure(*also: str, **options: Any) -> fields.Nested:
    return fields.Nested(FigureSchema, metadata=written(_FIGURE, *also), **options)


def _reference(schema: type[ReferenceSchema], *also: str) -> fields.Nested:
    return fields.Nested(schema, metadata=written(_REFERENCE, *also))


class CriterionSchema(Part):
    """One thing to show."""

    number = Words(
        required=True,
        pattern=CRITERION_NUMBER,
        shape='Use digits and dots, such as "1.1".',
        metadata=written('"1.1"', "id", "reference"),
    )
    text = Words(required=True, limit=1000, metadata=written("Say what you can help with", "title", "criterion"))
    methods = Listing(_method(), required=True, metadata=written("[observation, work product]", "evidence"))
    must_be_observed = YesNo(metadata=written("true", "observed", "observe"))
    example = Words(limit=1000, metadata=written("Notes of a meeting you led", "good evidence"))


class OutcomeSchema(Part):
    """One learning outcome."""

    number = Words(
        required=True,
        pattern=CRITERION_NUMBER,
        shape='Use digits, such as "1".',
        metadata=written('"1"', "id", "reference"),
    )
    title = Words(required=True, limit=500, metadata=written("Be able to listen well", "text", "outcome"))
    criteria = Listing(
        fields.Nested(CriterionSchema),
        required=True,
        metadata=written("(a list, each with number, text and methods)", "assessment criteria"),
    )


class UnitSchema(Part):
    """One unit."""

    reference = _unit(required=True, metadata=written("PM1", "id", "code", "ref"))
    title = Words(required=True, metadata=written("Listening to people", "name"))
    summary = Words(limit=2000, metadata=written("What this unit is about", "description"))
    level = Whole(lowest=1, highest=8, metadata=written("3"))
    number = _reference(ReferenceSchema, "unit number")
    credit = _figure("credits", "credit value")
    guided_hours = _figure("guided hours", "guided learning hours", data_key="glh")
    outcomes = Listing(
        fields.Nested(OutcomeSchema),
        required=True,
        metadata=written("(a list, each with number, title and criteria)", "learning outcomes"),
    )


class ChoiceSchema(Part):
    """A group of units to choose from."""

    title = Words(required=True, metadata=written("Working with people", "name"))
    units = Listing(_unit(), required=True, metadata=written("[PM3, PM4]"))
    at_least_units = Whole(
        data_key="choose units", metadata=written("1", "choose", "at least", "at least units", "minimum units")
    )
    at_least_credits = Whole(
        data_key="choose credits", metadata=written("6", "at least credits", "minimum credits", "credits")
    )

    def contradictions(self, loaded: Mapping[str, Any], keys: Collection[str]) -> dict[str, list[str]]:
        """A choice says how many."""
        if {"choose units", "choose credits"} & set(keys):
            return {}
        return {"_schema": ["Say how many to choose. Add: choose units: 1 (or: choose credits: 6)"]}


class RulesSchema(Part):
    """Rules of combination."""

    instead = "Say which units to achieve, such as: mandatory: [PM1, PM2]"
    mandatory = Listing(_unit(), empty=True, metadata=written("[PM1, PM2]"))
    choices = Listing(
        fields.Nested(ChoiceSchema),
        empty=True,
        metadata=written("(a list, each with title, units and choose units)", "optional", "groups", "choose"),
    )
    barred = Listing(Pair(_unit()), empty=True, metadata=written("[[PM3, PM4]]", "barred pairs"))
    source = Words(limit=500, metadata=written('"Handbook, page 4"'))
    verified = YesNo(load_default=False)

    def contradictions(self, loaded: Mapping[str, Any], keys: Collection[str]) -> dict[str, list[str]]:
        """Rules are verified somewhere."""
        if not loaded.get("verified") or "source" in keys:
            return {}
        return {"verified": ["This says true, but not where it was checked. Add the source, or write false."]}


class HoursSchema(Part):
    """Time to be spent and countersigned."""

    kind = Words(
        required=True,
        pattern=r"[a-z][a-z_]{0,39}",
        shape="Use one word in small letters, such as shadowing.",
        metadata=written("shadowing", "type"),
    )
    title = Words(required=True, metadata=written("Shadowing a member of staff", "name"))
    minutes = _figure("hours", "time", required=True)
    countersigned_by = Listing(
        OneOf(
            (Role.STAFF, Role.TRAINER, Role.ASSESSOR),
            what="someone who may countersign hours",
            known_as=_ROLE_WORDS,
        ),
        metadata=written("[staff]", "signed by", "countersign"),
    )


class _CriterionName(Words):
    """A criterion as UNIT/NUMBER."""

    def _deserialize(self, value: Any, *args: Any, **options: Any) -> Any:
        return CriterionRef.parse(super()._deserialize(value, *args, **options))


class ExternalSchema(Part):
    """Something done elsewhere that counts as evidence."""

    activity = Address(
        required=True, limit=500, metadata=written('"https://learn.example/module-1"', "id", "url", "link")
    )
    verb = Address(required=True, limit=500, metadata=written('"http://adlnet.gov/expapi/verbs/passed"'))
    client = Words(required=True, metadata=written("Learning site", "system", "source"))
    method = _method(required=True, metadata=written("questioning"))
    at_least = Share(metadata=written("0.8", "score", "minimum score", "pass mark"))
    criteria = Listing(
        _CriterionName(
            pattern=f"{UNIT_REFERENCE}/{CRITERION_NUMBER}",
            shape="Write the unit, a slash and the number, such as PM1/1.1",
        ),
        required=True,
        metadata=written("[PM1/1.1, PM1/1.2]", "criterion"),
    )


class QualificationSchema(Part):
    """A whole course file."""

    slug = Words(
        required=True,
        pattern=r"[a-z0-9]+(-[a-z0-9]+)*",
        limit=60,
        shape="Use small letters, digits and hyphens, such as peer-mentor.",
        metadata=written("peer-mentor", "id", "short name"),
    )
    version = Words(
        required=True,
        pattern=r"(0|[1-9][0-9]{0,5})(\.(0|[1-9][0-9]{0,5})){0,3}",
        shape='Use digits and dots, such as "1" or "1.2".',
        metadata=written('"1"'),
    )
    title = Words(required=True, metadata=written("Peer mentor", "name"))
    summary = Words(limit=2000, metadata=written("What people learn here", "description"))
    level = Whole(lowest=1, highest=8, metadata=written("3"))
    awarding_body = _reference(ReferenceSchema, "awarding organisation")
    ofqual_number = _reference(OfqualSchema, "number", "qualification number")
    total_hours = _figure("total hours", "total qualification time", data_key="tqt")
    guided_hours = _figure("guided hours", "guided learning hours", data_key="glh")
    credits = _figure("credit", "credit value")
    minimum_age = _figure("age", "lowest age")
    notes = Listing(Words(limit=2000), empty=True, metadata=written("[Ask your trainer]", "note"))
    units = Listing(
        fields.Nested(UnitSchema),
        required=True,
        metadata=written("(a list, each with reference, title and outcomes)", "unit"),
    )
    rules = fields.Nested(
        RulesSchema, required=True, metadata=written("{mandatory: [PM1, PM2]}", "rules of combination")
    )
    hours = Listing(
        fields.Nested(HoursSchema), empty=True, metadata=written("(a list, each with kind, title and minutes)")
    )
    external = Listing(
        fields.Nested(ExternalSchema),
        empty=True,
        data_key="external activities",
        metadata=written("(a list, each with activity, verb, client, method and criteria)", "external"),
    )
