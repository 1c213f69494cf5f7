"""The learner's pages in a real browser: with and without JavaScript, on a phone and on a laptop."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from PIL import Image
from playwright.sync_api import Browser, CDPSession, Page, expect

from lms_peer.actions.keep_draft import Draft, add_files, keep_draft
from lms_peer.actions.workplace import workplace
from lms_peer.actions.write_message import answer_learner, ask_trainer
from lms_peer.database import db, now
from lms_peer.domain.facts import Verdict
from lms_peer.domain.qualification import Method
from lms_peer.domain.roles import Role
from lms_peer.domain.uk import uk_day
from tests.browser.looking import LAPTOP, PHONE, WAYS, axe_finds_nothing
from tests.browser.served import Served
from tests.plant import LISTEN, OBSERVED, PLACES, KeptFile, Plant

# Waited for in the page, by its own events: asking again and again is a script that our content policy stops.
AUDIBLE = """sound => sound.readyState > 0
    || new Promise(heard => sound.addEventListener("loadedmetadata", () => heard(true), { once: true }))"""
COMPLETE = """photo => photo.complete
    || new Promise(seen => photo.addEventListener("load", () => seen(true), { once: true }))"""


def photo(colour: str) -> bytes:
    """A small JPEG."""
    drawn = BytesIO()
    Image.new("RGB", (60, 40), colour).save(drawn, "JPEG")
    return drawn.getvalue()


@WAYS
def test_a_learner_adds_evidence_with_files_in_steps(
    browser: Browser, served: Served, javascript: bool, size: dict[str, int]
) -> None:
    with served.plant(f"steps-{size['width']}") as plant:
        context = browser.new_context(java_script_enabled=javascript, viewport=size, base_url=served.address)
        served.sign_in(context, plant.people["learner"])
    page = context.new_page()
    page.goto("/learn")
    expect(page.get_by_role("heading", name="Start unit H1: Listen well")).to_be_visible()
    page.get_by_role("button", name="Open the unit").click()
    page.get_by_role("button", name="Add evidence for this unit").click()
    page.get_by_role("checkbox", name="1.1 Say what good listening is").check()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose what kind it is.")
    page.get_by_role("radio", name="Reflective account").check()
    page.get_by_label("Give it a short title").fill("My talk")
    for box, text in (("Day", "2"), ("Month", "11"), ("Year", "2025")):
        page.get_by_label(box, exact=True).fill(text)
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("Tell us what happened").fill("I listened.\n\nThen I asked what she needed.")
    page.get_by_role("button", name="Save and continue").click()
    _add_files(page)
    page.get_by_role("button", name="Continue").click()
    check = page.url
    _send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("My talk")
    expect(page.get_by_text("It is with your assessor now.")).to_be_visible()
    expect(page.get_by_role("img", name="Photo: one.jpg")).to_have_js_property("naturalWidth", 60)
    evidence = page.url
    page.goto(check)  # the browser's back button, or a bookmark, after sending
    expect(page).to_have_url(evidence)
    context.close()


def _add_files(page: Page) -> None:
    chosen = [
        {"name": name, "mimeType": "image/jpeg", "buffer": photo(colour)}
        for name, colour in (("one.jpg", "teal"), ("two.jpg", "red"))
    ]
    page.get_by_label("Choose files").set_input_files(chosen)  # type: ignore[arg-type]
    page.get_by_role("button", name="Save the files you chose").click()
    expect(page.get_by_text("Your 2 files are saved.")).to_be_visible()
    page.get_by_role("button", name="Take off two.jpg").click()
    expect(page.get_by_text("two.jpg")).to_have_count(0)
    expect(page.get_by_text("one.jpg (1 KB)")).to_be_visible()


def _send(page: Page) -> None:
    expect(page.get_by_text("Then I asked what she needed.")).to_be_visible()
    page.get_by_role("button", name="Send it to my assessor").click()
    expect(page.get_by_role("alert")).to_contain_text("Tick the box to say that this is your own work.")
    page.get_by_role("radio", name="No, I did not").check()
    page.get_by_role("checkbox", name="This is my own work. What I wrote is true.").check()
    page.get_by_role("button", name="Send it to my assessor").click()


def test_hours_are_logged_with_the_keyboard_only(browser: Browser, served: Served) -> None:
    with served.plant("keyboard") as plant:
        context = browser.new_context(viewport=LAPTOP, base_url=served.address)
        served.sign_in(context, plant.people["learner"])
    page = context.new_page()
    page.goto(f"/learn/{plant.registration}/hours/new")
    page.get_by_label("Day", exact=True).focus()
    day = now() - timedelta(days=1)
    for keys in (str(day.day), str(day.month), str(day.year), "9:30am", "2", "15"):
        page.keyboard.type(keys)
        page.keyboard.press("Tab")
    page.keyboard.type("Staff")
    page.keyboard.press("Tab")
    page.keyboard.type("I went along on two visits.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 hours 15 minutes with Staff")).to_be_visible()
    context.close()


@pytest.mark.parametrize("size", [PHONE], ids=["phone"])
def test_axe_finds_nothing_on_the_pages_of_a_learner_and_a_record(
    browser: Browser, served: Served, size: dict[str, int]
) -> None:
    with served.plant(f"axe-{size['width']}") as plant:
        addresses = _a_full_record(plant)
        learner = plant.people["learner"]
    context = browser.new_context(base_url=served.address, viewport=size)
    served.sign_in(context, learner)
    axe_finds_nothing(context, addresses)
    context.close()


def _a_full_record(plant: Plant) -> list[str]:
    """A record with one of each thing; answers the address of every page about it."""
    picture = KeptFile(workplace().vault.keep(plant.centre, photo("teal"), "image/jpeg"), "Wall.jpg")
    sent_back, waiting = plant.submits(LISTEN), plant.submits(PLACES, files=[picture])
    plant.judges(sent_back, LISTEN, verdict=Verdict.NOT_YET)
    observation = plant.plans(OBSERVED)
    plant.observes(observation, OBSERVED)
    plant.plans(OBSERVED)
    hours = plant.logs(570)
    plant.countersigns(hours)
    record, learn = f"/records/{plant.registration}", f"/learn/{plant.registration}"
    return [
        "/learn",
        record,
        f"{record}/units/H1",
        f"{record}/evidence/{sent_back}",
        f"{record}/evidence/{waiting}",
        f"{record}/observations/{observation}",
        f"{learn}/hours",
        f"{learn}/hours/new",
        f"{learn}/hours/{hours}/take-back",
        f"{learn}/observations/{observation}/sign",
        f"{learn}/evidence/{sent_back}/again",
        f"{learn}/evidence/{waiting}/withdraw",
        f"{learn}/units/H1/evidence",
        *_a_draft(plant),
        "/learn/questions",
        f"{learn}/questions/new",
        f"{learn}/questions/{_a_question(plant)}",
        f"{learn}/evidence/{sent_back}/reply",
        f"{learn}/timeline",
        "/learn/download",
    ]


def _a_draft(plant: Plant) -> list[str]:
    """A draft with words and a blurred photo; answers the address of each step."""
    kept = keep_draft(
        plant.acting("learner"),
        plant.registration,
        Draft(
            id=uuid4(),
            unit="H1",
            criteria=(LISTEN,),
            method=Method.REFLECTIVE_ACCOUNT,
            happened=uk_day(now()),
            title="My talk",
            text="I listened.",
        ),
    )
    db.session.commit()
    acting, photo_sent = plant.acting("learner"), BytesIO(photo("teal"))
    add_files(acting, plant.registration, kept.id, [("Wall.jpg", photo_sent)])
    db.session.commit()
    steps = ("criteria", "kind", "words", "files", "check", "drop")
    return [f"/learn/{plant.registration}/evidence/{kept.id}/{step}" for step in steps]


def _a_question(plant: Plant) -> UUID:
    """A question that was answered; answers its id."""
    asked = ask_trainer(
        plant.acting("learner"), plant.registration, uuid4(), subject="My hours", text="Do they count?"
    )
    answer_learner(plant.acting("trainer"), uuid4(), thread=asked.id, roles={Role.TRAINER}, text="Yes, they do.")
    db.session.commit()
    return asked.id


def test_a_voice_note_is_recorded_listened_to_and_saved(browser: Browser, served: Served) -> None:
    with served.plant("voice") as plant:
        files = _a_draft(plant)[3]
    context = browser.new_context(viewport=PHONE, base_url=served.address, permissions=["microphone"])
    served.sign_in(context, plant.people["learner"])
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(files)
    page.get_by_role("button", name="Start recording").click()
    expect(page.get_by_role("button", name="Stop recording (0:01)")).to_be_visible()
    page.get_by_role("button", name="Stop recording").click()
    expect(page.locator("#recorder-plays")).to_be_visible()
    page.locator("#recorder-plays").evaluate(AUDIBLE)
    page.get_by_role("button", name="Save this voice note").click()
    expect(page.get_by_text("Your file is saved.")).to_be_visible()
    expect(page.get_by_text("voice note")).to_have_count(4)  # the heading, the file, and the two of the recorder
    assert said == []
    context.close()


def test_who_says_no_to_the_microphone_is_told_what_else_to_do(browser: Browser, served: Served) -> None:
    with served.plant("silent") as plant:
        files = _a_draft(plant)[3]
    context = browser.new_context(viewport=PHONE, base_url=served.address, permissions=[])
    served.sign_in(context, plant.people["learner"])
    page = context.new_page()
    page.goto(files)
    page.get_by_role("button", name="Start recording").click()
    expect(page.get_by_text("We can not use the microphone.")).to_be_visible()
    context.close()


def test_every_page_of_a_learner_is_light(browser: Browser, served: Served) -> None:
    """60 KB over the wire when nothing is known yet, with scripts and styles; 15 KB once they are."""
    with served.plant("light") as plant:
        addresses = _a_full_record(plant)
        learner = plant.people["learner"]
    context = browser.new_context(viewport=PHONE, base_url=served.address)
    served.sign_in(context, learner)
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    weights = {}
    for address in addresses:
        devtools.send("Network.clearBrowserCache")
        weights[address.rpartition(str(plant.registration))[2]] = (
            _weight(devtools, page, address),
            _weight(devtools, page, address),
        )
    context.close()
    assert {address: first for address, (first, _) in weights.items() if first > 60_000} == {}
    assert {address: again for address, (_, again) in weights.items() if again > 15_000} == {}


def _weight(devtools: CDPSession, page: Page, address: str) -> int:
    """How many bytes came over the wire for a page and all that belongs to it."""
    came: list[float] = []

    def heard(event: dict[str, float]) -> None:
        came.append(event["encodedDataLength"])

    devtools.on("Network.loadingFinished", heard)
    page.goto(address, wait_until="load")
    photos = page.locator("main img")
    for one in range(photos.count()):
        photos.nth(one).scroll_into_view_if_needed()
        photos.nth(one).evaluate(COMPLETE)
    devtools.remove_listener("Network.loadingFinished", heard)
    return round(sum(came))
