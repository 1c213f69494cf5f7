"""Who: centres, accounts, roles, enrolments and witnesses.

The only place with names, e-mail addresses and numbers, so that it can be erased while the ledger stays whole.
It may use the database. It decides no rule of assessment, never commits, and knows no request.

Every query about people names the centre it asks for: what belongs to another centre is not found.
Centres and accounts are named by their `uuid.UUID`.
"""
