"""Work habits, matches, announcements and the board in a real browser."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from playwright.sync_api import Browser, BrowserContext, Page, expect

from lms_peer.actions.keep_matches import today
from lms_peer.database import db
from lms_peer.domain.roles import Role
from tests.browser.looking import PHONE
from tests.browser.served import Served
from tests.unit.pastoral.kept import put_in_cohort, register


def signed_in(browser: Browser, served: Served, account: UUID, *, javascript: bool = False) -> BrowserContext:
    """A phone in which the account is signed in."""
    context = browser.new_context(java_script_enabled=javascript, viewport=PHONE, base_url=served.address)
    served.sign_in(context, account)
    return context


def fill_day(page: Page, legend: str, day: date) -> None:
    """Type a day into the three boxes below `legend`."""
    boxes = page.get_by_role("group", name=legend)
    for label, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        boxes.get_by_label(label).fill(str(number))


def test_a_trainer_writes_down_a_late_day_and_the_learner_answers(browser: Browser, served: Served) -> None:
    with served.plant("habits") as plant:
        trainer = signed_in(browser, served, plant.people["trainer"])
        learner = signed_in(browser, served, plant.people["learner"])
        registration = plant.registration
    page = trainer.new_page()
    page.goto(f"/train/{registration}")
    page.get_by_role("link", name="Work habits").click()
    page.get_by_role("button", name="Add an entry").click()
    fill_day(page, "Which day was it?", today())
    page.get_by_label("What was the time for?").fill("Shift at the drop-in")
    page.get_by_label("Late", exact=True).check()
    page.get_by_role("button", name="Add it to the log").click()
    page.get_by_role("link", name="Write how late it was").click()
    page.get_by_label("by how many minutes?").fill("12")
    page.get_by_role("button", name="Add it to the log").click()
    expect(page.get_by_text("12 minutes late")).to_be_visible()
    trainer.close()

    page = learner.new_page()
    page.goto("/learn")
    page.get_by_role("link", name="Your work habits").click()
    page.get_by_role("link", name="Say something about it").click()
    page.get_by_label("What do you want to say about it?").fill("The bus broke down.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The bus broke down.")).to_be_visible()
    learner.close()


def test_two_learners_talk_and_a_trainer_hides_what_was_reported(browser: Browser, served: Served) -> None:
    with served.plant("board") as plant:
        cohort, _ = put_in_cohort(plant)
        plant.add("fellow", Role.LEARNER)
        db.session.flush()
        register(plant, "fellow", cohort)
        one, two, trainer = (
            signed_in(browser, served, plant.people[who]) for who in ("other learner", "fellow", "trainer")
        )
    page = one.new_page()
    page.goto("/learn")
    page.get_by_role("link", name="Your group’s board").click()
    page.get_by_role("button", name="Write a post").click()
    page.get_by_label("What do you want to say?").fill("Ring me. My number is on the wall.")
    page.get_by_role("button", name="Put it on the board").click()
    expect(page.get_by_text("Ring me.")).to_be_visible()

    page = two.new_page()
    page.goto(f"/board/{cohort}")
    page.get_by_role("link", name="Report").click()
    page.get_by_label("What is wrong with it?").fill("It gives away a number.")
    page.get_by_role("button", name="Report it").click()
    expect(page.get_by_text("A trainer will look").first).to_be_visible()

    page = trainer.new_page()
    page.goto(f"/cohorts/{cohort}")
    expect(page.get_by_text("1 reported")).to_be_visible()
    page.get_by_role("link", name="The board").click()
    expect(page.get_by_text("It gives away a number.")).to_be_visible()
    page.get_by_role("link", name="Hide").first.click()
    page.get_by_label("Why do you hide it?").fill("Keep numbers to yourself.")
    page.get_by_role("button", name="Hide it").click()

    page = two.new_page()
    page.goto(f"/board/{cohort}")
    expect(page.get_by_text("A trainer has hidden this post.")).to_be_visible()
    expect(page.get_by_text("Ring me.")).to_have_count(0)
    for context in (one, two, trainer):
        context.close()
