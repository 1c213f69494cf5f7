"""Our service behind a real server, a centre in it, and what a centre's trainer does to connect a platform's course."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from flask import Flask, current_app
from flask.testing import FlaskClient
from sqlalchemy import select
from waitress.server import create_server

from lms_peer import jobs
from lms_peer.actions.install_platform import add_by_hand
from lms_peer.actions.record import Acting
from lms_peer.actions.register_learner import register_learner
from lms_peer.actions.send_grades import ask_for_grades, send_grades
from lms_peer.actions.sync_roster import sync_roster
from lms_peer.app import create_app
from lms_peer.config import Config
from lms_peer.database import db, writing
from lms_peer.jobs import Jobs
from lms_peer.lti.platforms import Said, settle
from lms_peer.lti.tables import (
    Context,
    Deployment,
    Grade,
    LtiUser,
    Member,
    Placement,
    Platform,
    PlatformState,
    Shows,
)
from lms_peer.people.models import Account
from lms_peer.people.names import actor_of
from tests.flow.lti.faulty import Faulty
from tests.plant import COURSES, LISTEN, Plant
from tests.platform.host import Browser, Course, Page

UNIT = ({"shows": "unit"}, {"course": "bench"}, {"units": "H1"})  # the answers that choose unit H1


@dataclass(frozen=True)
class Service:
    """Our service, running at `address`."""

    app: Flask
    address: str

    @property
    def tool(self) -> dict[str, str]:
        """The addresses that a platform's administrator types."""
        here = f"{self.address}/lti"
        return {
            "login": f"{here}/login", "launch": f"{here}/launch", "deep_link": f"{here}/launch", "keys": f"{here}/jwks",
        }  # fmt: skip


@contextmanager
def service_in(folder: Path) -> Iterator[Service]:
    """Serve an empty service that may speak to its own network, until the block ends."""
    listening = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    config = Config(
        issuer=address,
        database_url=f"sqlite:///{folder / 'service.sqlite'}",
        vault_url=f"file://{folder / 'vault'}",
        secret_key="for tests only",
        password_salt="for tests only",
        courses=(COURSES, Path(__file__).parent / "courses"),
        lti_private_network=True,
        testing=True,
    )
    app = create_app(config)
    with app.app_context():
        db.create_all()
    server = create_server(app, sockets=[listening], threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield Service(app, address)
    server.close()
    thread.join(timeout=5)


class LtiPlant(Plant):
    """A centre of the service; its people are known by the service's own address."""

    def acting(self, who: str) -> Acting:
        """The person, at this centre."""
        return Acting(self.centre, actor_of(self.issuer, self.people[who]))

    @property
    def issuer(self) -> str:
        """The service's address."""
        return str(current_app.config["LMS_PEER_ISSUER"])

    def connect(self, course: Course, block: str, service: Service, **how: str) -> Platform:
        """Put us into a course as one activity, and write the platform's addresses down here."""
        told = course.campus.do("add_tool", block=course.block(block), tool=service.tool, **how)
        known = db.session.scalar(select(Platform).where(Platform.client_id == told["client_id"]))
        if known is not None:
            return known
        said = Said(
            name="Bench campus",
            issuer=told["issuer"],
            client_id=told["client_id"],
            auth_login_url=told["auth_url"],
            token_url=told["token_url"],
            jwks_url=told["keys_url"],
            deployments=(told["deployment_id"],),
        )
        made = add_by_hand(self.acting("trainer"), uuid4(), said, with_names=True)
        settle(made, with_names=True, staff_roles=True)
        db.session.commit()
        return made

    def registers(self, account: UUID) -> UUID:
        """The trainer registers somebody on the bench course; answers the registration."""
        fact = register_learner(
            self.acting("trainer"), uuid4(), account=account, slug="bench", optional_units=("H2",)
        )
        db.session.commit()
        self.people["learner"], self.registration = account, fact.registration
        return fact.registration


def shown_at(plant: Plant, address: str, client_id: str = "us", issuer: str = "https://a.example") -> Platform:
    """Rows as after launches: the learner is in a course of a platform at `address`, which shows unit H1."""
    platform = Platform(
        centre_id=plant.centre,
        name="Shaky",
        issuer=issuer,
        client_id=client_id,
        auth_login_url=f"{address}/auth",
        token_url=f"{address}/token",
        jwks_url=f"{address}/jwks",
        state=PlatformState.ACTIVE,
        made_by=plant.people["trainer"],
    )
    db.session.add(platform)
    db.session.flush()
    own = {"centre_id": plant.centre, "platform_id": platform.id}
    deployment = Deployment(deployment_id="1", **own)
    user = LtiUser(sub="ben", account_id=plant.people["learner"], **own)
    db.session.add_all((deployment, user))
    db.session.flush()
    course = Context(deployment_id=deployment.id, context_id="c", memberships_url=f"{address}/members", **own)
    db.session.add(course)
    db.session.flush()
    unit = {"shows": Shows.UNIT, "qualification_slug": "bench", "unit": "H1"}
    where = {"resource_link_id": "r", "title": "Listen well", "line_item_url": f"{address}/items/7?type_id=2"}
    activity = Placement(context_id=course.id, **where, **unit, **own)
    db.session.add_all((activity, Member(context_id=course.id, user_id=user.id, centre_id=plant.centre)))
    db.session.commit()
    return platform


def account_of(platform: Platform, sub: str) -> Account:
    """Who somebody of the platform is here."""
    query = select(Account).join(LtiUser, LtiUser.account_id == Account.id)
    return db.session.scalars(query.where(LtiUser.platform_id == platform.id, LtiUser.sub == sub)).one()


def course_here(course: Course) -> Context:
    """The course as we know it."""
    return db.session.scalars(select(Context).where(Context.context_id == course.key)).one()


def placement(course: Course, block: str) -> Placement:
    """The activity as we know it."""
    return db.session.scalars(select(Placement).where(Placement.resource_link_id == course.block(block))).one()


def marks_due(course: Course) -> list[Grade]:
    """Every mark for the course's activities, the oldest first."""
    mine = select(Placement.id).join(Context, Context.id == Placement.context_id)
    query = select(Grade).where(Grade.placement_id.in_(mine.where(Context.context_id == course.key)))
    return list(db.session.scalars(query.order_by(Grade.at).execution_options(populate_existing=True)))


def choose(page: Page, browser: Browser, *answers: dict[str, str]) -> Page:
    """Answer the picker's questions, one page each."""
    for answer in answers:
        page = browser.press(page, form=page.main_form, **answer)
    return page


def work(app: Flask) -> None:
    """Ask for the marks that wait, and do every job that speaks to platforms. Lets go of the database before."""
    db.session.commit()
    all_jobs = Jobs.of(app)
    with writing():
        with app.app_context():
            ask_for_grades()
            db.session.commit()
            db.session.remove()
        Jobs(send_grades, sync_roster, explain=all_jobs.explain).furnish(app)
        try:
            jobs.work(app, once=True)
        finally:
            all_jobs.furnish(app)


def connected(plant: LtiPlant, faulty: Faulty, *, client_id: str = "us", issuer: str = "") -> Grade:
    """The learner's unit H1 is shown there, at an address as Moodle writes them; answers the first mark for it."""
    platform = shown_at(plant, faulty.address, client_id, issuer or f"{faulty.address}/{uuid4()}")
    plant.submits(LISTEN)
    return mark_of(platform)


def mark_of(platform: Platform) -> Grade:
    """The latest mark for a platform."""
    mine = Grade.placement_id == Placement.id, Placement.platform_id == platform.id
    query = db.select(Grade).join(Placement, mine[0]).where(mine[1]).order_by(Grade.at.desc())
    found = db.session.scalars(query.execution_options(populate_existing=True)).first()
    assert found is not None
    return found


def signed_in(plant: LtiPlant, service: Service, who: str) -> FlaskClient:
    """A browser of somebody of the centre, without forgery tokens."""
    service.app.config["WTF_CSRF_ENABLED"] = False
    client = service.app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = db.session.get_one(Account, plant.people[who]).fs_uniquifier
    return client
