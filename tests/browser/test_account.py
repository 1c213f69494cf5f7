"""Signing in and the own account in a real browser: cards, passkeys, and being asked whether one is still there."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, expect

from lms_peer.database import db
from lms_peer.people.accounts import set_password
from lms_peer.people.models import Account
from tests.browser.looking import PHONE, WAYS, axe_finds_nothing, violations
from tests.browser.served import Served
from tests.plant import Plant

PASSWORD = "seven green lamps"


def has_password(plant: Plant, who: str) -> str:
    """Give the person a password; answers the username."""
    account = db.session.get_one(Account, plant.people[who])
    set_password(account, PASSWORD)
    db.session.commit()
    assert account.username
    return account.username


def signs_in(page: Page, username: str) -> None:
    """Type a username and a password."""
    page.goto("/sign-in")
    page.get_by_label("Username or email").fill(username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").click()


def signs_out(page: Page) -> None:
    """Press the button, and wait until it is done."""
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()


@WAYS
def test_a_learner_signs_in_with_a_card_and_chooses_a_password(
    browser: Browser, served: Served, javascript: bool, size: dict[str, int]
) -> None:
    with served.plant(f"card-{size['width']}") as plant:
        context = browser.new_context(java_script_enabled=javascript, viewport=size, base_url=served.address)
        served.sign_in(context, plant.people["trainer"])
    page = context.new_page()
    page.goto(f"/train/{plant.registration}/card")
    page.get_by_role("button", name="Make a card to print").click()
    expect(page.get_by_role("img", name="Picture for a phone")).to_be_visible()
    username, code = page.locator("dd").all_inner_texts()
    context.close()

    context = browser.new_context(java_script_enabled=javascript, viewport=size, base_url=served.address)
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_role("link", name="I have a sign-in card").click()
    page.get_by_label("Username").fill(username)
    page.get_by_label("Code").fill(code.upper())
    page.locator("main").get_by_role("button", name="Sign in").click()
    page.get_by_label("New password", exact=True).fill("eight blue boats")
    page.get_by_label("New password again").fill("eight blue boats")
    page.get_by_role("button", name="Save my password").click()
    expect(page.get_by_role("heading", name="What to do next")).to_be_visible()
    context.close()


def with_authenticator(context: BrowserContext) -> Page:
    """A page of a device that can keep passkeys, and whose owner always puts a finger on it."""
    page = context.new_page()
    protocol = context.new_cdp_session(page)
    protocol.send("WebAuthn.enable")
    protocol.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return page


def test_a_passkey_is_added_and_signs_in_by_itself_and_after_a_password(browser: Browser, served: Served) -> None:
    with served.plant("passkey") as plant:
        username = has_password(plant, "assessor")
    # A passkey belongs to a name: a number such as 127.0.0.1 has none.
    address = f"http://localhost:{urlsplit(served.address).port}"
    context = browser.new_context(base_url=address)
    page = with_authenticator(context)
    signs_in(page, username)
    page.get_by_role("link", name="Your account").click()
    page.get_by_role("button", name="Set up a second step").click()
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_label("What do you call this phone or computer?").fill("My laptop")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("Your passkey is saved.")).to_be_visible()
    expect(page.get_by_text("My laptop", exact=True)).to_be_visible()

    signs_out(page)
    page.goto("/sign-in")
    page.get_by_role("link", name="Use a passkey").click()
    page.get_by_role("button", name="Use my passkey").click()
    expect(page.get_by_role("link", name="Your account")).to_be_visible()

    signs_out(page)
    signs_in(page, username)
    page.get_by_role("button", name="Use my passkey").click()
    expect(page.get_by_role("link", name="Your account")).to_be_visible()

    other = browser.new_context(base_url=address).new_page()  # another device: it has no passkey
    signs_in(other, username)
    expect(other.get_by_role("heading", name="Use a passkey")).to_be_visible()
    other.goto("/account")
    expect(other.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()
    context.close()


def test_who_does_nothing_is_asked_stays_by_a_key_and_keeps_what_was_typed(
    browser: Browser, served: Served
) -> None:
    with served.plant("staying") as plant:
        context = browser.new_context(base_url=served.address)
        served.sign_in(context, plant.people["learner"])
    page = context.new_page()
    page.clock.install()
    page.goto(f"/learn/{plant.registration}/hours/new")
    written = page.locator("textarea")
    written.fill("half a sentence")
    page.clock.run_for(114 * 60_000)
    question = page.get_by_role("dialog", name="Are you still there?")
    expect(question).not_to_be_visible()
    page.clock.run_for(2 * 60_000)
    expect(question).to_be_visible()
    with page.expect_response("**/account/stay") as stayed:
        page.keyboard.press("Enter")
    assert stayed.value.status == 204
    expect(question).not_to_be_visible()
    page.clock.run_for(121 * 60_000)
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
    page.get_by_role("button", name="Back to the page").click()
    expect(written).to_have_value("half a sentence")
    context.close()


def test_axe_finds_nothing_on_pages_that_show_something_once(browser: Browser, served: Served) -> None:
    """What has an address of its own is in `test_every_page`."""
    with served.plant("account-axe") as plant:
        username = has_password(plant, "trainer")
    context = browser.new_context(viewport=PHONE, base_url=served.address)
    page = context.new_page()
    signs_in(page, username)
    here = "/account/second-step"
    for address, button, then in (
        (f"{here}/app", "Set up an app", "Switch the codes on"),
        (f"{here}/recovery-codes", "Make new recovery codes", "I have kept them"),
        (f"/train/{plant.registration}/card", "Make a card to print", "I have printed this"),
    ):
        page.goto(address)
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("button", name=then)).to_be_visible()
        nothing_is_wrong_with(page)
    page.evaluate("document.getElementById('staying').showModal()")
    nothing_is_wrong_with(page)
    with served.app.app_context():
        account = db.session.get_one(Account, plant.people["trainer"])
        account.tf_totp_secret = served.app.extensions["security"].totp_factory.generate_totp_secret()
        account.tf_primary_method = "authenticator"
        db.session.commit()
    context.clear_cookies()
    signs_in(page, username)
    axe_finds_nothing(context, ["/sign-in/code", "/sign-in/recovery-code"])
    page.get_by_label("Code from your app").fill("000000")
    page.locator("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    nothing_is_wrong_with(page)
    context.close()


def nothing_is_wrong_with(page: Page) -> None:
    """What axe and a ruler say of a page that can not be asked for by its address."""
    found = violations(page)
    assert found == [], (page.url, [one["help"] for one in found])
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, page.url
