"""The Unique Learner Number: ten digits that the Learning Records Service gives a learner for life."""

from lms_peer.domain.refusals import BadULN

_LENGTH = 10


def check_uln(text: str) -> str:
    """The ULN without spaces. Raises BadULN.

    Rule (Learning Records Service): ten digits, the first not 0; with weights 10, 9, … 1 the weighted sum leaves 10
    when divided by 11.
    """
    uln = "".join(text.split())
    if len(uln) != _LENGTH or not (uln.isascii() and uln.isdigit()) or uln[0] == "0":
        raise BadULN(text)
    weighted = sum(weight * int(digit) for weight, digit in zip(range(_LENGTH, 0, -1), uln, strict=True))
    if weighted % 11 != 10:
        raise BadULN(text)
    return uln
