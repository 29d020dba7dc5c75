"""Whole journeys of people with a question: from the box to solved, or to a human, by every way of using a page."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from kb.journal.entry import Entry
from kb.journal.tables import Tables
from kb.web.words import words_of
from tests.mailbox import Mailbox, mail_server
from tests.places import ROOT
from tests.server import Server
from tests.slow_line import slow_line
from tests.visitor import DESK, NO_SCRIPT, PHONE, Visitor, chromium

pytestmark = pytest.mark.browser

ASKED = {"zh-CN": "提币手续费", "ar": "رسوم السحب"}
COMPOSED = {"zh-CN": ("ti'bi'shou'xu'fei", "提币手续费")}  # what an input method shows, then what it gives
TOLD = {
    "zh-CN": ("提币三天没到账", "订单一直显示处理中，已经重试过两次。", "没有说多久到账"),
    "ar": ("لم يصل السحب منذ ثلاثة أيام", "ما زال الطلب قيد المعالجة، وحاولت مرتين.", "لم يذكر المقال متى يصل"),
}
ADDRESS = "reader@mail.example"
ARTICLE = "1042"  # the withdrawal fees
FOCUS_IS_SEEN = """
    const place = document.activeElement.getBoundingClientRect();
    const ring = getComputedStyle(document.activeElement.closest("form.search") || document.activeElement);
    return document.activeElement === document.body ||
      ring.outlineStyle === "solid" && place.height > 0 && place.bottom > 0 && place.top < innerHeight;
"""
RESTING_PLACE = """  // the middle of a thing; nothing while it moves, as when a field comes into view
    const [thing, done] = arguments, before = thing.getBoundingClientRect();
    requestAnimationFrame(() => requestAnimationFrame(() => {
      const { left, top, width, height } = thing.getBoundingClientRect();
      done(top === before.top ? [left + width / 2, top + height / 2] : null);
    }));
"""
MOST_TABS = 150
HOUSES = count(1)  # of the street that visitors come from, so that nobody was here before


@dataclass(frozen=True)
class Site:
    """A help center, the mail server behind its form, and its journal."""

    origin: str
    mailbox: Mailbox
    journal: Path

    def entries(self) -> Sequence[Entry]:
        """What the journal holds."""
        with closing(Tables(f"sqlite:///{self.journal}")) as tables:
            return list(tables.entries())


@pytest.fixture(scope="module")
def site(driver: Chrome, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo with a contact form and a real mail server; asked for after the browser."""
    data = tmp_path_factory.mktemp("journeys") / "data"
    with mail_server() as mailbox:
        settings = {"smtp_host": "127.0.0.1", "smtp_port": mailbox.port, "smtp_tls": "none"}
        settings |= {"contact_to": "desk@orivane.example", "proxies": 1}
        server = Server(ROOT / "articles", data, settings=settings)
        try:
            server.wait_until_ready()
            yield Site(f"http://127.0.0.1:{server.port}", mailbox, data / "journal.sqlite")
        finally:
            server.stop()


@pytest.fixture(scope="module")
def plain_driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """A browser that runs no script."""
    with chromium(tmp_path_factory.mktemp("plain"), **NO_SCRIPT) as found:
        yield found


class Mouse:
    """Points and clicks at a desk."""

    width = DESK

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        visitor.resize(self.width)

    def use(self, selector: str) -> None:
        """Uses the first thing that fits, once it is there."""
        self.aim(self.visitor.see(selector))

    def aim(self, thing: WebElement) -> None:
        """Clicks in the middle of it."""
        self.bring(thing)
        ActionChains(self.visitor.driver, duration=0).move_to_element(thing).click().perform()

    def bring(self, thing: WebElement) -> None:
        """Scrolls to it."""
        self.visitor.ask("arguments[0].scrollIntoView({ block: 'center' })", thing)

    def write(self, selector: str, text: str) -> None:
        """Goes to a field and types."""
        self.use(selector)
        self.visitor.until(lambda: self.visitor.ask("return document.activeElement.matches(arguments[0])", selector))
        self.visitor.press(text)

    def search(self, locale: str) -> None:
        """Asks in the box."""
        self.write("#q", ASKED[locale])
        self.use("form.search button[type=submit]")


class Touch(Mouse):
    """Taps on a phone."""

    width = PHONE

    def __init__(self, visitor: Visitor) -> None:
        super().__init__(visitor)
        visitor.command("Emulation.setTouchEmulationEnabled", enabled=True)

    def aim(self, thing: WebElement) -> None:
        self.bring(thing)
        x, y = self.visitor.until(lambda: self.visitor.driver.execute_async_script(RESTING_PLACE, thing))
        self.visitor.command("Input.dispatchTouchEvent", type="touchStart", touchPoints=[{"x": x, "y": y}])
        self.visitor.command("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])

    def write(self, selector: str, text: str) -> None:
        """Taps a field and types on the screen, whose keyboard comes when the caret is there."""
        self.use(selector)
        field = self.visitor.see(selector)

        def is_written() -> bool:
            if not field.get_property("value"):
                self.visitor.command("Input.insertText", text=text)
            return field.get_property("value") == text

        self.visitor.until(is_written)


class Plain(Mouse):
    """Clicks on a phone whose browser runs no script."""

    width = PHONE

    def bring(self, thing: WebElement) -> None:
        ActionChains(self.visitor.driver, duration=0).scroll_to_element(thing).perform()


class Keyboard(Mouse):
    """Has keys alone, and an input method for Chinese."""

    def use(self, selector: str) -> None:
        for _ in range(MOST_TABS):
            if self.visitor.ask("return document.activeElement.matches(arguments[0])", selector):
                break
            self.visitor.press(Keys.TAB)
            assert self.visitor.ask(FOCUS_IS_SEEN), self.visitor.ask("return document.activeElement.outerHTML")[:300]
        else:
            pytest.fail(f"Tab never comes to {selector} of {self.visitor.path}")
        if self.visitor.ask("return document.activeElement.matches('a, button, summary')"):
            self.visitor.press(Keys.ENTER)
        elif self.visitor.ask("return document.activeElement.matches('input[type=radio]')"):
            self.visitor.press(Keys.SPACE)

    def search(self, locale: str) -> None:
        self.visitor.press("/")
        if locale in COMPOSED:
            shown, given = COMPOSED[locale]
            for end in range(1, len(shown) + 1):
                self.visitor.command("Input.imeSetComposition", text=shown[:end], selectionStart=end, selectionEnd=end)
            self.visitor.press_enter()  # the input method's own: it must not search for letters
            assert "/search" not in self.visitor.path
            self.visitor.command("Input.insertText", text=given)
        else:
            self.visitor.press(ASKED[locale])
        assert self.visitor.see("#q").get_attribute("value") == ASKED[locale]
        self.visitor.press_enter()


WAYS = {"mouse": Mouse, "keyboard": Keyboard, "touch": Touch, "plain": Plain}


@pytest.fixture
def hand(request: pytest.FixtureRequest, driver: Chrome, site: Site) -> Iterator[Mouse]:
    """Somebody whom the site hasn't seen yet, with one way of using a browser (the parameter)."""
    way: str = request.param
    chosen: Chrome = request.getfixturevalue("plain_driver") if way == "plain" else driver
    visitor = Visitor(chosen, site.origin)
    chosen.get("about:blank")
    visitor.command("Storage.clearDataForOrigin", origin=site.origin, storageTypes="local_storage")
    visitor.command("Network.enable")
    visitor.command("Network.setExtraHTTPHeaders", headers={"X-Forwarded-For": f"203.0.113.{next(HOUSES)}"})
    try:
        yield WAYS[way](visitor)
    finally:
        visitor.command("Network.setExtraHTTPHeaders", headers={})
        if way == "touch":
            visitor.command("Emulation.setTouchEmulationEnabled", enabled=False)


def by(*ways: str) -> pytest.MarkDecorator:
    """A journey by each of these ways."""
    return pytest.mark.parametrize("hand", ways, indirect=True)


def to_the_article(hand: Mouse, locale: str) -> None:
    """From the home page by the box to the article that answers."""
    visitor = hand.visitor
    visitor.open(f"/{locale}/")
    hand.search(locale)
    visitor.until(lambda: "/search?" in visitor.path)
    visitor.see(".results")
    hand.use(f".results [data-article='{ARTICLE}'] :is(h2, h3) a")
    visitor.until(lambda: f"/articles/{ARTICLE}" in visitor.path)
    assert visitor.see("article h1")


def new_of(site: Site, before: int, kind: str) -> list[Entry]:
    """What was written of one kind since."""
    return [entry for entry in site.entries()[before:] if entry.kind == kind]


@pytest.mark.parametrize("locale", ASKED)
@by("mouse", "keyboard", "touch", "plain")
def test_from_the_box_to_solved(hand: Mouse, site: Site, locale: str) -> None:
    before, visitor = len(site.entries()), hand.visitor
    to_the_article(hand, locale)
    hand.use("form.solved button[value=yes]")
    thanks = words_of(locale).text("feedback.thanks")
    visitor.until(lambda: thanks in visitor.texts("main h1") + visitor.texts(".solved h2"))
    (vote,) = new_of(site, before, "vote")
    assert (vote.value, vote.article) == ("yes", ARTICLE)
    visitor.until(lambda: len(new_of(site, before, "search")) == 1)
    (search,) = new_of(site, before, "search")
    assert (search.text, search.locale, search.answered, search.visitor) == (ASKED[locale], locale, True, vote.visitor)
    if not isinstance(hand, Plain):
        visitor.until(lambda: len(new_of(site, before, "click")) == 1)
        (click,) = new_of(site, before, "click")
        assert (click.article, click.visitor) == (ARTICLE, vote.visitor)
        assert f"/articles/{ARTICLE}" in visitor.path, "a vote leaves the reader where they are"


@pytest.mark.parametrize("locale", ASKED)
@by("mouse", "keyboard", "touch", "plain")
def test_from_an_article_that_did_not_help_to_a_human(hand: Mouse, site: Site, locale: str) -> None:
    before, letters, visitor = len(site.entries()), len(site.mailbox.messages), hand.visitor
    subject, message, missing = TOLD[locale]
    to_the_article(hand, locale)
    hand.use("form.solved button[value=no]")
    visitor.see("form.stacked")
    hand.use(
        "form.stacked input[name=reason]"
        if isinstance(hand, Keyboard)
        else "form.stacked label:has([value=incomplete])"
    )
    if isinstance(hand, Keyboard):
        visitor.press(Keys.ARROW_DOWN)
    hand.write("form.stacked textarea", missing)
    hand.use("form.stacked button.primary")
    visitor.until(lambda: "/feedback/" in visitor.path and "step=done" in visitor.path)
    (vote,), (comment,) = new_of(site, before, "vote"), new_of(site, before, "comment")
    assert (vote.value, comment.reason, comment.text, comment.about) == ("no", "incomplete", missing, vote.key)

    hand.use(".top .to-people")
    visitor.until(lambda: visitor.path.endswith("/contact"))
    hand.write("#subject", subject)
    hand.write("#message", message)
    hand.write("#email", ADDRESS)
    stamp = visitor.all("[name=stamp]")[0].get_dom_attribute("value") or ""
    visitor.until(lambda: time.time() > int(stamp.partition(".")[0]) + 3)  # as long as people take at least
    hand.use("form[enctype] button[type=submit]")
    visitor.until(lambda: visitor.path.endswith("/contact/sent"))
    assert visitor.title == words_of(locale).text("sent.title")
    (letter,) = site.mailbox.messages[letters:]
    body = letter.get_body()
    assert body is not None
    assert (letter["Reply-To"], subject in letter["Subject"], message in body.get_content()) == (ADDRESS, True, True)


@by("mouse")
def test_a_vote_on_a_slow_line_is_thanked_for_when_it_is_written_and_counts_once(hand: Mouse, site: Site) -> None:
    before = len(site.entries())
    with slow_line(site.origin, {"vote": lambda path: "/feedback/" in path}) as (origin, gates):
        late = Mouse(Visitor(hand.visitor.driver, origin))
        late.visitor.open(f"/zh-CN/articles/{ARTICLE}")
        late.use("form.solved button[value=yes]")
        late.use("form.solved button[value=yes]")
        assert late.visitor.ask("return [...document.querySelectorAll('form.solved button')].every(b => b.disabled)")
        assert late.visitor.texts(".solved h2") == [words_of("zh-CN").text("feedback.question")]
        assert new_of(site, before, "vote") == []
        gates["vote"].set()
        late.visitor.until(lambda: late.visitor.texts(".solved h2") == [words_of("zh-CN").text("feedback.thanks")])
        assert len(new_of(site, before, "vote")) == 1


@by("mouse")
def test_the_contact_form_asks_for_articles_when_a_composition_has_ended(hand: Mouse, site: Site) -> None:
    visitor = hand.visitor
    asked = "return performance.getEntriesByType('resource').filter(e => e.name.includes('/api/v1/search')).length"
    visitor.open("/zh-CN/contact")
    hand.use("#subject")
    visitor.command("Input.imeSetComposition", text="ti'bi'mei", selectionStart=9, selectionEnd=9)
    assert visitor.see("#subject").get_attribute("value") == "ti'bi'mei"
    visitor.command("Input.insertText", text="提币没到账")
    visitor.until(lambda: any("提币" in title for title in visitor.texts("[data-maybe-list] a")))
    assert visitor.ask(asked) == 1, "it asked for letters that nobody meant"
