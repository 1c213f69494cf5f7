"""Every way a rule says no. A refusal carries facts, never a status code or a sentence for the screen.

`web.errors` holds the one table from refusal to words; a test checks that none is missing from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from lms_peer.domain.qualification import CriterionRef, Method
from lms_peer.domain.roles import Role


class Refusal(Exception):
    """A rule said no. Nothing was written."""


@dataclass
class NotFound(Refusal):
    """No such thing at this centre (`what` is the plain noun). Another centre's thing is not found either."""

    what: str


@dataclass
class NotAllowed(Refusal):
    """This person holds none of the roles that may do it."""

    needed: tuple[Role, ...]


@dataclass
class NotYours(Refusal):
    """Only the person it belongs to may do this."""

    what: str


@dataclass
class AlreadySaid(Refusal):
    """The statement id is taken by a different statement."""

    statement: UUID


@dataclass
class TakesBackNothing(Refusal):
    """A statement that takes another back can not be taken back itself."""

    statement: UUID


# --- registering -----------------------------------------------------------------------------------------------


@dataclass
class BadULN(Refusal):
    """Not a Unique Learner Number: ten digits, the last a check digit."""

    uln: str


@dataclass
class SpecificationChanged(Refusal):
    """The course file has other contents than those learners started on, under the same slug and version."""

    slug: str
    version: str


@dataclass
class UnknownUnits(Refusal):
    """These units are not among those the learner may choose."""

    units: tuple[str, ...]


@dataclass
class WrongCombination(Refusal):
    """The chosen units can never make the qualification; `why` are shortfalls or barred pairs in plain words."""

    why: tuple[str, ...]


@dataclass
class UnitStays(Refusal):
    """A unit that is signed off can not be dropped."""

    unit: str


@dataclass
class UnitInUse(Refusal):
    """A unit can not be dropped while evidence on it waits for a decision, or an observation of it is not over."""

    unit: str


class SameUnits(Refusal):
    """The learner takes these units already."""


@dataclass
class AssessesIt(Refusal):
    """Nobody verifies the work that they assess."""


class EndsTooSoon(Refusal):
    """A cohort ends after it starts."""


@dataclass
class AlreadyRegistered(Refusal):
    """This learner already has an open registration on this qualification."""

    registration: UUID


@dataclass
class NotActive(Refusal):
    """The registration is paused or completed (`status`), so nothing can be added to it."""

    status: str


@dataclass
class NotPaused(Refusal):
    """Only a paused registration can be resumed."""


@dataclass
class NotComplete(Refusal):
    """The registration can not be completed yet; `blocks` says why, in plain words."""

    blocks: tuple[str, ...]


# --- words, files and criteria ---------------------------------------------------------------------------------


@dataclass
class Missing(Refusal):
    """Something that must be said was left empty (`field` is the name of the field)."""

    field: str


@dataclass
class TooLong(Refusal):
    """More than `limit` characters in `field`."""

    field: str
    limit: int


@dataclass
class UnknownCriteria(Refusal):
    """These criteria are not in the learner's units."""

    criteria: tuple[CriterionRef, ...]


@dataclass
class MethodNotAllowed(Refusal):
    """These criteria may not be shown by this method."""

    method: Method
    criteria: tuple[CriterionRef, ...]


@dataclass
class NotDeclared(Refusal):
    """The declaration of authenticity was not made (Ofqual Condition G8)."""


@dataclass
class InTheFuture(Refusal):
    """It has not happened yet."""

    field: str


@dataclass
class TooLongAgo(Refusal):
    """Before the registration began, or before anything could have happened."""

    field: str
    earliest: date


# --- files -----------------------------------------------------------------------------------------------------


@dataclass
class FileEmpty(Refusal):
    """The file holds no bytes."""

    name: str


@dataclass
class FileTooBig(Refusal):
    """The file is larger than `limit` bytes."""

    name: str
    limit: int


@dataclass
class FileTypeRefused(Refusal):
    """Not a kind of file that is taken, or not what its name says; `found` is what the bytes look like."""

    name: str
    found: str


@dataclass
class FileDamaged(Refusal):
    """The file says it is of a kind that is taken, but can not be opened."""

    name: str


@dataclass
class FileUnpacksTooBig(Refusal):
    """Small on disk, huge when opened (a decompression bomb)."""

    name: str


@dataclass
class TooManyFiles(Refusal):
    """More than `limit` files on one piece of evidence."""

    limit: int


# --- evidence and judgement ------------------------------------------------------------------------------------


@dataclass
class Withdrawn(Refusal):
    """The evidence was withdrawn or replaced; it can not be judged or replaced again."""

    evidence: UUID


class OwnRecord(Refusal):
    """Nobody decides what the portfolio of their own record leaves out."""


class NothingHidden(Refusal):
    """Nothing would be blacked out or left out, and nothing was before."""


@dataclass
class WordsNotThere(Refusal):
    """These words are to be blacked out, but stand nowhere in the evidence."""

    words: tuple[str, ...]


@dataclass
class NotBlackedOut(Refusal):
    """Parts of this file can not be blacked out: it can only be left out as a whole."""

    name: str


@dataclass
class AlreadyJudged(Refusal):
    """Evidence that was judged stays in the record; it can not be withdrawn, or judged twice on a criterion."""

    evidence: UUID


@dataclass
class NotReferredBack(Refusal):
    """Only a learner's own evidence that was judged `not yet` on some criterion can be sent again."""

    evidence: UUID


@dataclass
class OwnWork(Refusal):
    """Nobody judges, observes or signs off their own work."""


@dataclass
class DeclaredInterest(Refusal):
    """The assessor declared an interest in this learner (Ofqual Condition A4)."""


@dataclass
class OutOfScope(Refusal):
    """The assessor is not approved for this unit."""

    unit: str


class OwnTraining(Refusal):
    """No one says of themselves that they are qualified."""


class InTraining(Refusal):
    """An assessor in training may not do this: it takes a qualified one."""


class OwnDecision(Refusal):
    """No one countersigns what they decided themselves."""


@dataclass
class AlreadyCountersigned(Refusal):
    """A qualified assessor has answered this decision, or it never needed one."""

    judgement: UUID


@dataclass
class UnitAlreadySignedOff(Refusal):
    """The unit is signed off; its record is closed."""

    unit: str


@dataclass
class UnitBlocked(Refusal):
    """The unit can not be signed off yet; `blocks` says why, in plain words."""

    unit: str
    blocks: tuple[str, ...]


# --- hours -----------------------------------------------------------------------------------------------------


@dataclass
class UnknownHours(Refusal):
    """The qualification asks for no hours of this kind."""

    kind: str


@dataclass
class BadMinutes(Refusal):
    """Fewer than one minute, or more than a day."""

    minutes: int


@dataclass
class HoursOverlap(Refusal):
    """The learner already has hours at that time."""

    began: datetime
    ended: datetime


@dataclass
class HoursClosed(Refusal):
    """The hours were countersigned, refused or taken back already (`how`)."""

    how: str


@dataclass
class LinkShut(Refusal):
    """A link that lets someone sign once does not work any more.

    `why` is a LinkState, or: bad (it is none of ours), answered or hours_gone (there is nothing left to answer).
    """

    why: str


class NotSent(Refusal):
    """The mail server did not take the message."""


@dataclass
class TooMany(Refusal):
    """No more of these can be kept (`what` is the plain plural noun)."""

    what: str
    limit: int


@dataclass
class OwnHours(Refusal):
    """Nobody countersigns their own hours."""


@dataclass
class NotTheStaffShadowed(Refusal):
    """Only the member of staff named on the hours may countersign them."""


# --- observation -----------------------------------------------------------------------------------------------


@dataclass
class ObservationClosed(Refusal):
    """The observation was recorded or cancelled already (`how`)."""

    how: str


@dataclass
class ObservationNotRecorded(Refusal):
    """There is no record of the observation to confirm yet."""


@dataclass
class InThePast(Refusal):
    """A plan must lie ahead."""

    field: str


@dataclass
class NotCovered(Refusal):
    """The record does not say how these criteria were covered."""

    criteria: tuple[CriterionRef, ...]


# --- portfolio -------------------------------------------------------------------------------------------------


@dataclass
class VersionTaken(Refusal):
    """That version of the portfolio was issued already; the next one is `next_version`."""

    next_version: int


@dataclass
class HiddenSince(Refusal):
    """What is left out of portfolios was changed after this version was issued, so its files do not leave any more."""

    version: int


@dataclass
class PortfolioNotReady(Refusal):
    """Something is still open, so there can only be a draft; `blocks` says what, in plain words."""

    blocks: tuple[str, ...]


@dataclass
class SectionsNotDrawn(Refusal):
    """Some sections of the portfolio could not be drawn; `sections` holds the name of each, and why."""

    sections: tuple[tuple[str, str], ...]


@dataclass
class AlreadyWithdrawn(Refusal):
    """This version of the portfolio was withdrawn already."""

    version: int


@dataclass
class NothingToPrint(Refusal):
    """The registration has no evidence yet."""


# --- accounts and centres --------------------------------------------------------------------------------------


@dataclass
class BadUsername(Refusal):
    """Not 2 to 32 small letters, digits, dots, hyphens or underscores, beginning with a letter or digit."""

    username: str


@dataclass
class BadEmail(Refusal):
    """Not an e-mail address."""

    email: str


@dataclass
class UsernameTaken(Refusal):
    """Another account has this username."""

    username: str


@dataclass
class EmailTaken(Refusal):
    """Another account has this e-mail address."""

    email: str


@dataclass
class WeakPassword(Refusal):
    """Shorter than `shortest`, longer than `longest`, or too easy to guess."""

    shortest: int
    longest: int


@dataclass
class BadSlug(Refusal):
    """Not a short name for an address: small letters, digits and hyphens."""

    slug: str


@dataclass
class SlugTaken(Refusal):
    """Another centre has this short name."""

    slug: str


@dataclass
class ULNTaken(Refusal):
    """Another learner at this centre has this Unique Learner Number."""

    uln: str


@dataclass
class NotAtCentre(Refusal):
    """This person does not hold the role at this centre that the work asks for."""

    role: Role


# --- connected systems -----------------------------------------------------------------------------------------


@dataclass
class BadKey(Refusal):
    """Not 3 to 64 letters, digits and signs without a space or a colon, which HTTP's Basic scheme splits at."""

    key: str


@dataclass
class KeyTaken(Refusal):
    """Another connected system has this key."""

    key: str


@dataclass
class WeakSecret(Refusal):
    """Shorter than `shortest`, longer than `longest`, or with a sign that can not be sent as it is."""

    shortest: int
    longest: int


@dataclass
class BadAddress(Refusal):
    """Not the http(s) address of a Learning Record Store that statements can be sent to."""

    endpoint: str


@dataclass
class NameTaken(Refusal):
    """The centre sends to another system by this name already."""

    name: str
