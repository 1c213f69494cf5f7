"""What a learner is told about the files they added to a draft: which were kept, and why each other was not."""

from __future__ import annotations

from lms_peer.actions.keep_draft import Added, Draft
from lms_peer.domain.refusals import TooManyFiles
from lms_peer.web.errors import answer
from lms_peer.web.language import gettext, lazy_gettext, ngettext
from lms_peer.web.wording import listing

# What is said travels in a cookie, which holds no more than 4 KB.
_NAMED = 5
_BLURRED_ONE = lazy_gettext(
    "One photo may be blurred. Look at it below. If you can not read it, take it off and take it again."
)
_BLURRED_MORE = lazy_gettext(
    "Some photos may be blurred. Look at them below. If you can not read one, take it off and take it again."
)


def said_of(added: Added, sent: int, before: Draft) -> list[tuple[str, str]]:
    """What became of `sent` uploads to the draft `before`: the kind of each message, and its sentence."""
    told = []
    if new := sent - len(added.again) - len(added.refused):
        told.append(("success", ngettext("Your file is saved.", "Your %(num)d files are saved.", new)))
    if added.again:
        again = ngettext(
            "%(files)s was there already. The same file is kept once.",
            "%(files)s were there already. The same file is kept once.",
            len(added.again),
            files=listing(added.again),
        )
        told.append(("message", again))
    if blurred := added.draft.blurred - before.blurred:
        told.append(("message", _BLURRED_ONE if len(blurred) == 1 else _BLURRED_MORE))
    return told + [("message", sentence) for sentence in refusals_of(added)]


def refusals_of(added: Added) -> list[str]:
    """Why each file was not kept. Those for which there was no room are named together."""
    told, no_room = [], []
    for name, refusal in added.refused:
        if isinstance(refusal, TooManyFiles):
            no_room.append((name, answer(refusal).sentence))
        else:
            told.append(answer(refusal).sentence)
    if more := told[_NAMED:]:
        told[_NAMED:] = [
            ngettext(
                "%(num)d more file could not be saved. Send them one at a time.",
                "%(num)d more files could not be saved. Send them one at a time.",
                len(more),
            )
        ]
    if no_room:
        names = [name for name, _ in no_room]
        named = names[:_NAMED] + (
            [gettext("%(num)s more", num=len(names) - _NAMED)] if len(names) > _NAMED else []
        )
        told.append(" ".join((no_room[0][1], gettext("Not saved: %(files)s.", files=listing(named)))))
    return told
