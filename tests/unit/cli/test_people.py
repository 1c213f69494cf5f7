"""`lms-peer centre` and `lms-peer user`."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from flask_security import verify_password

from lms_peer.app import create_app
from lms_peer.database import db
from lms_peer.domain.roles import Role
from lms_peer.people import accounts, allocations, centres, training
from lms_peer.people.holding import today
from tests.unit.cli.conftest import inside

GOOD = "kettle bridge lantern"
CASEY = ("user", "add", "--centre", "north", "--name", "Casey", "--password", GOOD)


def test_a_new_database_says_what_to_run_first(shell) -> None:
    said = shell("centre", "add", "north", "North centre")
    assert said.status == 1
    assert "lms-peer upgrade" in said.err
    assert "Traceback" not in said.err


def test_upgrading_twice_changes_nothing(shell) -> None:
    first = shell("upgrade")
    assert first.status == 0
    assert shell("upgrade").out == first.out
    assert shell("centre", "list").out == ""


def test_a_centre_is_added_once(centre) -> None:
    assert centre("centre", "list").out == "north  North centre\n"
    again = centre("centre", "add", "north", "Another")
    assert again.status == 1
    assert "north" in again.err
    assert centre("centre", "list").out == "north  North centre\n"


@pytest.mark.parametrize("slug", ["North", "no rth", "-north", "", "ñorth"])
def test_a_short_name_that_fits_no_address_is_refused(centre, slug: str) -> None:
    said = centre("centre", "add", "--", slug, "Somewhere")
    assert said.status == 1
    assert said.err.startswith(f"“{slug}” can not be a short name.")
    assert centre("centre", "list").out == "north  North centre\n"


def test_a_person_is_added_with_their_roles_and_can_sign_in(centre) -> None:
    said = centre(*CASEY, "--username", "casey", "--role", "learner", "--role", "staff")
    assert said == (0, "Added Casey at North centre as learner, staff.\n", "")
    with create_app().app_context():
        casey = accounts.account_signing_in("casey")
        here = centres.centre_named("north").id
        assert centres.roles_at(here, casey.id) == {Role.LEARNER, Role.STAFF}


def test_an_assessor_is_in_training_until_they_are_qualified(centre) -> None:
    centre(*CASEY, "--username", "casey", "--role", "assessor")
    said = centre("user", "trainee", "--centre", "north", "casey")
    assert said == (0, "casey is in training.\n", "")
    with create_app().app_context():
        here, casey = centres.centre_named("north").id, accounts.account_signing_in("casey").id
        assert training.is_in_training(here, casey)
    assert centre("user", "trainee", "--centre", "north", "--qualified", "casey").out == "casey is qualified.\n"
    with create_app().app_context():
        assert not training.is_in_training(here, casey)


def test_what_the_service_writes_is_for_its_owner_only(shell, home: Path) -> None:
    shell("upgrade")
    assert home.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o077 for file in home.iterdir()} == {0}


def test_a_new_password_is_shown_once_and_ends_every_session(centre) -> None:
    centre(*CASEY, "--username", "casey", "--role", "learner")
    with create_app().app_context():
        before = accounts.account_signing_in("casey").fs_uniquifier
    said = centre("user", "password", "casey")
    password = said.out.rpartition(": ")[2].strip()
    with create_app().app_context():
        casey = accounts.account_signing_in("casey")
        assert verify_password(password, casey.password)
        assert casey.fs_uniquifier != before
    assert "Nobody signs in as “dale”." in centre("user", "password", "dale").err


def test_somebody_who_lost_their_phone_signs_in_with_a_password_again(centre) -> None:
    centre(*CASEY, "--username", "casey", "--role", "trainer")
    with create_app().app_context():
        casey = accounts.account_signing_in("casey")
        casey.tf_primary_method, casey.tf_totp_secret, casey.mf_recovery_codes = "authenticator", "{}", ["a"]
        db.session.commit()
        before = casey.fs_uniquifier
        assert casey.has_second_step
    assert "Casey signs in with a password only" in centre("user", "second-step-off", "casey").out
    with create_app().app_context():
        casey = accounts.account_signing_in("casey")
        assert not casey.has_second_step
        assert casey.mf_recovery_codes is None
        assert casey.fs_uniquifier != before
    assert "Nobody signs in as “dale”." in centre("user", "second-step-off", "dale").err


def test_a_password_that_nobody_chose_is_made_and_shown_once(centre) -> None:
    said = centre(*CASEY[:-2], "--username", "casey", "--role", "learner")
    password = said.out.split("Password (shown this once): ")[1].strip()
    assert len(password) >= 12
    assert "Password" not in centre(*CASEY, "--username", "dale", "--role", "learner").out


@pytest.mark.parametrize(
    "words",
    [
        (*CASEY[:-1], "short", "--username", "casey", "--role", "learner"),
        (*CASEY[:-1], "aaaaaaaaaaaaaaaa", "--username", "casey", "--role", "learner"),
        (*CASEY, "--role", "learner"),
        (*CASEY, "--username", "c", "--role", "learner"),
        (*CASEY, "--email", "casey at home", "--role", "learner"),
        ("user", "add", "--centre", "south", "--name", "C", "--username", "casey", "--password", GOOD, "--role", "eqa"),
    ],
    ids=["short", "one letter", "no way to sign in", "short username", "no e-mail address", "no such centre"],
)  # fmt: skip
def test_a_person_who_can_not_be_added_leaves_no_trace(centre, words: tuple[str, ...]) -> None:
    said = centre(*words)
    assert said.status == 1
    assert said.err.strip()
    assert "Traceback" not in said.err
    with create_app().app_context():
        assert accounts.account_signing_in("casey") is None


def test_a_taken_username_is_refused_and_named(centre) -> None:
    centre(*CASEY, "--username", "casey", "--role", "learner")
    said = centre(*CASEY, "--username", "Casey", "--role", "trainer")
    assert said.status == 1
    assert "casey" in said.err.lower()


def test_a_role_that_is_none_is_refused_before_anything_is_done(shell) -> None:
    said = shell(*CASEY, "--username", "casey", "--role", "boss")
    assert said.status == 2
    assert "learner" in said.err


def test_an_external_quality_assurer_needs_a_last_day_which_the_list_shows_and_which_can_be_moved(centre) -> None:
    refused = centre(*CASEY, "--username", "casey", "--role", "eqa")
    assert refused.status == 1
    assert "--until YYYY-MM-DD" in refused.err
    with create_app().app_context():
        assert accounts.account_signing_in("casey") is None
        first, second = (today() + timedelta(days=days) for days in (5, 9))
    assert centre(*CASEY, "--username", "casey", "--role", "eqa", "--until", str(first)).status == 0
    assert f"casey  Casey  eqa until {first}" in centre("user", "list", "--centre", "north").out
    moved = centre("user", "role", "--centre", "north", "casey", "eqa", "--until", str(second))
    assert f"Casey is eqa until {second} at North centre." in moved.out


@pytest.mark.parametrize(("until", "told"), [("2020-01-01", "past"), ("tomorrow", "--until"), ("2999-01-01", "")])
def test_a_last_day_that_can_not_be_is_refused(centre, until: str, told: str) -> None:
    refused = centre(*CASEY, "--username", "casey", "--role", "eqa", "--until", until)
    assert refused.status in (1, 2)
    assert told.lower() in refused.err.lower()
    assert "Traceback" not in refused.err
    assert "casey" not in centre("user", "list", "--centre", "north").out


@pytest.fixture(scope="module")
def home_of_two(new_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with an assessor and a learner, both called Casey."""
    home = shutil.copytree(new_home, tmp_path_factory.mktemp("two") / "home")
    with inside(home):
        north = centres.centre_named("north").id
        for username, role in (("casey", Role.LEARNER), ("amir", Role.ASSESSOR)):
            added = accounts.add_account(name="Casey", username=username, password=GOOD)
            centres.give_role(north, added.id, role)
        db.session.commit()
    return home


@pytest.fixture
def amir(shell, home: Path, home_of_two: Path):
    """The shell, with an assessor and a learner."""
    shutil.copytree(home_of_two, home)
    return shell


def test_who_is_here_is_listed_with_what_they_are(amir) -> None:
    amir("user", "role", "--centre", "north", "amir", "staff", "iqa")
    listed = amir("user", "list", "--centre", "north").out.splitlines()
    assert sorted(listed) == ["amir  Casey  assessor, iqa, staff", "casey  Casey  learner"]
    assert amir("user", "list", "--centre", "north", "--role", "iqa").out == "amir  Casey  assessor, iqa, staff\n"


def test_who_leaves_holds_no_role_any_more_and_is_signed_out(amir) -> None:
    with create_app().app_context():
        before = accounts.account_signing_in("amir").fs_uniquifier
    amir("user", "role", "--centre", "north", "amir", "staff")
    said = amir("user", "leave", "--centre", "north", "amir", "staff")
    assert said == (0, "Casey is assessor at North centre, and was signed out.\n", "")
    said = amir("user", "leave", "--centre", "north", "amir")
    assert said == (0, "Casey is nothing at North centre, and was signed out.\n", "")
    assert amir("user", "list", "--centre", "north").out == "casey  Casey  learner\n"
    with create_app().app_context():
        assert accounts.account_signing_in("amir").fs_uniquifier != before
    assert (
        amir("user", "role", "--centre", "north", "amir", "assessor").out == "Casey is assessor at North centre.\n"
    )


def test_a_role_that_somebody_does_not_hold_ends_nothing(amir) -> None:
    said = amir("user", "leave", "--centre", "north", "amir", "assessor", "iqa")
    assert said.status == 1
    assert "This person is not an internal quality assurer at your centre." in said.err
    assert "assessor" in amir("user", "list", "--centre", "north", "--role", "assessor").out


def test_a_name_and_a_way_to_sign_in_are_changed_and_the_rest_stays(amir) -> None:
    said = amir("user", "change", "amir", "--name", "Amir", "--email", "amir@example.com")
    assert said == (0, "Amir signs in with amir, amir@example.com.\n", "")
    assert (
        amir("user", "change", "amir@example.com", "--username", "").out
        == "Amir signs in with amir@example.com.\n"
    )
    for words, says in (
        (("--username", "casey"), "casey"),
        (("--email", ""), "username"),
        (("--name", " "), "name"),
    ):
        said = amir("user", "change", "amir@example.com", *words)
        assert said.status == 1
        assert says in said.err
    assert (
        amir("user", "list", "--centre", "north", "--role", "assessor").out == "amir@example.com  Amir  assessor\n"
    )


def scope_of(username: str) -> frozenset[str] | None:
    with create_app().app_context():
        here = centres.centre_named("north").id
        return allocations.scope(here, accounts.account_signing_in(username).id, "bench")


def test_an_assessor_is_approved_for_units_and_then_for_all(amir) -> None:
    assert "H1, H2" in amir("user", "scope", "--centre", "north", "--course", "bench", "amir", "H1", "H2").out
    assert scope_of("amir") == {"H1", "H2"}
    amir("user", "scope", "--centre", "north", "--course", "bench", "amir")
    assert scope_of("amir") is None


@pytest.mark.parametrize(
    ("course", "units", "who", "says"),
    [
        ("bank", ("H1",), "amir", "courses list"),
        ("bench", ("H1", "H9"), "amir", "H9"),
        ("bench", ("H1",), "nobody", "nobody"),
        ("bench", ("H1",), "casey", "assessor"),
    ],
)
def test_a_slip_of_the_pen_approves_nobody_for_anything(amir, course, units, who, says) -> None:
    amir("user", "scope", "--centre", "north", "--course", "bench", "amir", "H2")
    said = amir("user", "scope", "--centre", "north", "--course", course, who, *units)
    assert said.status == 1
    assert says in said.err
    assert scope_of("amir") == {"H2"}


def test_an_interest_is_declared_in_a_learner_only(amir) -> None:
    assert amir("user", "interest", "--centre", "north", "amir", "casey").status == 0
    assert amir("user", "interest", "--centre", "north", "casey", "amir").status == 1
