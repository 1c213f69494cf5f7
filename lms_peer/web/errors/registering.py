"""What is said of refusals to register a learner, to choose units, and to pause or complete a registration."""

from __future__ import annotations

from lms_peer.domain import learner_table
from lms_peer.domain import refusals as r
from lms_peer.web.errors.line import Lines, changed, check, forbidden, not_yet
from lms_peer.web.language import gettext


def _wrong_uln(refusal: r.BadULN) -> str:
    number = "".join(refusal.uln.split())
    if not (number.isascii() and number.isdigit()):
        return gettext("It is made of 10 digits and nothing else.")
    if len(number) != 10:
        return gettext("It has 10 digits. This one has %(count)s.", count=len(number))
    return gettext("One of the digits is wrong. Check it against their letter or card.")


def _make_it_a_table(refusal: learner_table.NotATable) -> str:
    if refusal.other_kind:
        return gettext("Save it as CSV, then send it again.")
    return gettext("Check it, then send it again.")


LINES: Lines = {
    r.SpecificationChanged: changed(
        "The course file {slug} was changed, but still says version {version}. Learners are on the old one already. "
        "Ask whoever looks after the courses to raise the version."
    ),
    r.BadULN: check("{uln} is not a Unique Learner Number. {whole}", "uln", fill={"whole": _wrong_uln}),
    r.UnknownUnits: check("These units can not be chosen: {units}. Choose from the list.", "units"),
    r.WrongCombination: check("These units do not make the qualification. {why}", "units"),
    r.UnitStays: check("Unit {unit} is signed off, so it stays. Tick it again.", "units"),
    r.UnitInUse: check(
        "Work on unit {unit} waits for somebody, so it stays for now. Let an assessor decide it first.", "units"
    ),
    r.SameUnits: check("The learner takes these units already. Tick others to change them.", "units"),
    r.AssessesIt: forbidden("This person assesses the learner, so they can not check the same work."),
    r.EndsTooSoon: check("The last day has to come after the first. Check both days.", "ends"),
    learner_table.NotATable: check(
        "We could not read this table. {found} {advice}", "table", fill={"advice": _make_it_a_table}
    ),
    learner_table.ColumnsMissing: check(
        "Put {columns} in the first row as a heading, above the right column. Then send the table again.", "table"
    ),
    learner_table.ColumnsTwice: check(
        "{columns} is there twice. Take one of the two columns out, then send the table again.", "table"
    ),
    learner_table.Shortened: check(
        "Excel shortened the number {number}, and its last digits are lost. Format the column as text, write the "
        "number again, then save the table as CSV."
    ),
    learner_table.TooManyRows: check(
        "The table has too many rows. Send {limit} learners or fewer at a time.", "table"
    ),
    learner_table.TwiceInTable: check("Row {row} has the same {what}. Each learner needs their own.", "table"),
    r.AlreadyRegistered: changed("This learner is already on this qualification. Open the record they have."),
    r.NotActive: changed("This record is {status}, so nothing can be added. Ask the trainer to open it again."),
    r.NotStopped: changed("This record goes on, so there is nothing to start again. You can carry on."),
    r.NotComplete: not_yet("This can not be finished yet. {blocks}"),
}
