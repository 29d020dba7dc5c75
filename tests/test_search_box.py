"""The search box in a real Chromium: suggestions and answers while one types, by every way of typing."""

from __future__ import annotations

import gzip
import json
import re
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.keys import Keys

from tests.slow_line import slow_line
from tests.visitor import DESK, FEES, NO_SCRIPT, PHONE, Visitor, chromium

pytestmark = pytest.mark.browser

OPTIONS = "#suggestions [role=option]"
CHOSEN = "#suggestions [aria-selected=true]"
ANSWERS = "#suggestions .answer-line"
RECENT = ".has-recent [role=option]"
STATUS = "form.search [role=status]"
SMALL = """
    const isSmall = element => { const r = element.getBoundingClientRect(); return r.height < 44 || r.width < 44; };
    return [...document.querySelectorAll('.suggestions a, .suggestions button')].filter(isSmall).length;
"""
UNSTOPPABLE = """  // a browser that can't call a request back
    const real = fetch;
    window.asked = window.answered = 0;
    window.fetch = url => { asked += 1; return real(url).finally(() => { answered += 1; }); };
"""
BLOCKED = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('blocked'); } });"


@pytest.fixture
def reader(driver: Chrome, demo_site: str) -> Visitor:
    """Somebody at a desk who hasn't been here before."""
    visitor = Visitor(driver, demo_site)
    visitor.command("Storage.clearDataForOrigin", origin=demo_site, storageTypes="local_storage")
    driver.get("about:blank")
    visitor.resize(DESK)
    return visitor


def value(visitor: Visitor) -> str:
    """What stands in the box."""
    return visitor.see("#q").get_attribute("value") or ""


def typed(visitor: Visitor, text: str) -> None:
    """Types into the box and waits until the answers are there."""
    visitor.see("#q").send_keys(text)
    visitor.see(ANSWERS)


def searched(visitor: Visitor, text: str, locale: str = "zh-CN") -> None:
    """Searches from the home page."""
    visitor.open(f"/{locale}/")
    visitor.see("#q").send_keys(text, Keys.ENTER)
    visitor.until(lambda: "/search?" in visitor.path)


def kept(visitor: Visitor) -> list[str]:
    """The recent searches as the device has them."""
    return list(json.loads(visitor.ask("return localStorage['kb-recent-searches'] || '[]'")))


def test_the_keyboard_alone_leads_from_any_page_to_the_section_that_answers(reader: Visitor) -> None:
    reader.open("/zh-CN/categories/account")
    reader.press("/")
    reader.press("提币手续费")
    reader.see(ANSWERS)
    assert [group.get_attribute("aria-label") for group in reader.all("#suggestions [role=group]")][-1] == "文章内容"
    first, *_ = reader.all(ANSWERS)
    title, path, _ = first.text.split("\n")
    assert title == FEES["zh-CN"]
    assert path.startswith("充值与提币 › 提币 › ")
    assert first.find_elements("css selector", ".snippet-line mark")
    before = len(reader.all(OPTIONS)) - len(reader.all(ANSWERS))
    reader.press(*[Keys.ARROW_DOWN] * (before + 1))
    assert reader.texts(CHOSEN) == [first.text]
    assert reader.see("#q").get_attribute("aria-activedescendant") == first.get_attribute("id")
    reader.press(Keys.ENTER)
    section = path.rpartition(" › ")[2]
    reader.until(lambda: "#s-" in reader.path)
    assert reader.see(":target").text.startswith(section)


def test_arrows_go_round_by_way_of_the_text_home_and_end_to_the_ends(reader: Visitor) -> None:
    reader.open("/en/")
    typed(reader, "withdraw")
    count = len(reader.all(OPTIONS))
    reader.press(Keys.ARROW_UP)
    assert reader.texts(CHOSEN) == [reader.all(OPTIONS)[-1].text]
    reader.press(Keys.HOME)
    assert reader.see(CHOSEN).get_attribute("id") == "suggestion-0"
    reader.press(Keys.END)
    assert reader.see(CHOSEN).get_attribute("id") == f"suggestion-{count - 1}"
    reader.press(Keys.ARROW_DOWN)
    assert reader.all(CHOSEN) == []
    assert reader.see("#q").get_attribute("aria-activedescendant") is None
    reader.press(Keys.HOME, "how to ")
    assert value(reader) == "how to withdraw", "without a choice, Home moves in the text"


def test_control_k_escape_and_tab(reader: Visitor) -> None:
    reader.open("/en/articles/1042")
    reader.ask("document.querySelector('.brand').focus()")
    reader.command("Input.dispatchKeyEvent", type="rawKeyDown", key="k", modifiers=2, windowsVirtualKeyCode=75)
    assert reader.ask("return document.activeElement.id") == "q"
    typed(reader, "fees")
    reader.press(Keys.ESCAPE)
    assert (reader.see("#q").get_attribute("aria-expanded"), value(reader)) == ("false", "fees")
    reader.press(Keys.ESCAPE)
    assert value(reader) == ""
    typed(reader, "fees")
    reader.press(Keys.TAB)
    assert reader.ask("return document.activeElement.type") == "submit"
    assert not reader.all("#suggestions")[0].is_displayed()


def test_a_click_opens_what_was_clicked_and_nothing_on_the_page_moves(reader: Visitor) -> None:
    reader.open("/en/")
    places = "return [...document.querySelectorAll('main *')].map(e => e.getBoundingClientRect().top)"
    places = places.replace("main *", "main h1, main h2, main .card")
    before = reader.ask(places)
    typed(reader, "withdrawal fee")
    assert reader.ask(places) == before
    shown = reader.see(ANSWERS)
    title = shown.text.split("\n")[0]
    reader.follow(shown)
    assert reader.title == title


@pytest.mark.parametrize(("locale", "text"), [("zh-CN", "提币"), ("ar", "رسوم"), ("ar", "withdrawal")])
def test_on_a_phone_everything_fits_and_is_large_enough_to_touch(reader: Visitor, locale: str, text: str) -> None:
    reader.resize(PHONE)
    reader.open(f"/{locale}/")
    typed(reader, text)
    assert reader.ask(SMALL) == 0
    assert reader.ask("return document.documentElement.scrollWidth") == PHONE
    assert reader.ask("return document.querySelector('.suggestions').getBoundingClientRect().bottom") <= 900
    reader.see("#q").send_keys(Keys.ENTER)
    reader.until(lambda: "/search?" in reader.path)
    reader.see("#q").send_keys(Keys.CONTROL, "a", Keys.BACKSPACE)
    reader.see(RECENT)
    assert reader.ask(SMALL) == 0
    assert reader.ask("return document.documentElement.scrollWidth") == PHONE


@pytest.mark.parametrize(
    ("locale", "text", "wanted"),
    [
        ("en", "withdrawal fee", r"[0-9]+ suggestions?, [0-9]+ passages?"),
        ("zh-CN", "提币", "[0-9]+ 条搜索建议，[0-9]+ 段文章内容"),
        ("ar", "رسوم", "[0-9]+ اقتراحات، [0-9]+ فقرات"),
    ],
)
def test_how_many_there_are_is_said_in_the_reader_s_language(
    reader: Visitor, locale: str, text: str, wanted: str
) -> None:
    reader.open(f"/{locale}/")
    typed(reader, text)
    said = reader.until(lambda: reader.ask("return document.querySelector(arguments[0]).textContent", STATUS))
    assert re.fullmatch(wanted, said), said


@contextmanager
def asked_for(visitor: Visitor) -> Iterator[list[str]]:
    """The questions that the page asked while the block ran, filled in at its end."""
    visitor.ask("performance.clearResourceTimings()")
    found: list[str] = []
    yield found
    names = visitor.ask("return performance.getEntriesByType('resource').map(entry => entry.name)")
    found += [parse_qs(urlsplit(name).query)["q"][0] for name in names if "/api/v1/suggest?" in name]


@pytest.mark.parametrize(
    ("locale", "half", "whole", "is_asked"),
    [
        ("zh-CN", "tibi", "提币", True),
        ("zh-TW", "ㄊㄧˊ", "提幣", False),
        ("ja", "しゅっk", "出金", False),
        ("ja", "syu", "出金", False),
        ("ko", "ㅊ", "출금", False),
        ("ko", "출", "출금", True),
        ("en", "withd", "withdrawal", True),
    ],
)
def test_half_a_syllable_isn_t_asked_about_pinyin_and_whole_words_are(
    reader: Visitor, locale: str, half: str, whole: str, is_asked: bool
) -> None:
    reader.open(f"/{locale}/")
    reader.see("#q").click()
    with asked_for(reader) as questions:
        reader.command("Input.imeSetComposition", text=half, selectionStart=len(half), selectionEnd=len(half))
        if is_asked:
            reader.see(OPTIONS)
        for key in (Keys.ARROW_DOWN, Keys.ESCAPE):
            press_composing(reader, key)
        assert reader.all(CHOSEN) == []
        reader.command("Input.insertText", text=whole)
        reader.see(ANSWERS)
    assert questions == ([half, whole] if is_asked else [whole])
    assert value(reader) == whole


def press_composing(visitor: Visitor, key: str) -> None:
    """Presses a key that the input method takes for itself."""
    name = {Keys.ARROW_DOWN: "ArrowDown", Keys.ESCAPE: "Escape"}[key]
    visitor.command("Input.dispatchKeyEvent", type="rawKeyDown", key=name, windowsVirtualKeyCode=229)


def slow(origin: str, *texts: str) -> AbstractContextManager[tuple[str, dict[str, threading.Event]]]:
    """The site on a line on which what is asked of the API about these texts waits."""

    def is_about(path: str, text: str) -> bool:
        return path.startswith("/api/v1/") and path.rpartition("q=")[2].split("&")[0] == text

    return slow_line(origin, {text: partial(is_about, text=text) for text in texts})


def test_a_late_answer_never_replaces_that_to_what_was_typed_last(reader: Visitor, demo_site: str) -> None:
    with slow(demo_site, "withdrawal") as (origin, held):
        late = Visitor(reader.driver, origin)
        late.open("/en/")
        late.ask(UNSTOPPABLE)
        late.see("#q").send_keys("withdrawal")
        late.until(lambda: late.ask("return asked") == 2)
        late.see("#q").send_keys(Keys.CONTROL, "a")
        typed(late, "password")
        shown = late.texts(OPTIONS)
        assert any("password" in text for text in shown)
        held["withdrawal"].set()
        late.until(lambda: late.ask("return answered") >= 4)
        assert late.texts(OPTIONS) == shown


def test_on_a_slow_line_enter_searches_at_once_for_what_was_typed(reader: Visitor, demo_site: str) -> None:
    with slow(demo_site, "withdrawal fee") as (origin, _):
        late = Visitor(reader.driver, origin)
        late.open("/en/")
        late.see("#q").send_keys("withdrawal fee", Keys.ENTER)
        late.until(lambda: late.path == "/en/search?q=withdrawal+fee")


def test_recent_searches_are_offered_in_an_empty_box_and_can_be_removed(reader: Visitor) -> None:
    for text in ("提币", "忘记密码", "提币"):
        searched(reader, text)
    assert kept(reader) == ["提币", "忘记密码"]
    reader.open("/zh-CN/articles/1042")
    reader.press("/")
    reader.see(RECENT)
    assert reader.texts(RECENT) == ["提币", "忘记密码"]
    assert "仅保存在本设备" in reader.see(".suggestions").text
    reader.press(Keys.TAB, Keys.ENTER)
    reader.until(lambda: reader.texts(RECENT) == ["忘记密码"])
    assert reader.ask("return document.activeElement.getAttribute('aria-label')") == "删除“忘记密码”"
    reader.press(Keys.ESCAPE)
    assert reader.ask("return document.activeElement.id") == "q"
    reader.press(Keys.ARROW_DOWN, Keys.ARROW_DOWN)
    assert reader.texts(CHOSEN) == ["忘记密码"]
    reader.press(Keys.ENTER)
    reader.until(lambda: "/zh-CN/search?" in reader.path)
    assert value(reader) == "忘记密码"
    reader.open("/zh-CN/")
    reader.see("#q").click()
    reader.see(".forget-all").click()
    reader.until(lambda: not reader.all("#suggestions")[0].is_displayed())
    assert reader.ask("return localStorage.length") == 0


def test_at_most_eight_searches_are_kept_and_nothing_private(reader: Visitor) -> None:
    for text in ("me@example.com", "TXyz9876543210abcdefghijklmnopqrstu", "138 0013 8000", "apple " * 12):
        searched(reader, text, "en")
    assert kept(reader) == []
    for place in range(9):
        searched(reader, f"fee {place}", "en")
    assert kept(reader) == [f"fee {place}" for place in range(8, 0, -1)]


def test_where_storage_is_blocked_there_are_no_recent_searches_and_the_rest_works(reader: Visitor) -> None:
    added = reader.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": BLOCKED})
    try:
        searched(reader, "withdrawal", "en")
        reader.open("/en/")
        reader.see("#q").click()
        typed(reader, "fees")
        assert reader.all(RECENT) == []
        assert [entry for entry in reader.console() if "SEVERE" in entry] == []
    finally:
        reader.command("Page.removeScriptToEvaluateOnNewDocument", identifier=added["identifier"])


def test_without_script_the_form_searches(demo_site: str, tmp_path: Path) -> None:
    with chromium(tmp_path / "profile", **NO_SCRIPT) as plain:
        visitor = Visitor(plain, demo_site)
        visitor.open("/ar/")
        visitor.see("#q").send_keys("withdrawal", Keys.ENTER)
        visitor.see(".results")
        assert visitor.path == "/ar/search?q=withdrawal"


@pytest.mark.parametrize("path", ["/en/", "/en/search?q=fee", "/zh-CN/articles/1042"])
def test_the_scripts_of_a_page_are_under_forty_kilobytes(demo_site: str, path: str) -> None:
    page = urlopen(demo_site + path).read().decode()
    scripts = re.findall(r'<script src="([^"]+)"', page)
    assert len(scripts) >= 2
    assert sum(len(gzip.compress(urlopen(demo_site + script).read())) for script in scripts) < 40_000
