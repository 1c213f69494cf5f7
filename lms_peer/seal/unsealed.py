"""Why a portfolio was not sealed, apart from the module that signs: to say why, nobody has to load that."""


class NotTimed(Exception):
    """The time-stamp authority gave no time-stamp, so nothing was signed; the message says what to do."""

    def __init__(self, url: str) -> None:
        super().__init__(
            f"The time-stamp authority {url} does not answer as it should. Try again later, or unset "
            "LMS_PEER_TIMESTAMP_URL to seal without it."
        )
