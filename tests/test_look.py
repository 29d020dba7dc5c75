"""How pages look, in a real Chromium, in the colours that a reader chooses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.keys import Keys

from bench.chromium import prefer, served
from tests.visitor import DESK, NO_SCRIPT, Visitor, chromium

pytestmark = pytest.mark.browser

LIGHT, DARK = "rgb(255, 255, 255)", "rgb(20, 24, 26)"
SWITCH = ".theme summary"
GROUND = "return getComputedStyle(document.documentElement).backgroundColor"
FIRST = """  // the ground when there is something to paint for the first time
    requestAnimationFrame(function look() {
      if (!document.querySelector("main")) return requestAnimationFrame(look);
      window.first = getComputedStyle(document.documentElement).backgroundColor;
    });
"""
BLOCKED = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('blocked'); } });"


@pytest.fixture(scope="module")
def site(driver: Chrome, content: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The small help center."""
    with served(content, tmp_path_factory.mktemp("site") / "data") as origin:
        yield origin


@pytest.fixture
def reader(driver: Chrome, site: str) -> Visitor:
    """Somebody at a desk whose device is light, and who hasn't been here before."""
    visitor = Visitor(driver, site)
    driver.get("about:blank")
    visitor.command("Storage.clearDataForOrigin", origin=site, storageTypes="local_storage")
    visitor.resize(DESK)
    prefer(driver, prefers_color_scheme="light")
    return visitor


def choose(visitor: Visitor, choice: str) -> None:
    """Chooses in the switch of the header."""
    visitor.see(SWITCH).click()
    visitor.see(f".theme button[value={choice}]").click()


def test_colours_are_those_of_the_device_until_the_reader_chooses(reader: Visitor) -> None:
    reader.open("/en/")
    assert reader.see(SWITCH).get_attribute("aria-label") == "Appearance: Like the device"
    for scheme, ground in (("light", LIGHT), ("dark", DARK)):
        prefer(reader.driver, prefers_color_scheme=scheme)
        assert reader.ask(GROUND) == ground
    choose(reader, "light")
    assert reader.ask(GROUND) == LIGHT
    choose(reader, "system")
    assert reader.ask(GROUND) == DARK
    assert reader.ask("return localStorage.length") == 0


def test_a_choice_is_remembered_on_the_device_and_is_there_before_anything_is_painted(reader: Visitor) -> None:
    reader.open("/en/")
    choose(reader, "dark")
    added = reader.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": FIRST})
    try:
        for path in ("/zh-CN/articles/1042", "/en/search?q=fee", "/en/nothing-here"):
            reader.open(path)
            reader.until(lambda: reader.ask("return window.first"))
            assert reader.ask("return first") == DARK, path
    finally:
        reader.command("Page.removeScriptToEvaluateOnNewDocument", identifier=added["identifier"])
    assert reader.ask("return getComputedStyle(document.documentElement).colorScheme") == "dark"
    assert reader.driver.get_cookies() == []


def test_the_switch_works_by_keys_and_says_its_name_and_state(reader: Visitor) -> None:
    reader.open("/en/")
    reader.ask("document.querySelector('.theme summary').focus()")
    reader.press(Keys.ENTER, Keys.TAB, Keys.TAB, Keys.TAB, Keys.ENTER)
    assert reader.ask(GROUND) == DARK
    assert reader.ask("return document.activeElement.matches('.theme summary')")
    assert reader.see(SWITCH).get_attribute("aria-label") == "Appearance: Dark"
    reader.press(Keys.ENTER)
    pressed = "return [...document.querySelectorAll('.theme button')].map(b => [b.textContent, b.ariaPressed])"
    assert reader.ask(pressed) == [["Like the device", "false"], ["Light", "false"], ["Dark", "true"]]
    reader.press(Keys.ESCAPE)
    reader.until(lambda: not reader.ask("return document.querySelector('.theme').open"))


def test_other_open_pages_follow_a_choice(reader: Visitor) -> None:
    reader.open("/en/")
    first = reader.driver.current_window_handle
    reader.driver.switch_to.new_window("tab")
    try:
        reader.open("/en/")
        choose(reader, "dark")
    finally:
        reader.driver.close()
        reader.driver.switch_to.window(first)
    reader.until(lambda: reader.ask(GROUND) == DARK)
    assert reader.see(SWITCH).get_attribute("aria-label") == "Appearance: Dark"


def test_where_storage_is_blocked_a_choice_holds_for_the_page(reader: Visitor) -> None:
    added = reader.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": BLOCKED})
    try:
        reader.open("/en/")
        choose(reader, "dark")
        assert reader.ask(GROUND) == DARK
    finally:
        reader.command("Page.removeScriptToEvaluateOnNewDocument", identifier=added["identifier"])


def test_forced_colours_stay_the_reader_s_own_and_paper_stays_light(reader: Visitor) -> None:
    reader.open("/en/")
    choose(reader, "light")
    prefer(reader.driver, forced_colors="active", prefers_color_scheme="dark")
    assert reader.ask(GROUND) == "rgb(0, 0, 0)"
    choose(reader, "dark")
    reader.command("Emulation.setEmulatedMedia", media="print", features=[])
    assert reader.ask(GROUND) == LIGHT
    reader.command("Emulation.setEmulatedMedia", media="", features=[])


def test_without_script_there_is_no_switch_and_the_device_decides(site: str, tmp_path: Path) -> None:
    with chromium(tmp_path / "profile", **NO_SCRIPT) as plain:
        visitor = Visitor(plain, site)
        visitor.open("/en/")
        assert visitor.see(".menu summary")
        assert not visitor.all(SWITCH)[0].is_displayed()


def test_from_1200_pixels_an_article_stands_between_the_tree_and_its_contents(reader: Visitor) -> None:
    reader.open("/en/articles/1042")
    edges = """return [".tree", ".reading-text", ".reading-side"].map((part) => {
      const { left, right } = document.querySelector(part).getBoundingClientRect(); return [left, right];
    });"""
    reader.resize(1200)
    tree, text, contents = reader.ask(edges)
    assert tree[1] <= text[0] < text[1] <= contents[0]
    assert text[1] - text[0] <= 42 * 16
    assert reader.texts(".tree [aria-current]") == ["How much is the withdrawal fee?"]
    assert reader.see(".tree .here").text == "Withdrawals"
    reader.resize(1199)
    assert not reader.all(".tree")[0].is_displayed()
