"""The log of hours as it is printed. Only countersigned minutes count; everything else is shown as what it is."""

from __future__ import annotations

from datetime import timedelta

from lms_peer.domain import facts as f
from lms_peer.domain.qualification import HoursRequirement
from lms_peer.domain.standing import HoursStanding, HoursStatus
from lms_peer.portfolio import wording
from lms_peer.portfolio.gather import Record
from lms_peer.portfolio.lines import Checked, HoursEntry, HoursLog
from lms_peer.portfolio.speech import say


def hours_logs(record: Record) -> tuple[HoursLog, ...]:
    """One log for each kind of hours that is needed, then one for each other kind that was logged."""
    needed = {requirement.kind: requirement for requirement in record.qualification.hours}
    logged = [entry.logged.kind for entry in record.standing.hours.values()]
    return tuple(_log(record, kind, needed.get(kind)) for kind in dict.fromkeys([*needed, *logged]))


def _log(record: Record, kind: str, needed: HoursRequirement | None) -> HoursLog:
    counted = record.standing.countersigned_minutes(kind)
    entries = [entry for entry in record.standing.hours.values() if entry.logged.kind == kind]
    return HoursLog(
        title=needed.title if needed else wording.sentence_case(kind.replace("_", " ")),
        needed=Checked(wording.hours(needed.minutes.value), needed.minutes.verified) if needed else None,
        counted=wording.hours(counted),
        enough=needed is None or counted >= needed.minutes.value,
        by=", ".join(sorted(role.value for role in needed.countersigned_by)) if needed else "",
        entries=tuple(_entry(record, entry) for entry in sorted(entries, key=lambda entry: entry.logged.at)),
    )


def _answered(record: Record, answer: f.HoursCountersigned | f.HoursRefused | f.HoursVoided) -> str:
    """Who answered and when; and who made the link, when they did not sign in for it."""
    name, moment = record.name(answer.by), wording.moment(answer.stored or answer.at)
    maker = getattr(answer, "link_from", None)
    if maker is None:
        return f"{name}, {moment}"
    return say(
        "%(name)s, %(moment)s, by a link that %(maker)s made", name=name, moment=moment, maker=record.name(maker)
    )


def _entry(record: Record, entry: HoursStanding) -> HoursEntry:
    logged, answer = entry.logged, entry.answer
    said, reply = record.words(logged.words), record.words(answer.words if answer else None)
    return HoursEntry(
        day=wording.day(logged.at),
        began=wording.clock(logged.at),
        ended=wording.clock(logged.at + timedelta(minutes=logged.minutes)),
        length=wording.hours(logged.minutes),
        staff=record.name(logged.staff),
        status=say(wording.HOURS[entry.status]),
        counts=entry.status is HoursStatus.COUNTERSIGNED,
        answered=_answered(record, answer) if answer else "",
        stored=wording.moment(logged.stored) if logged.stored else "",
        text=said.get("text", ""),
        setting=wording.setting(said["setting"]) if said.get("setting") else "",
        comment=reply.get("comment") or reply.get("reason", ""),
    )
