"""What people at a centre write to each other: questions with their answers, and replies to feedback.

Messages are no part of the record: they are never in the ledger and never in a portfolio, and they can be erased.
Runs in the caller's transaction and never commits. May use people; who may ask is decided above.
"""

from lms_peer.messages.tables import Message, Thread
from lms_peer.messages.threads import (
    PAGE,
    SUBJECT_LENGTH,
    TEXT_LENGTH,
    Listed,
    about_evidence,
    begin,
    count_for_team,
    erase,
    for_team,
    own,
    say,
    settle,
    thread,
    unread,
)

__all__ = [
    "PAGE",
    "SUBJECT_LENGTH",
    "TEXT_LENGTH",
    "Listed",
    "Message",
    "Thread",
    "about_evidence",
    "begin",
    "count_for_team",
    "erase",
    "for_team",
    "own",
    "say",
    "settle",
    "thread",
    "unread",
]
