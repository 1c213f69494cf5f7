"""One day at the sample centre, role after role: what the learner sends in the morning is judged in the afternoon.

Each way of looking at it (phone or laptop, with or without JavaScript) is a day of its own. Asked for by
LMS_PEER_PICTURES=folder, it also takes the pictures that docs/ shows: a learner's on a phone, all others on a laptop.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image
from playwright.sync_api import Browser, Error, Page, Playwright, expect

from lms_peer.app import create_app
from lms_peer.database import now
from lms_peer.demo import PASSWORD
from lms_peer.people.accounts import account_signing_in
from lms_peer.web.wording import LONDON
from tests.browser.looking import LAPTOP, PHONE
from tests.browser.served import Served, serving
from tests.sample import Place

PICTURES = os.environ.get("LMS_PEER_PICTURES", "")
COLOURS, TALLEST = 48, {"phone": 1300, "laptop": 1200}  # keeps a picture below 60 KB


@dataclass(frozen=True)
class Way:
    """One way of using the service, and in it: the work of the day, and the hour when it begins."""

    name: str
    size: dict[str, int]
    javascript: bool
    hour: int
    title: str


WAYS = [
    Way("phone", PHONE, javascript=True, hour=6, title="A client who was not safe"),
    Way("laptop", LAPTOP, javascript=True, hour=7, title="When I told Bev"),
    Way("plain phone", PHONE, javascript=False, hour=8, title="Where my limits are"),
]


@dataclass(frozen=True)
class Day:
    """A day: where it takes place, and in which way."""

    browser: Browser
    centre: Served
    way: Way

    @contextmanager
    def at_work(self, username: str) -> Iterator[Page]:
        """A page in which the person is signed in."""
        context = self.browser.new_context(
            java_script_enabled=self.way.javascript, viewport=self.way.size, base_url=self.centre.address
        )
        self.centre.sign_in(context, self._account(username))
        context.set_default_timeout(10_000)
        yield context.new_page()
        context.close()

    def _account(self, username: str) -> UUID:
        with self.centre.app.app_context():
            found = account_signing_in(username)
            assert found is not None
            return found.id

    def picture(self, page: Page, name: str) -> None:
        """Keep the page as a picture when pictures are asked for and this is the way they are taken in."""
        device = "phone" if name.startswith("learner") else "laptop"
        if not PICTURES or self.way.name != device:
            return
        page.evaluate("document.activeElement?.blur(); window.scrollTo(0, 0)")
        tall = min(TALLEST[device], page.evaluate("document.documentElement.scrollHeight"))
        clip = {"x": 0, "y": 0, "width": self.way.size["width"], "height": tall}
        taken = Image.open(BytesIO(page.screenshot(full_page=True, clip=clip)))  # type: ignore[arg-type]
        folder = Path(PICTURES)
        folder.mkdir(parents=True, exist_ok=True)
        taken.convert("RGB").quantize(COLOURS).save(folder / f"{name}.png", optimize=True)


@pytest.fixture(scope="module")
def centre(sample: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A copy of the sample centre, served."""
    copy = replace(sample, folder=tmp_path_factory.mktemp("centre"))
    shutil.copytree(sample.folder, copy.folder, dirs_exist_ok=True)
    with serving(create_app(replace(copy.config(), testing=True))) as running:
        yield running


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_a_day_at_the_centre(browser: Browser, centre: Served, way: Way) -> None:
    day = Day(browser, centre, way)
    with day.at_work("nat") as page:
        learner_sends_work(day, page)
        learner_logs_an_hour(day, page)
        learner_looks_round(day, page)
    with day.at_work("sam") as page:
        staff_sign_it(day, page)
    with day.at_work("amir") as page:
        assessor_judges_it(day, page)
    with day.at_work("teresa") as page:
        trainer_follows(day, page)
    with day.at_work("iris") as page:
        quality_assurer_reads(day, page)
        quality_assurer_samples(day, page)
        quality_assurer_plans(day, page)


def learner_sends_work(day: Day, page: Page) -> None:
    """From what to do next to the unit, and from there a step at a time."""
    page.goto("/learn")
    expect(page.get_by_role("heading", name="What to do next")).to_be_visible()
    day.picture(page, "learner-what-to-do")
    page.get_by_role("link", name="PM2 Keeping people safe").click()
    day.picture(page, "learner-unit")
    page.get_by_role("button", name="Add evidence for this unit").click()
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("radio", name="Reflective account").check()
    page.get_by_label("Give it a short title").fill(day.way.title)
    _day_before(page)
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("Tell us what happened").fill("A client was not safe at home. I told Bev at once.")
    day.picture(page, "learner-words")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("radio", name="No, I did not").check()
    page.get_by_role("checkbox", name="This is my own work. What I wrote is true.").check()
    day.picture(page, "learner-check")
    page.get_by_role("button", name="Send it to my assessor").click()
    expect(page.get_by_text("It is with your assessor now.")).to_be_visible()


def _day_before(page: Page) -> None:
    day = (now() - timedelta(days=1)).astimezone(LONDON)
    for box, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        page.get_by_label(box, exact=True).fill(str(number))


def learner_logs_an_hour(day: Day, page: Page) -> None:
    """An hour with Sam, yesterday."""
    page.goto("/learn")
    page.get_by_role("link", name="See or log your hours").click()
    day.picture(page, "learner-hours")
    page.get_by_role("button", name="Log hours").click()
    _day_before(page)
    page.get_by_label("What time did you start?").fill(f"{day.way.hour}am")
    page.get_by_label("Hours", exact=True).fill("1")
    page.locator("select").select_option("Sam Orchard")
    page.locator("textarea").fill(f"We saw {day.way.hour} people at the hostel.")
    page.get_by_role("button", name="Save my hours").click()
    expect(page.get_by_text("1 hour with Sam Orchard").first).to_be_visible()


def learner_looks_round(day: Day, page: Page) -> None:
    """Everything else that the first page leads to."""
    for link in (
        *("Ask your trainer a question", "Your group’s board", "Your work habits", "See everything that happened"),
        *("See your whole record", "Download everything we hold about you"),
    ):
        page.goto("/learn")
        page.get_by_role("link", name=link).click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        if "happened" in link:
            day.picture(page, "learner-timeline")


def staff_sign_it(day: Day, page: Page) -> None:
    """The hour is there, and is signed."""
    page.goto("/hours")
    day.picture(page, "staff-hours")
    page.get_by_role("link", name="Nat Fielder, 1 hour").first.click()
    expect(page.get_by_text(f"We saw {day.way.hour} people at the hostel.")).to_be_visible()
    page.get_by_role("radio", name="Yes, these hours are right").check()
    day.picture(page, "staff-answer")
    page.get_by_role("button", name="Send my answer").click()
    expect(page.get_by_role("alert")).to_contain_text("Your answer is saved.")


def assessor_judges_it(day: Day, page: Page) -> None:
    """The queue, this morning's work, the learner's record, and the days to come."""
    page.goto("/assess")
    day.picture(page, "assessor-queue")
    page.get_by_role("link", name="Nat Fielder: judge reflective account").last.click()
    expect(page.get_by_role("heading", name=day.way.title)).to_be_visible()
    page.get_by_role("radio", name="Met", exact=True).check()
    page.get_by_label("Feedback on").fill("You say what you did and why.")
    day.picture(page, "assessor-judge")
    page.get_by_role("button", name="Save my decisions").click()
    expect(page.get_by_role("alert")).to_contain_text("Your decisions are saved.")
    page.goto("/assess")
    page.get_by_role("link", name="Nat Fielder", exact=True).click()
    day.picture(page, "assessor-learner")
    page.get_by_role("link", name="Plan an observation").click()
    expect(page.get_by_role("button", name="Plan it")).to_be_visible()
    page.goto("/assess")
    page.get_by_role("link", name="Your observations, day by day").click()
    day.picture(page, "assessor-days")


def trainer_follows(day: Day, page: Page) -> None:
    """Who needs what in a cohort, its pace, a learner, and the question that waits."""
    page.goto("/cohorts")
    page.get_by_role("link", name="Peer mentors, summer", exact=True).click()
    expect(page.get_by_role("heading", name="Peer mentors, summer")).to_be_visible()
    day.picture(page, "trainer-cohort")
    cohort = page.url
    page.goto(f"{cohort}/pace")
    day.picture(page, "trainer-pace")
    page.goto(f"{cohort}/import")
    day.picture(page, "trainer-register-many")
    page.goto(cohort)
    page.get_by_role("link", name="Nat Fielder").click()
    expect(page.get_by_role("heading", name="Nat Fielder")).to_be_visible()
    day.picture(page, "trainer-learner")
    for path in ("/cohorts/quiet", "/matches", "/train/hours", "/questions"):
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()


def quality_assurer_reads(day: Day, page: Page) -> None:
    """From the list to a learner's record, a unit, and this morning's decision."""
    page.goto("/quality/records")
    day.picture(page, "quality-records")
    page.get_by_label("Find a learner by name").fill("Nat")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Nat Fielder").click()
    day.picture(page, "quality-record")
    page.get_by_role("link", name="Keeping people safe").first.click()
    day.picture(page, "quality-unit")
    page.get_by_role("link", name=day.way.title).first.click()
    expect(page.get_by_text("You say what you did and why.")).to_be_visible()
    page.get_by_role("link", name="Back", exact=True).click()


def quality_assurer_samples(day: Day, page: Page) -> None:
    """From the unit: what was looked at, what has to be done, and that it was."""
    page.get_by_role("link", name="Sample this unit").click()
    page.get_by_role("checkbox", name=day.way.title).check()
    page.get_by_role("radio", name="No, something has to be done first").check()
    page.get_by_label("What do you tell the assessor?").fill("Please say what they did well. By Friday is fine.")
    day.picture(page, "quality-sample")
    page.get_by_role("button", name="Put it on record").click()
    expect(page.get_by_role("alert")).to_contain_text("The assessor sees what has to be done.")
    page.goto("/quality/records")
    page.get_by_role("link", name="Nat Fielder, PM2").first.click()
    page.get_by_role("link", name="Close this action, when it is done").click()
    page.get_by_label("How was it put right?").fill("They wrote it today.")
    page.get_by_role("button", name="It is done").click()
    expect(page.get_by_role("alert")).to_contain_text("It is on record that this is done.")


def quality_assurer_plans(day: Day, page: Page) -> None:
    """From what no sample looked at to a plan for it."""
    page.goto("/quality/records")
    page.get_by_role("link", name="Sampling plan").click()
    page.get_by_role("link", name="Advice and guidance, spring").click()
    expect(page.get_by_role("heading", name="What no sample has looked at yet")).to_be_visible()
    day.picture(page, "quality-plan")
    page.get_by_role("button", name="Plan samples").click()
    page.get_by_role("checkbox", name="AG4").check()
    page.get_by_role("checkbox", name="Dale Winter").check()
    page.get_by_role("radio", name="No sample needed").check()
    page.get_by_label("Why?").fill("It was sampled with another learner of this assessor.")
    page.get_by_role("button", name="Plan it").click()
    expect(page.get_by_role("alert")).to_contain_text("Planned for 1 unit.")


def test_a_browser_that_dies_while_someone_types_loses_one_page_at_most(
    playwright: Playwright, centre: Served, browser_type_launch_args: dict[str, object], tmp_path: Path
) -> None:
    """Kill -9 in the middle of a sentence; after signing in again, every earlier step is there."""
    started = playwright.chromium.launch_persistent_context(
        str(tmp_path / "one"), base_url=centre.address, viewport=PHONE, **browser_type_launch_args
    )
    page = started.new_page()
    _sign_in(page)
    page.get_by_role("link", name="PM2 Keeping people safe").click()
    page.get_by_role("button", name="Add evidence for this unit").click()
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("radio", name="Reflective account").check()
    page.get_by_label("Give it a short title").fill("The talk that was cut off")
    _day_before(page)
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("Tell us what happened").press_sequentially("I was just say")
    with started.expect_event("close"):
        _kill(tmp_path / "one")
    with pytest.raises(Error):
        page.title()

    again = playwright.chromium.launch(**browser_type_launch_args)  # type: ignore[arg-type]
    page = again.new_page(base_url=centre.address, viewport=PHONE)  # type: ignore[arg-type]
    _sign_in(page)
    page.get_by_role("link", name="The talk that was cut off", exact=True).click()
    expect(page.get_by_label("Tell us what happened")).to_have_value("")
    page.get_by_role("link", name="Back").click()
    expect(page.get_by_label("Give it a short title")).to_have_value("The talk that was cut off")
    expect(page.get_by_role("radio", name="Reflective account")).to_be_checked()
    page.get_by_role("link", name="Back").click()
    expect(page.get_by_role("checkbox").first).to_be_checked()
    again.close()


def _sign_in(page: Page) -> None:
    page.goto("/sign-in")
    page.get_by_label("Username or email").fill("nat")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="What to do next")).to_be_visible()


def _kill(profile: Path) -> None:
    """Kill the browser that uses this profile, as a flat battery would. Its lock names its process."""
    process = int(str((profile / "SingletonLock").readlink()).rpartition("-")[2])
    os.kill(process, signal.SIGKILL)
