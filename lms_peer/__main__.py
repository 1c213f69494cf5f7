"""`python -m lms_peer` is `lms-peer`."""

from lms_peer.cli import main

main()
