"""What learning platforms and their people's browsers ask of us: sign-in, launch, keys, registration, joining accounts.

Views parse, read the launch, call one action and answer. Launches come from another site, so forgery protection is the
launch's own: a state that only this browser and we know. The protocol itself is in `lms_peer.lti`.
"""

from lms_peer.web.lti.blueprint import pages

from lms_peer.web.lti import deep_linking, joining, keys, launch, login, register  # isort: skip

# Posts that come from another site, or from a page of ours without a session. Each carries a secret of its own.
FROM_ELSEWHERE = (login.login, launch.launch, launch.launch_stored, launch.enter, register.do_register)

__all__ = ["FROM_ELSEWHERE", "deep_linking", "joining", "keys", "launch", "login", "pages", "register"]
