"""Everybody can use the pages: no kind of page violates WCAG 2.2 as far as axe-core knows, and keys are enough."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from itertools import product

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.keys import Keys

from tests.page_kinds import PAGE_KINDS, WORDS, PageKind, show
from tests.visitor import DESK, PHONE, Visitor

pytestmark = pytest.mark.browser

RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
NARROW = 320
LOOKS = {  # each page in each look, and each language in two
    "zh-CN": ((PHONE, "light"), (DESK, "dark")),
    "en": ((PHONE, "dark"), (DESK, "light")),
    "ar": ((PHONE, "light"), (DESK, "dark")),
}
RUN = """
    const [part, only, done] = arguments;
    axe.run(part === "body" ? document : part, { runOnly: only, resultTypes: ["violations"] }).then(
      (found) => done(found.violations.flatMap(
        ({ id, nodes }) => nodes.map((node) => [id, node.target.join(" "), node.failureSummary]))),
      (fault) => done([["axe failed", "", String(fault)]]));
"""

LOW = """
    const aims = "a[href], button, summary, input:not([type=hidden]), select, textarea";
    const said = (element) => element.textContent.trim();
    const isInSentence = (aim) => aim.matches("p > a") && said(aim.parentElement) !== said(aim);
    return [...document.querySelectorAll(aims)].filter((aim) => {
      const apart = ".text, .skip, .hidden, .aside, .footnote, [aria-hidden=true]";
      if (!aim.checkVisibility() || aim.closest(apart) || isInSentence(aim)) return false;
      return (aim.closest("label") || aim).getBoundingClientRect().height < 43.5;
    }).map((aim) => [aim.closest("[class]").className + " " + aim.localName, aim.getBoundingClientRect().height]);
"""
WIDE = "const root = document.documentElement; return root.scrollWidth - root.clientWidth"
STOPS = """
    document.activeElement.blur();
    window.stops = [];
    const note = () => stops.push(document.activeElement.closest("footer") ? "footer" : "");
    addEventListener("focusin", note);
"""
SEEN = """
    const focused = document.activeElement, place = focused.getBoundingClientRect();
    if (focused === document.body) return true;
    const ring = getComputedStyle(focused.closest("form.search") || focused);
    return ring.outlineStyle === "solid" && parseFloat(ring.outlineWidth) >= 2 && place.height > 0 &&
      place.bottom > 0 && place.top < innerHeight;
"""


@dataclass(frozen=True, slots=True)
class Measures:
    """wide: by kind of page, how many pixels it is too wide on a narrow screen. low: what is aimed at and isn't high
    enough, in pixels."""

    wide: dict[str, int]
    low: dict[str, float]


@pytest.fixture
def visitor(driver: Chrome, demo_site: str) -> Visitor:
    """A visitor at a desk who wants things to keep still."""
    found = Visitor(driver, demo_site)
    driver.get("about:blank")
    found.resize(DESK)
    in_colours(found, "light")
    return found


@pytest.fixture(scope="module")
def axe() -> str:
    """The script of axe-core."""
    return (files("selenium_axe_python") / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def in_colours(visitor: Visitor, scheme: str, **features: str) -> None:
    """Makes the browser prefer a colour scheme, and no motion."""
    wanted = {"prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce", **features}
    visitor.command(
        "Emulation.setEmulatedMedia", features=[{"name": name, "value": value} for name, value in wanted.items()]
    )


def violations(visitor: Visitor, part: str) -> list[str]:
    """What axe finds wrong with a part of the page as it is now."""
    return [": ".join(found) for found in visitor.driver.execute_async_script(RUN, part, RULES)]


@pytest.mark.parametrize("looks", ["two", pytest.param("all", marks=pytest.mark.soak)])
@pytest.mark.parametrize("locale", WORDS)
@pytest.mark.parametrize("kind", PAGE_KINDS, ids=lambda kind: kind.name)
def test_no_kind_of_page_violates_a_rule_of_accessibility(
    visitor: Visitor, axe: str, kind: PageKind, locale: str, looks: str
) -> None:
    found = []
    visitor.resize(PHONE)
    show(visitor, kind, locale)
    visitor.ask(axe)
    for width, scheme in LOOKS[locale] if looks == "two" else product((PHONE, DESK), ("light", "dark")):
        visitor.resize(width)
        in_colours(visitor, scheme)
        visitor.see(kind.shown)
        found += [f"{width} {scheme} {each}" for each in violations(visitor, kind.part)]
    assert found == []


@pytest.fixture(scope="module", params=WORDS)
def measured(request: pytest.FixtureRequest, driver: Chrome, demo_site: str) -> Measures:
    """Every kind of page in a language, looked at once for each of the tests below."""
    visitor = Visitor(driver, demo_site)
    in_colours(visitor, "light")
    wide, low = {}, {}
    for kind in PAGE_KINDS:
        visitor.resize(NARROW)
        show(visitor, kind, request.param)
        wide[kind.name] = visitor.ask(
            "const root = document.documentElement; return root.scrollWidth - root.clientWidth"
        )
        visitor.resize(PHONE)
        low |= {f"{kind.name} {found}": height for found, height in visitor.ask(LOW)}
    return Measures({name: most for name, most in wide.items() if most}, low)


def test_at_320_pixels_which_is_200_percent_on_a_small_screen_nothing_scrolls_sideways(measured: Measures) -> None:
    assert measured.wide == {}


def test_what_a_finger_aims_at_is_44_pixels_high(measured: Measures) -> None:
    assert measured.low == {}


def test_what_is_chosen_is_seen_where_the_reader_s_own_colours_are_forced(visitor: Visitor) -> None:
    in_colours(visitor, "dark", **{"forced-colors": "active"})
    kinds = {kind.name: kind for kind in PAGE_KINDS}
    for name in ("suggestion-chosen", "languages", "results-filtered"):
        show(visitor, kinds[name], "zh-CN")
        ring = "const ring = getComputedStyle(document.querySelector(arguments[0])); return ring.outlineStyle"
        chosen = "[aria-selected=true]" if name == "suggestion-chosen" else "[aria-current]"
        assert visitor.ask(ring, chosen) == "solid", name


def test_with_reduced_motion_nothing_moves(visitor: Visitor) -> None:
    show(visitor, PAGE_KINDS[0], "zh-CN")
    moving = """return [...document.querySelectorAll("*")].filter((element) => {
      const { transitionDuration, animationName } = getComputedStyle(element);
      return parseFloat(transitionDuration) > 0 || animationName !== "none";
    }).length"""
    assert visitor.ask(moving) == 0
    assert visitor.ask("return document.getAnimations().length") == 0


def tab_to(visitor: Visitor, selector: str, most: int = 60) -> None:
    """Presses Tab until something that fits has the focus, which must be seen at every stop."""
    for _ in range(most):
        visitor.press(Keys.TAB)
        assert visitor.ask(SEEN), visitor.driver.switch_to.active_element.get_attribute("outerHTML")[:300]
        if visitor.ask("return document.activeElement.matches(arguments[0])", selector):
            return
    pytest.fail(f"Tab never comes to {selector}")


@pytest.mark.parametrize("locale", WORDS)
def test_tab_and_enter_lead_from_the_box_through_a_result_and_an_article_to_people(
    visitor: Visitor, locale: str
) -> None:
    visitor.open(f"/{locale}/")
    if not visitor.ask("return document.activeElement.matches('#q')"):
        tab_to(visitor, "#q")
    visitor.press(WORDS[locale]["fees"], Keys.ENTER)
    visitor.until(lambda: "/search?" in visitor.path)
    visitor.see(".results")
    tab_to(visitor, ".results h2 a, .results h3 a, .answer a")
    visitor.press(Keys.ENTER)
    visitor.until(lambda: "/articles/" in visitor.path)
    visitor.see("article h1")
    tab_to(visitor, ".reach a", 150)
    people = visitor.ask("return document.activeElement.href")
    assert people.split(":")[0] in ("http", "https", "mailto", "tel")


@pytest.mark.parametrize("locale", WORDS)
def test_the_first_tab_offers_to_skip_to_the_content_and_does(visitor: Visitor, locale: str) -> None:
    visitor.open(f"/{locale}/categories/funds")
    visitor.press(Keys.TAB)
    assert visitor.ask("return document.activeElement.className") == "skip"
    assert visitor.ask(SEEN)
    visitor.press(Keys.ENTER)
    visitor.until(lambda: visitor.ask("return document.activeElement.id") == "content")
    visitor.press(Keys.TAB)
    assert visitor.ask("return !!document.activeElement.closest('main')")


def test_no_page_holds_the_keyboard(visitor: Visitor) -> None:
    for kind in PAGE_KINDS:
        visitor.open(kind.address("zh-CN"))
        visitor.see(kind.shown if not kind.steps else "main")
        visitor.ask(STOPS)
        last = "footer" if visitor.all("footer a") else ""
        stops: list[str] = []
        for _ in range(10):
            visitor.press(*[Keys.TAB] * 20)
            stops = visitor.ask("return stops")
            if last in stops and not stops[-1]:
                break
        assert last in stops, kind.name
        assert stops[-1] == "", kind.name
