"""The one table from refusal to answer: an HTTP status, a title and a sentence in plain words.

Every refusal of `domain.refusals` has a line here. A sentence says what is wrong and what to do next; `{name}` is
filled in from the refusal's facts. Nothing here reads the request: showing an answer is `error_pages`' or a form's.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import Any, NamedTuple

from lms_peer.domain import board, cards, habits, launching, learner_table, matches, placing
from lms_peer.domain import refusals as r
from lms_peer.domain.qualification import Method
from lms_peer.domain.refusals import Refusal
from lms_peer.domain.roles import Role
from lms_peer.web import platform_words
from lms_peer.web.language import N_, gettext
from lms_peer.web.wording import day, listing, method, moment, size, span

ROLE_NAMES = {
    Role.LEARNER: N_("learner"),
    Role.STAFF: N_("member of staff"),
    Role.ASSESSOR: N_("assessor"),
    Role.TRAINER: N_("trainer"),
    Role.IQA: N_("internal quality assurer"),
    Role.EQA: N_("external quality assurer"),
}

# What a form's field holds, where "the" and its name would not say it.
FIELD_NAMES = {
    "began": N_("the time it began"),
    "criteria": N_("which criteria this is for"),
    "assessed": N_("the day of the risk assessment"),
    "due": N_("the time it is planned for"),
    "feedback": N_("your feedback"),
    "held": N_("the day of the session"),
    "happened": N_("the day it happened"),
    "name": N_("a name"),
    "occasion": N_("what the time was for"),
    "questions": N_("the questions and answers"),
    "relationship": N_("how they know the learner"),
    "scopes": N_("what the system may do"),
    "since": N_("the first day"),
    "text": N_("what happened, in words or as a file"),
    "until": N_("the last day"),
    "username": N_("a username or an email address"),
}


class Answer(NamedTuple):
    """What a person is told. `field` is the form field that it is about, if it is about one."""

    status: int
    title: str
    sentence: str
    field: str | None = None


class Line(NamedTuple):
    """One line of the table. `field` None means the refusal's own `field`, if it has one."""

    status: int
    title: str
    sentence: str
    field: str | None = None


check = partial(Line, 422, N_("Check what you wrote"))
taken = partial(Line, 409, N_("Check what you wrote"))
changed = partial(Line, 409, N_("This has changed"))
not_yet = partial(Line, 409, N_("Not yet"))
forbidden = partial(Line, 403, N_("You can not do that"))
bad_file = partial(Line, 422, N_("We could not take that file"))
too_big = partial(Line, 413, N_("We could not take that file"))

ANSWERS: dict[type[Refusal], Line] = {
    r.NotFound: Line(404, N_("We could not find that"), "{whole}"),
    r.NotAllowed: forbidden(
        "Only a person who is {needed} here can open this page. Ask your centre if you think this is wrong."
    ),
    r.NotYours: forbidden("This {what} belongs to someone else. Only they can do this."),
    r.AlreadySaid: Line(
        409,
        N_("This was sent before"),
        N_(
            "You sent this before, and it is kept as you wrote it then. If this is something new, send it once more."
        ),
    ),
    r.TakesBackNothing: Line(
        400,
        N_("This can not be taken back"),
        N_("A statement that takes another one back can not be taken back itself."),
    ),
    # registering
    r.SpecificationChanged: changed(
        "The course file {slug} was changed, but still says version {version}. Learners are on the old one already. "
        "Ask whoever looks after the courses to raise the version."
    ),
    r.BadULN: check("{uln} is not a Unique Learner Number. {whole}", "uln"),
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
        "We could not read this table. {found} Save it as CSV, then send it again.", "table"
    ),
    learner_table.ColumnsMissing: check(
        "Put {columns} in the first row as a heading, above the right column. Then send the table again.", "table"
    ),
    learner_table.ColumnsUnknown: check(
        "We can not use {columns} as a heading. Take that column out, then send the table again.",
        "table",
    ),
    learner_table.TooManyRows: check(
        "The table has too many rows. Send {limit} learners or fewer at a time.", "table"
    ),
    learner_table.TwiceInTable: check("Row {row} has the same {what}. Each learner needs their own.", "table"),
    r.AlreadyRegistered: changed("This learner is already on this qualification. Open the record they have."),
    r.NotActive: changed("This record is {status}, so nothing can be added. Ask the trainer to open it again."),
    r.NotPaused: changed("This record is not paused, so there is nothing to start again. You can carry on."),
    r.NotComplete: not_yet("This can not be finished yet. {blocks}"),
    # words, files and criteria
    r.Missing: check("Something is missing: {field}. Put it in, then send it again."),
    r.TooLong: check("{field} is too long. Use {limit} characters or fewer."),
    r.UnknownCriteria: check("{criteria} can not be chosen. Tick only boxes on this page.", "criteria"),
    r.MethodNotAllowed: check(
        "{criteria} can not be shown by {method}. Choose another way, or other criteria.", "criteria"
    ),
    r.NotDeclared: check("Tick the box to say that this is your own work.", "declared"),
    r.InTheFuture: check("{field} is in the future. Write when it really happened."),
    r.TooLongAgo: check("{field} is too long ago. It can not be before {earliest}."),
    # files
    r.FileEmpty: bad_file("The file {name} is empty. Choose another file.", "files"),
    r.FileTooBig: too_big("The file {name} is too big. It can be up to {limit}. Choose a smaller file.", "files"),
    r.FileTypeRefused: Line(
        415,
        N_("We could not take that file"),
        N_("We can not take {name}{whole}"),
        "files",
    ),
    r.FileDamaged: bad_file("We could not open the file {name}. Save it again, or choose another file.", "files"),
    r.FileUnpacksTooBig: too_big(
        "The file {name} is too large to open. Take a new photo, or ask for help.", "files"
    ),
    r.TooManyFiles: bad_file("{limit} files is the most. Take some off first.", "files"),
    # evidence and judgement
    r.Withdrawn: changed("This evidence was taken back or replaced. Open the record to see what is there now."),
    r.OwnRecord: forbidden("This is your own record. Ask another trainer to do this."),
    r.NothingHidden: check("Nothing is hidden yet. Choose what portfolios should leave out.", "words"),
    r.WordsNotThere: check("We did not find this in the evidence: {words}. Check how it is spelled.", "words"),
    r.NotBlackedOut: Line(
        422,
        N_("We could not black that out"),
        N_("We can not black out parts of {name}. You can leave out the whole file."),
    ),
    r.AlreadyJudged: changed(
        "An assessor has already judged this. It stays in the record. Open the record to see it."
    ),
    r.NotReferredBack: changed("Only work that needs more can be sent again. You can add new evidence instead."),
    r.OwnWork: forbidden("This is your own work, so you can not judge it. Ask another assessor."),
    r.DeclaredInterest: forbidden(
        "You said that you know this learner in another way. Ask another assessor to do this."
    ),
    r.OutOfScope: forbidden(
        "You are not approved to assess unit {unit}. Ask another assessor, or ask your centre."
    ),
    r.OwnTraining: forbidden("Someone else has to say whether you are qualified. Ask another trainer."),
    r.InTraining: forbidden(
        "You are an assessor in training. Ask a qualified assessor at your centre to do this."
    ),
    r.OwnDecision: forbidden("This is your own decision. Ask another assessor to sign it."),
    r.AlreadyCountersigned: changed(
        "Another assessor has answered this already. Open the record to see what they said."
    ),
    r.UnitAlreadySignedOff: changed(
        "Unit {unit} is signed off, so its record is closed. Open the record to see it."
    ),
    r.UnitBlocked: not_yet("Unit {unit} can not be signed off yet. {blocks}"),
    # hours
    r.UnknownHours: check("This qualification does not ask for hours of that kind. Choose from the list.", "kind"),
    r.BadMinutes: check("Write how long it took. It can be from 1 minute to 24 hours.", "minutes"),
    r.HoursOverlap: check("You already have hours {whole}. Choose a time before or after that.", "began"),
    r.HoursClosed: changed("These hours were {how} already. Open the list to see them."),
    r.NotSent: Line(
        409, N_("The email was not sent"), N_("The email could not be sent. Try again later, or print the link.")
    ),
    r.TooMany: changed("You can keep {limit} {what}. Take one out first."),
    r.LinkShut: Line(410, N_("This link does not work"), "{whole}"),
    launching.LaunchRefused: Line(403, N_("We could not let you in"), "{whole}"),
    launching.UnknownPlatform: Line(
        404,
        N_("We do not know this learning platform"),
        N_("It is not connected here. Ask a trainer at your centre to connect it."),
    ),
    launching.WhichPlatform: Line(
        409,
        N_("We can not tell which centre you come from"),
        N_(
            "More than one centre uses this learning platform, and it did not say which. Ask the people who look after "
            "it to send a client ID."
        ),
    ),
    launching.PlatformOff: forbidden("Your centre has switched {name} off. Ask a trainer there."),
    launching.PlatformUnreachable: Line(424, N_("The learning platform did not answer"), "{whole}"),
    launching.PlatformTaken: taken(
        "This client ID of {issuer} is connected already. Look in the list, or check the client ID.", "client_id"
    ),
    launching.BadPlatform: check("{whole}"),
    launching.InvitationSpent: changed(
        "This address does not work any more. It works once, for a week. A trainer can make a new one."
    ),
    launching.TicketSpent: changed(
        "This button works once, for 5 minutes. Go back to your learning platform and open the activity again."
    ),
    launching.NotJoinable: Line(409, N_("These two can not become one"), "{whole}"),
    placing.CanNotPlace: Line(409, N_("This can not be put into your course"), "{whole}"),
    placing.NoRoster: not_yet(
        "The platform does not tell us who is in this course. Ask the people who look after it to share names and "
        "roles with this tool. Then open an activity of the course there."
    ),
    r.OwnHours: forbidden(
        "These are your own hours. Ask the member of staff you were with to sign them.", "staff"
    ),
    r.NotTheStaffShadowed: forbidden("Only the member of staff named on these hours can sign them."),
    # observation
    r.ObservationClosed: changed("This observation was {how} already. Open the record to see it."),
    r.ObservationNotRecorded: not_yet("The assessor has not written this up yet. Come back when they have."),
    r.InThePast: check("{field} is in the past. Choose a time that is still to come."),
    r.NotCovered: check("Say how these were covered: {criteria}. Or take them off the list.", "criteria"),
    # portfolio
    r.PortfolioNotReady: not_yet("The final portfolio can not be made yet. {blocks} You can make a draft."),
    r.SectionsNotDrawn: not_yet(
        "{whole} Nothing was put on the record. Tell whoever looks after this service, who can change the template."
    ),
    r.HiddenSince: changed(
        "Parts of the evidence were hidden after version {version} was made, or shown again. Make a new version, and "
        "download that one as folders."
    ),
    r.AlreadyWithdrawn: changed("Version {version} was withdrawn already. Nothing more needs to be done."),
    r.NothingToPrint: not_yet("There is no evidence in this record yet. Add some first, then make the portfolio."),
    r.VersionTaken: changed(
        "This portfolio was made already. Open the record to get it, or make version {next_version}."
    ),
    # accounts and centres
    r.BadUsername: check(
        "{username} can not be a username. Use 2 to 32 letters, digits, dots or hyphens.", "username"
    ),
    r.BadEmail: check("{email} is not an email address. It should look like name@example.com.", "email"),
    r.UsernameTaken: taken("Someone else has the username {username}. Choose another one.", "username"),
    r.EmailTaken: taken("There is an account with the address {email} already. Use another address.", "email"),
    r.WeakPassword: check(
        "This is too easy to guess. Use {shortest} to {longest} characters. "
        "Three words that do not go together work well.",
        "password",
    ),
    r.BadSlug: check("{slug} can not be a short name. Use small letters, digits and hyphens.", "slug"),
    r.SlugTaken: taken("Another centre has the short name {slug}. Choose another one.", "slug"),
    r.ULNTaken: taken("Another learner here has the number {uln}. Check it and type it again.", "uln"),
    r.NotAtCentre: taken(
        "This person is not {role} at your centre. Give them that role first, or choose someone else."
    ),
    # sign-in cards
    cards.NoSuchCard: check("That username and code do not match. Check both and type them again."),
    cards.CardUsed: changed(
        "This card was used on {used}. A card works once. Sign in with your password, or ask for a new card."
    ),
    cards.CardCancelled: changed(
        "This card was cancelled on {cancelled}. Use your newest card, or ask your trainer for one."
    ),
    cards.CardExpired: changed("This card was good until {expired}. Ask your trainer for a new one."),
    cards.NotForCards: forbidden(
        "This person does more here than learn, so they can not have a card. They sign in with a password."
    ),
    # connected systems
    r.BadKey: check(
        "This key can not be used: {key}. Use 3 to 64 letters and digits, without spaces or colons.", "key"
    ),
    r.KeyTaken: taken("Another system has the key {key}. Choose another one.", "key"),
    r.WeakSecret: check(
        "This can not be a secret. Use {shortest} to {longest} letters, digits and signs, without spaces.",
        "secret",
    ),
    r.BadAddress: check(
        "{endpoint} can not be the address of their system. Write all of it, from https:// to the end.",
        "endpoint",
    ),
    r.NameTaken: taken("You send to another system called {name} already. Choose another name.", "name"),
    # looking after people
    habits.BadLateness: check(
        "Write how late it was, from 1 to {longest} minutes. Longer is a missed time.", "minutes"
    ),
    matches.NotAReference: check(
        "Never write a name or a number to ring here. Use up to {limit} letters and digits, like R-27.", "client"
    ),
    matches.BadReview: check("The day to look again comes after that day, and by {latest}.", "review"),
    matches.BadInterval: check(
        "Write how many weeks lie between two sessions. It can be 1 to {longest}.", "weeks"
    ),
    matches.MatchEnded: changed("This match has ended, so nothing can be added to it."),
    matches.EndsTooEarly: check("The match began on {began}. It can not end before that.", "until"),
    board.NotWhilePaused: forbidden("You can write here again when your record is open. You can still read."),
    board.OwnPost: forbidden("You wrote this yourself. You can take it back instead."),
    board.PostClosed: changed("This post was {how}. Go back to the board to see what is there now."),
}


def answer(refusal: Refusal) -> Answer:
    """What to tell the person whom `refusal` stops. Raises KeyError for a refusal the table does not know."""
    line = ANSWERS[type(refusal)]
    facts = {name: _plain(name, value) for name, value in vars(refusal).items()}
    if write := _BY_REFUSAL.get(type(refusal)):
        facts["whole"] = write(refusal)
    if isinstance(refusal, r.FileTooBig):
        facts["limit"] = size(refusal.limit)
    sentence = gettext(line.sentence).format_map(facts).strip()
    return Answer(
        line.status, gettext(line.title), sentence[:1].upper() + sentence[1:], line.field or _own_field(refusal)
    )


def _own_field(refusal: Refusal) -> str | None:
    return getattr(refusal, "field", None)


def _plain(name: str, value: Any) -> str:
    """One fact of a refusal as text."""
    if name in _BY_NAME:
        return _BY_NAME[name](value)
    for kind, write in _BY_TYPE:
        if isinstance(value, kind):
            return write(value)
    return str(value)


# What refusals call things. One that is not here keeps its English name.
_THINGS = {
    name: name
    for name in (
        *(N_("announcement"), N_("assessor"), N_("cohort"), N_("connected system"), N_("course"), N_("decision")),
        *(N_("draft"), N_("entry"), N_("evidence"), N_("feedback"), N_("file"), N_("hours entry"), N_("hours")),
        *(N_("job"), N_("learner"), N_("learner's record"), N_("match"), N_("member of staff"), N_("note")),
        *(
            N_("observation"),
            N_("person"),
            N_("phrase"),
            N_("portfolio"),
            N_("post"),
            N_("question"),
            N_("session"),
        ),
        *(N_("learning platform"), N_("statement"), N_("witness"), N_("phrases"), N_("account"), N_("document")),
    )
}


def named(thing: str) -> str:
    """What to call a thing that a refusal is about."""
    return gettext(_THINGS[thing]) if thing in _THINGS else thing


_NOT_THERE = {
    "unit": N_("You do not take this unit. Go back and choose from the list."),
    "learner's unit": N_("The learner does not take this unit. Go back and choose from the list."),
    "statement of achievement": N_("This unit is not signed off yet, so there is no statement for it."),
    "calendar": N_("This address does not work any more. Make a new one on your page of observations."),
    "centre": N_("There is no such centre. Check its short name."),
    "page": N_("No portfolio has this address. Check that you typed all of it."),
}


def _not_found(refusal: r.NotFound) -> str:
    if refusal.what in _NOT_THERE:
        return gettext(_NOT_THERE[refusal.what])
    return gettext(
        "There is no such %(what)s at your centre. Go back and choose from the list.", what=named(refusal.what)
    )


def _wrong_uln(refusal: r.BadULN) -> str:
    number = "".join(refusal.uln.split())
    if not (number.isascii() and number.isdigit()):
        return gettext("It is made of 10 digits and nothing else.")
    if len(number) != 10:
        return gettext("It has 10 digits. This one has %(count)s.", count=len(number))
    return gettext("One of the digits is wrong. Check it against their letter or card.")


def _unfit_file(refusal: r.FileTypeRefused) -> str:
    if "UTF-8" in refusal.found:
        return gettext(". Save it as a PDF and send that.")
    if "password" in refusal.found:
        return gettext(": it is %(found)s. Take the password off first.", found=refusal.found)
    if refusal.found.endswith((" in one", " inside", " macros", "not text", "elsewhere")):
        return gettext(". Something is hidden in it. Take a photo of it instead.")
    return gettext(
        ": it looks like %(found)s. Choose a photo, PDF, Word file, sound or video.", found=refusal.found
    )


# Sections of a portfolio by the names that they are reported with; an evidence's own number stays as it is.
_SECTIONS = {
    "The front": N_("The front"),
    "The contents": N_("The contents"),
    "The summary": N_("The summary"),
    "The details": N_("The details"),
    "The people": N_("The people"),
    "The declarations": N_("The declarations"),
    "The log of hours": N_("The log of hours"),
    "The back": N_("The back"),
    "The portfolio as a whole": N_("The portfolio as a whole"),
}
_UNIT, _STATEMENTS = "Unit ", "The statements from number "

# Why a section of a portfolio could not be drawn. What is not here names something of the template itself.
_NOT_DRAWN = {
    "it takes too much time": N_("it takes too much time"),
    "it takes too much memory": N_("it takes too much memory"),
    "something in it can not be drawn": N_("something in it can not be drawn"),
}


def _not_drawn(refusal: r.SectionsNotDrawn) -> str:
    return " ".join(
        gettext(
            "%(section)s could not be drawn: %(why)s.",
            section=_section(section),
            why=gettext(_NOT_DRAWN[why]) if why in _NOT_DRAWN else why,
        )
        for section, why in refusal.sections
    )


def _section(name: str) -> str:
    if name.startswith(_UNIT):
        return gettext("Unit %(unit)s", unit=name.removeprefix(_UNIT))
    if name.startswith(_STATEMENTS):
        return gettext("The statements from number %(number)s", number=name.removeprefix(_STATEMENTS))
    return gettext(_SECTIONS[name]) if name in _SECTIONS else name


# What depends on more than one fact, or on what a fact says. Each fills `{whole}`.
_BY_REFUSAL: dict[type[Refusal], Callable[[Any], str]] = {
    r.NotFound: _not_found,
    r.BadULN: _wrong_uln,
    r.FileTypeRefused: _unfit_file,
    r.SectionsNotDrawn: _not_drawn,
    r.LinkShut: lambda refusal: gettext(_LINK_SHUT.get(refusal.why, _LINK_SHUT["bad"])),
    r.HoursOverlap: lambda refusal: span(refusal.began, refusal.ended),
    launching.LaunchRefused: platform_words.of_launch,
    launching.PlatformUnreachable: platform_words.of_network,
    launching.BadPlatform: platform_words.of_platform,
    launching.NotJoinable: platform_words.of_joining,
    placing.CanNotPlace: lambda refusal: gettext(_CAN_NOT_PLACE.get(refusal.reason, _CAN_NOT_PLACE["late"])),
}

_CAN_NOT_PLACE: dict[str, str] = {
    "nowhere": N_("The platform did not say where to put it. Ask the people who look after the platform."),
    "kind": N_("The platform takes no activities at this place. Add one where your course has its activities."),
    "late": N_("You took too long, or began as somebody else. Go back to your course and choose again."),
    "many": N_("The platform takes one activity at a time. Choose one."),
}


_LINK_SHUT: dict[str, str] = {
    "bad": N_("Part of it is missing, or it was changed. Ask the person who gave it to you for a new one."),
    "used": N_("You have answered with it already, and your answer is kept. You do not need to do anything."),
    "expired": N_("It is too old. If you still want to answer, ask the person who gave it to you for a new one."),
    "taken_back": N_("The person who gave it to you has stopped it. You do not need to do anything."),
    "answered": N_("These hours have their answer already. You do not need to do anything."),
    "hours_gone": N_("The learner took these hours back or changed them. You do not need to do anything."),
}


def _sentences(reasons: tuple[str, ...]) -> str:
    return " ".join(f"{reason.rstrip('.')}." for reason in reasons)


_A_ROLE = {
    Role.LEARNER: N_("a learner"),
    Role.STAFF: N_("a member of staff"),
    Role.ASSESSOR: N_("an assessor"),
    Role.TRAINER: N_("a trainer"),
    Role.IQA: N_("an internal quality assurer"),
    Role.EQA: N_("an external quality assurer"),
}


def _a_role(role: Role) -> str:
    return gettext(_A_ROLE[role])


def _field_name(field: str) -> str:
    known = FIELD_NAMES.get(field)
    return gettext(known) if known else f"the {field.replace('_', ' ')}"


_HOW = {
    "countersigned": N_("signed"),
    "refused": N_("sent back"),
    "voided": N_("taken back"),
    "taken_back": N_("taken back"),
    "hidden": N_("hidden"),
    "cancelled": N_("cancelled"),
    "confirmed": N_("confirmed"),
    "recorded": N_("written up"),
}
_BY_NAME: dict[str, Callable[[Any], str]] = {
    "why": _sentences,
    "blocks": _sentences,
    "needed": lambda roles: listing((_a_role(role) for role in roles), last="or"),
    "field": _field_name,
    "how": lambda how: gettext(_HOW[how]) if how in _HOW else str(how),
    "limit": lambda limit: f"{limit:,}",
    "earliest": day,
    "what": named,
    "words": lambda words: listing(f"“{word}”" for word in words),
}
_BY_TYPE: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (Role, _a_role),
    (Method, lambda used: method(used).lower()),
    (datetime, moment),
    (date, day),
    (tuple, listing),
)
