"""The kinds of value a course file holds: words, whole numbers, yes or no, one of a list of words.

marshmallow fields over what `document.Place.plain` gives. Each says in plain words what to write instead. Knows
nothing of qualifications.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from marshmallow import Schema, ValidationError, fields, validates_schema

from lms_peer.catalogue.document import Unquoted, key_name
from lms_peer.catalogue.errors import closest, listed, shortened

_KINDS = {
    "int": "a number",
    "float": "a number",
    "bool": "yes or no",
    "timestamp": "a date",
}


def written(example: str, *also: str) -> dict[str, Any]:
    """Metadata of a field: what to write after its key, and other words that people write for the key."""
    return {"example": example, "also": also}


class Part(Schema):
    """A mapping of the file. A key is its field's name with spaces; an unknown key is an error that helps.

    Subclasses give `instead`: what to say to someone who wrote another kind of value here.
    """

    instead = "Put keys and values here, each on its own line, such as: title: Listening to people"

    class Meta:
        unknown = "exclude"

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.error_messages = {**self.error_messages, "type": self.instead}

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        """Give the field its key, and say what to write when it is missing or empty."""
        key = field_obj.data_key = field_obj.data_key or field_name.replace("_", " ")
        # marshmallow formats these two messages, so that a brace has to stand twice.
        example = field_obj.metadata.get("example", "true").replace("{", "{{").replace("}", "}}")
        leave = "" if field_obj.required else ", or take the line out"
        field_obj.error_messages = {
            **field_obj.error_messages,
            "required": f'"{key}" is missing. Add: {key}: {example}',
            "null": f'"{key}" is empty. Write for example: {key}: {example}{leave}',
        }

    def contradictions(self, loaded: Mapping[str, Any], keys: Collection[str]) -> dict[str, list[str]]:
        """What the keys say wrongly together, by key. `loaded` holds the fields that are right by themselves."""
        return {}

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def _keys_are_right(self, loaded: Any, original: Any, **_options: Any) -> None:
        if not isinstance(original, Mapping):
            return
        known = {str(field.data_key): field.metadata.get("also", ()) for field in self.fields.values()}
        unknown = {key: [_unknown(key, known)] for key in original if key not in known}
        errors = unknown | self.contradictions(loaded, original.keys())
        if errors:
            raise ValidationError(errors)


def _unknown(key: str, known: Mapping[str, Sequence[str]]) -> str:
    """What to say of a key; `known` holds other words for each key that may be used."""
    meant = next((name for name, also in known.items() if key in also), None) or closest(key, known)
    hint = f'Write "{meant}" instead.' if meant else f"You can use: {listed(known)}."
    return f'There is no key "{shortened(key)}" here. {hint}'


class Words(fields.Field[str]):
    """A text. Numbers, dates, yes and no must be in quotes, since YAML changes them (1.10 becomes 1.1)."""

    def __init__(self, *, limit: int = 200, pattern: str = "", shape: str = "", **options: Any) -> None:
        super().__init__(**options)
        self.limit, self.pattern, self.shape = limit, pattern, shape

    def _deserialize(self, value: Any, *_args: Any, **_options: Any) -> str:
        if isinstance(value, Unquoted):
            kind = _KINDS.get(value.kind, "a sign")
            raise ValidationError(
                f'{value.text} has no quotes, so it is read as {kind}. Put it in quotes: "{value.text}"'
            )
        if not isinstance(value, str):
            raise ValidationError('This should be text. Put it after the key, in "quotes".')
        text = value.strip()
        if not text:
            raise ValidationError("This is empty. Write some words, or take the line out.")
        if len(text) > self.limit:
            raise ValidationError(f"This has {len(text):,} letters. Write {self.limit:,} at most.")
        if any(unicodedata.category(sign) in {"Cc", "Cs"} and sign != "\n" for sign in text):
            raise ValidationError("There is a hidden sign in this text. Delete it and type it again.")
        if self.pattern and not re.fullmatch(self.pattern, text, re.ASCII):
            raise ValidationError(f'"{shortened(text)}" can not be used here. {self.shape}')
        return text


class Whole(fields.Field[int]):
    """A whole number from `lowest` up."""

    def __init__(self, *, lowest: int = 0, highest: int = 1_000_000, **options: Any) -> None:
        super().__init__(**options)
        self.lowest, self.highest = lowest, highest

    def _deserialize(self, value: Any, *_args: Any, **_options: Any) -> int:
        text = _typed(value)
        if not re.fullmatch(r"-?[0-9]{1,9}", text):
            raise ValidationError("Write a whole number here, in digits, such as 10.")
        if not self.lowest <= int(text) <= self.highest:
            raise ValidationError(f"Write a whole number from {self.lowest:,} to {self.highest:,}.")
        return int(text)


class Share(fields.Field[float]):
    """A part of the whole, from 0 to 1."""

    def _deserialize(self, value: Any, *_args: Any, **_options: Any) -> float:
        text = _typed(value)
        if not re.fullmatch(r"0|1|0?\.[0-9]{1,6}|[01]\.0{1,6}", text):
            raise ValidationError("Write a number from 0 to 1. For 80 per cent write 0.8")
        return float(text)


class YesNo(fields.Field[bool]):
    """`true` or `false`; `yes` and `no` are taken too."""

    def _deserialize(self, value: Any, *_args: Any, **_options: Any) -> bool:
        text = _typed(value).casefold()
        if text in {"true", "yes", "on"}:
            return True
        if text in {"false", "no", "off"}:
            return False
        raise ValidationError("Write true or false here.")


class OneOf(fields.Field[Any]):
    """One member of a StrEnum, written in plain words; spaces, hyphens and capitals do not matter.

    `known_as` holds other words people use, in the spelling of `key_name`, and the member each one means.
    """

    def __init__(
        self, members: Iterable[StrEnum], *, what: str, known_as: Mapping[str, str], **options: Any
    ) -> None:
        super().__init__(**options)
        self.members = {key_name(member.value): member for member in members}
        self.what, self.known_as = what, known_as

    def _deserialize(self, value: Any, *_args: Any, **_options: Any) -> StrEnum:
        name = key_name(_typed(value))
        if name in self.members:
            return self.members[name]
        meant = self.known_as.get(name) or closest(name, self.members)
        hint = f'Did you mean "{meant}"? ' if meant else ""
        raise ValidationError(
            f'"{shortened(name)}" is not {self.what}. {hint}You can use: {listed(self.members)}.'
        )


class Listing(fields.List[Any]):
    """A list; an empty one only where `empty` allows it."""

    def __init__(self, inner: fields.Field[Any], *, empty: bool = False, **options: Any) -> None:
        super().__init__(inner, **options)
        self.empty = empty

    def _deserialize(self, value: Any, *args: Any, **options: Any) -> list[Any]:
        if isinstance(value, str | Unquoted):
            raise ValidationError(f"This should be a list. Put square brackets round it: [{_typed(value)}]")
        if not isinstance(value, list):
            raise ValidationError('This should be a list. Begin each part of it on a new line with "- ".')
        if not value and not self.empty:
            raise ValidationError("This list is empty. Write at least one part in it.")
        return super()._deserialize(value, *args, **options)


def _typed(value: Any) -> str:
    """What was typed, for values where quotes make no difference; empty for lists and mappings."""
    if isinstance(value, Unquoted):
        return value.text.strip()
    return value.strip() if isinstance(value, str) else ""


class Pair(Listing):
    """Two values that belong together."""

    def _deserialize(self, value: Any, *args: Any, **options: Any) -> list[Any]:
        if not isinstance(value, list):
            raise ValidationError("A barred pair names two units. Write for example: - [PM3, PM4]")
        pair = super()._deserialize(value, *args, **options)
        if len(pair) != 2:
            raise ValidationError("A barred pair names two units. Write for example: - [PM3, PM4]")
        return pair


class Address(Words):
    """A web address or another IRI that names an activity or a verb."""

    def _deserialize(self, value: Any, *args: Any, **options: Any) -> str:
        text = super()._deserialize(value, *args, **options)
        if not _names_something(text):
            raise ValidationError(
                f'"{shortened(text, 60)}" is not a full web address. Copy all of it, from https:// to the end.'
            )
        return text


def _names_something(text: str) -> bool:
    """Whether it is an IRI, and one with a host where the scheme asks for a host."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    if parts.scheme in {"http", "https"} and not parts.hostname:
        return False
    return re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]+:[^\s<>\"{}|\\^`]+", text) is not None
