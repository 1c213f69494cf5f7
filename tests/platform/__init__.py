"""A real LTI 1.3 platform for tests: Open edX's own LTI consumer (`lti-consumer-xblock`) on a small Django host.

It runs as a process of its own: `python -m tests.platform FOLDER`. Tests start it and speak to it by `host.py`, which
knows no Django. The consumer signs, checks and stores; the host only has what Open edX would give it: courses,
people, and a gradebook. Knows nothing of lms_peer.
"""
