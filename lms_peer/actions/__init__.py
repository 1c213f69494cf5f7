"""One file per thing a person does.

An action loads what the rule needs, calls one rule of `domain`, and hands the fact to `record`. It never commits:
one request (or one job) is one transaction, and that belongs to the layer above. Only what others say is written down
and committed here, many at once: see `receive_statements`.
"""
