"""Learning platforms (LTI 1.3): who they are, what they say at a launch, and what is fetched from and sent to them.

The protocol without pages: it may use the database and the network, through `fetching` only. It knows no request, no
people and no courses, decides nothing about assessment, and never commits.
"""
