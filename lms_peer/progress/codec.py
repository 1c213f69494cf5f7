"""A standing as JSON text and back, exactly. Facts are tagged with their kind, since unions hold several."""

from __future__ import annotations

from functools import partial
from typing import Any, get_args
from uuid import UUID

from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn
from cattrs.preconf.json import make_converter

from lms_peer.domain.facts import FACTS, Fact
from lms_peer.domain.glance import Glance
from lms_peer.domain.standing import Standing

_TAG = "fact"
_BY_NAME = {kind.__name__: kind for kind in FACTS}
_converter = make_converter()
_converter.register_structure_hook(UUID, lambda text, _: UUID(text))
_converter.register_unstructure_hook(UUID, str)


def dump(standing: Standing) -> str:
    """The standing as JSON text."""
    return _converter.dumps(standing)


def load(text: str) -> Standing:
    """The standing that `dump` wrote."""
    return _converter.loads(text, Standing)


def dump_glance(glance: Glance) -> str:
    """The glance as JSON text."""
    return _converter.dumps(glance)


def load_glance(text: str) -> Glance:
    """The glance that `dump_glance` wrote."""
    return _converter.loads(text, Glance)


def _is_union_of_facts(hint: Any) -> bool:
    options = [option for option in get_args(hint) if option is not type(None)]
    return len(options) > 1 and all(isinstance(option, type) and issubclass(option, Fact) for option in options)


def _tagged(unstructure: Any, kind: type[Fact], fact: Fact) -> dict[str, Any]:
    return {_TAG: kind.__name__, **unstructure(fact)}


def _structure_union(value: dict[str, Any] | None, _hint: Any) -> Fact | None:
    return None if value is None else _converter.structure(value, _BY_NAME[value[_TAG]])


def _unstructure_union(value: Fact | None) -> Any:
    return None if value is None else _converter.unstructure(value, type(value))


for _kind in FACTS:
    _converter.register_unstructure_hook(
        _kind, partial(_tagged, make_dict_unstructure_fn(_kind, _converter), _kind)
    )
    _converter.register_structure_hook(_kind, make_dict_structure_fn(_kind, _converter))
_converter.register_structure_hook_func(_is_union_of_facts, _structure_union)
_converter.register_unstructure_hook_func(_is_union_of_facts, _unstructure_union)
