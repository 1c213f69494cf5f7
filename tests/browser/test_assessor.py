"""The assessor's pages in a real browser: with and without JavaScript, on a phone and on a laptop."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from playwright.sync_api import Browser, Page, expect

from lms_peer.database import now
from lms_peer.domain.roles import Role
from lms_peer.people import phrases, training
from lms_peer.web.wording import LONDON
from tests.browser.looking import LAPTOP, WAYS
from tests.browser.served import Served
from tests.plant import LISTEN, Plant


def _day(page: Page, when: datetime) -> None:
    local = when.astimezone(LONDON)
    for box, number in (("Day", local.day), ("Month", local.month), ("Year", local.year)):
        page.get_by_label(box, exact=True).fill(str(number))


@WAYS
def test_an_assessor_takes_a_unit_from_evidence_to_sign_off(
    browser: Browser, served: Served, javascript: bool, size: dict[str, int]
) -> None:
    with served.plant(f"unit-{size['width']}") as plant:
        plant.submits(LISTEN)
        context = browser.new_context(java_script_enabled=javascript, viewport=size, base_url=served.address)
        served.sign_in(context, plant.people["assessor"])
    page = context.new_page()
    page.goto("/assess")
    page.get_by_role("link", name="Learner: judge reflective account").click()
    _judge(page)
    _plan(page, plant)
    _write_up(page)
    page.get_by_role("button", name="Now judge it").click()
    page.get_by_role("radio", name="Met", exact=True).check()
    page.get_by_role("button", name="Save my decisions").click()
    page.goto(f"/assess/{plant.registration}/units/H1")
    expect(page.get_by_text("The learner has not signed an observation record yet.").first).to_be_visible()
    expect(page.get_by_role("button", name="Sign off this unit")).to_have_count(0)
    with served.app.app_context():
        plant.confirms(next(iter(plant.standing.observations)))
    page.reload()
    page.get_by_role("button", name="Sign off this unit").click()
    expect(page.get_by_role("alert")).to_contain_text("Unit H1 is signed off.")
    context.close()
    with served.app.app_context():
        assert list(plant.standing.sign_offs) == ["H1"]


def _judge(page: Page) -> None:
    page.get_by_role("radio", name="Not yet").check()
    page.get_by_role("button", name="Save my decisions").click()
    expect(page.get_by_role("alert")).to_contain_text("Say what is still missing")
    page.get_by_role("radio", name="Met", exact=True).check()
    page.get_by_label("Feedback on H1 1.1").fill("Clear and honest.")
    page.get_by_role("button", name="Save my decisions").click()
    expect(page.get_by_role("alert")).to_contain_text("Your decisions are saved.")


def _plan(page: Page, plant: Plant) -> None:
    page.goto(f"/assess/{plant.registration}")
    page.get_by_role("link", name="Plan an observation").click()
    page.get_by_role("checkbox", name="1.2 Listen to a person").check()
    _day(page, now() + timedelta(days=1))
    page.get_by_label("What time?").fill("2:15pm")
    page.get_by_role("radio", name="In a hostel").check()
    page.get_by_label("What is planned?").fill("Meet a new client")
    page.get_by_role("button", name="Plan it").click()
    expect(page.get_by_role("alert")).to_contain_text("The observation is planned for")


def _write_up(page: Page) -> None:
    """Forget something, add a question, and still have every word."""
    _day(page, now() - timedelta(days=1))
    page.get_by_label("What time did it begin?").fill("10am")
    page.get_by_label("What happened?").fill("A first talk with a new client.")
    page.get_by_role("checkbox", name="1.2 Listen to a person").check()
    page.get_by_label("How was H1 1.2 shown?").fill("She asked open questions.")
    page.get_by_label("Question 1").fill("What next?")
    page.get_by_label("Answer 1").fill("Ring the council.")
    page.get_by_label("Files, if there are any").set_input_files(
        {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"My notes.\n"}
    )
    page.get_by_role("button", name="Add another question").click()
    page.get_by_label("Question 4").fill("And then?")
    page.get_by_label("Answer 4").fill("Wait with her.")
    page.get_by_role("button", name="Save the record").click()
    expect(page.get_by_role("alert")).to_contain_text("Write how many minutes it took.")
    expect(page.get_by_role("checkbox", name="notes.txt")).to_be_checked()
    expect(page.get_by_label("How was H1 1.2 shown?")).to_have_value("She asked open questions.")
    page.get_by_label("How many minutes did it take?").fill("45")
    page.get_by_role("button", name="Save the record").click()
    expect(page.get_by_role("alert")).to_contain_text("This is before it was planned.")
    expect(page.get_by_role("checkbox", name="notes.txt")).to_be_checked()
    page.get_by_role("button", name="Save the record").click()
    expect(page.get_by_role("alert")).to_contain_text("The observation is written up.")
    expect(page.get_by_text("Wait with her.")).to_be_visible()
    expect(page.get_by_role("link", name="Download notes.txt")).to_be_visible()


@WAYS
def test_a_trainee_judges_with_a_phrase_and_a_second_assessor_signs(
    browser: Browser, served: Served, javascript: bool, size: dict[str, int]
) -> None:
    with served.plant(f"trainee-{size['width']}") as plant:
        plant.add("trainee", Role.ASSESSOR)
        training.set_in_training(plant.centre, plant.people["trainee"], yes=True)
        phrases.add_phrase(plant.centre, plant.people["trainee"], "Say what you did next.", uuid4())
        evidence = plant.submits(LISTEN)
        trainee = browser.new_context(java_script_enabled=javascript, viewport=size, base_url=served.address)
        second = browser.new_context(java_script_enabled=javascript, viewport=size, base_url=served.address)
        served.sign_in(trainee, plant.people["trainee"])
        served.sign_in(second, plant.people["assessor"])
    page = trainee.new_page()
    page.goto("/assess")
    page.get_by_role("link", name="Learner: judge reflective account").click()
    page.get_by_role("radio", name="Not yet").check()
    page.get_by_text("Use a phrase of yours").click()
    page.get_by_label("A phrase of yours for H1 1.1").select_option(label="Say what you did next.")
    page.get_by_role("button", name="Put it in").click()
    expect(page.get_by_label("Feedback on H1 1.1")).to_have_value("Say what you did next.")
    page.get_by_role("button", name="Save my decisions").click()
    expect(page.get_by_role("alert")).to_contain_text("A qualified assessor has to sign")
    trainee.close()
    page = second.new_page()
    page.goto("/assess")
    page.get_by_role("link", name="Learner: sign what was decided on reflective account").click()
    page.get_by_role("radio", name="I agree. Sign it").check()
    page.get_by_role("button", name="Save my answers").click()
    expect(page.get_by_role("alert")).to_contain_text("You signed.")
    second.close()
    with served.app.app_context():
        assert plant.standing.evidence[evidence].referred_back == (LISTEN,)


def test_going_back_and_sending_again_makes_no_second_observation(browser: Browser, served: Served) -> None:
    with served.plant("back") as plant:
        context = browser.new_context(java_script_enabled=False, viewport=LAPTOP, base_url=served.address)
        served.sign_in(context, plant.people["assessor"])
    page = context.new_page()
    _plan(page, plant)
    page.go_back()
    page.get_by_role("button", name="Plan it").click()
    expect(page.get_by_role("alert")).to_contain_text("The observation is planned for")
    context.close()
    with served.app.app_context():
        assert len(plant.standing.observations) == 1
