"""What one scope lets a connected system do beside what it says."""

from lms_peer.domain.scopes import Scope, allowed_by


def test_all_lets_everything_and_reading_all_lets_one_read_ones_own() -> None:
    assert allowed_by({Scope.ALL}) == set(Scope)
    assert allowed_by({Scope.STATEMENTS_READ}) == {Scope.STATEMENTS_READ, Scope.STATEMENTS_READ_MINE}
    for scope in set(Scope) - {Scope.ALL, Scope.STATEMENTS_READ}:
        assert allowed_by({scope}) == {scope}
    assert allowed_by(set()) == set()
