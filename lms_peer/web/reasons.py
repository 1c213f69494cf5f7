"""Why a unit can not be signed off yet, in the reader's language. Words only: the rules say what is missing."""

from __future__ import annotations

from lms_peer.domain.blocks import Block, NotMet, NotObserved, Uncountersigned, Undecided
from lms_peer.web.language import gettext


def in_words(block: Block) -> str:
    """One reason as a sentence."""
    if isinstance(block, NotMet):
        return gettext("%(criterion)s is not met yet.", criterion=block.ref.number)
    if isinstance(block, NotObserved):
        return gettext("%(criterion)s must be met in an observation.", criterion=block.ref.number)
    if isinstance(block, Undecided):
        return gettext("Evidence for %(criteria)s waits for a decision.", criteria=_numbers(block))
    if isinstance(block, Uncountersigned):
        return gettext(
            "A decision on %(criteria)s waits for a second assessor to sign it.", criteria=_numbers(block)
        )
    return gettext("The learner has not signed an observation record yet.")


def _numbers(block: Undecided | Uncountersigned) -> str:
    return ", ".join(ref.number for ref in block.refs)
