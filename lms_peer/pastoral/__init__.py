"""Looking after people: work habits, notes for a learner's next place, matches with clients and their supervision.

Private, changeable and erasable. Nothing here is evidence: it is never in the ledger, never in a portfolio, and no
rule of assessment reads it. Every query names the centre. Runs in the caller's transaction and never commits. May use
people; who may ask is decided above.
"""
