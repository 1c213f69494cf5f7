"""Course files for the tests of the catalogue: a small right one, and the same with one thing wrong."""

from __future__ import annotations

from lms_peer.catalogue import CourseError, CourseErrors, parse

RIGHT = """\
slug: listening
version: "1"
title: Listening
awarding body: {value: A body, source: Its site, verified: false}
ofqual number: {value: 600/1617/6, source: Its site, verified: false}
tqt: {value: 210, source: Its handbook, verified: true}
glh: {value: 132, source: Its handbook, verified: true}
units:
  - reference: L1
    title: Listening to people
    outcomes:
      - number: "1"
        title: Be able to listen
        criteria:
          - number: "1.1"
            text: Let a person finish
            methods: [observation, Reflective_Account]
            must be observed: true
          - number: "1.2"
            text: Say what you heard
            methods:
              - professional discussion
              - questioning
            example: A talk with your assessor
  - reference: L2
    title: Listening on the phone
    credit: {value: 3, source: Its handbook, verified: true}
    outcomes:
      - number: "1"
        title: Be able to listen on the phone
        criteria:
          - {number: "1.1", text: Check who is calling, methods: [work product]}
  - reference: L3
    title: Listening in a group
    outcomes:
      - number: "1"
        title: Be able to listen in a group
        criteria:
          - {number: "1.1", text: Help each person to speak, methods: [observation]}
rules:
  mandatory: [L1]
  choices:
    - title: Where you listen
      units: [L2, L3]
      choose units: 1
  barred:
    - [L2, L3]
  source: Set by this scheme
  verified: true
hours:
  - kind: shadowing
    title: Shadowing a member of staff
    minutes: {value: 600, source: Set by this scheme, verified: true}
    countersigned by: [staff, trainer]
external activities:
  - activity: https://learn.example/module-1
    verb: http://adlnet.gov/expapi/verbs/passed
    client: Learning site
    method: questioning
    at least: 0.8
    criteria: [L1/1.2]
"""


def changed(old: str, new: str) -> str:
    """The right file with one piece of text replaced."""
    assert RIGHT.count(old) >= 1, f"{old!r} is not in the file"
    return RIGHT.replace(old, new, 1)


def errors_of(text: str | bytes) -> tuple[CourseError, ...]:
    """What is wrong with a course file; empty when nothing is."""
    try:
        parse(text if isinstance(text, bytes) else text.encode(), "course.yaml")
    except CourseErrors as wrong:
        return wrong.errors
    return ()
