"""Whole journeys through the real pages, in a real Chromium, against a real `kb serve`."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from bench.chromium import served
from tests.plain import plain
from tests.visitor import DESK, FEES, NO_SCRIPT, PHONE, Visitor, chromium

pytestmark = pytest.mark.browser

DEAD = "/articles/withdraw-fees.html"
KINDS_OF_PAGE = {
    "zh-CN": ("/", "/categories", "/categories/funds/withdrawal", "/articles/1042", "/search?q=提币手续费", DEAD),
    "ar": ("/", "/categories", "/categories/funds/withdrawal", "/articles/1042", "/search?q=withdrawal", DEAD),
}
WIDE = "\n\n## Wide\n\n" + "\n".join(f"|{cell * 14}" for cell in (" network |", " --- |", " ERC20-USDT |"))
CLIPPED = """
    const box = document.getElementById("q"), style = getComputedStyle(box);
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = style.font;
    const room = box.clientWidth - parseFloat(style.paddingInlineStart) - parseFloat(style.paddingInlineEnd);
    return Math.max(0, Math.ceil(pen.measureText(box.placeholder).width - room));
"""
STYLE_OF_FOCUS = """
    const focused = document.activeElement, ring = getComputedStyle(focused.closest("form.search") || focused);
    return focused === document.body ? null : [ring.outlineStyle, parseFloat(ring.outlineWidth)];
"""


def number_in(text: str) -> int:
    """The first number of a text."""
    return int(re.findall("[0-9]+", text)[0])


@pytest.fixture
def browser(driver: Chrome, demo_site: str) -> Visitor:
    """A visitor of the demo at a desk, who reads Chinese and hasn't been here before."""
    visitor = Visitor(driver, demo_site)
    driver.get("about:blank")
    visitor.command("Storage.clearDataForOrigin", origin=demo_site, storageTypes="local_storage")
    visitor.resize(DESK)
    visitor.speak("zh-CN")
    visitor.console()
    return visitor


@pytest.fixture
def plain_browser(demo_site: str, tmp_path: Path) -> Iterator[Visitor]:
    """A visitor of the demo on a phone whose browser runs no script."""
    with chromium(tmp_path / "profile", **NO_SCRIPT) as driver:
        visitor = Visitor(driver, demo_site)
        visitor.resize(PHONE)
        yield visitor


@pytest.fixture(scope="module")
def folder(content: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small content folder that is written to: a picture, a wide table, and a draft with a slip of the pen."""
    copy = Path(shutil.copytree(content, tmp_path_factory.mktemp("preview") / "content"))
    fees = copy / "en/funds/withdrawal/withdrawal-fees.md"
    fees.write_text(fees.read_text(encoding="utf-8") + WIDE, encoding="utf-8")
    draft = copy / "en/account/draft.md"
    draft.write_text(draft.read_text(encoding="utf-8").replace("status:", "alias: [zebra]\nstatus:"), encoding="utf-8")
    return plain(copy)


@pytest.fixture(scope="module")
def preview(driver: Chrome, folder: Path) -> Iterator[str]:
    """An editor's preview of the small content folder."""
    with served(folder, folder.parent / "data", "--preview") as origin:
        yield origin


@pytest.fixture
def editor(driver: Chrome, preview: str) -> Visitor:
    """An editor at a desk who looks at the preview."""
    visitor = Visitor(driver, preview)
    visitor.resize(DESK)
    return visitor


def test_a_question_typed_on_the_home_page_leads_to_the_right_section_of_the_right_article(browser: Visitor) -> None:
    browser.open("/")
    assert browser.path == "/zh-CN/"
    browser.see("#q").send_keys("提币手续费", Keys.ENTER)
    browser.see(".results")
    assert browser.path.startswith("/zh-CN/search?q=")
    assert browser.texts(".results h2")[0] == FEES["zh-CN"]
    section = browser.see(".results > li:first-child .sections a")
    wanted = section.text
    browser.follow(section)
    assert browser.path.startswith("/zh-CN/articles/1042")
    assert browser.title == FEES["zh-CN"]
    assert browser.see(":target").text == wanted
    browser.until(lambda: browser.ask("return document.querySelector(':target').getBoundingClientRect().top") < 100)


def test_everything_is_reached_with_the_keyboard_and_the_focus_is_always_seen(browser: Visitor) -> None:
    browser.open("/zh-CN/categories/funds/withdrawal")
    for _ in range(12):
        browser.press(Keys.TAB)
        style, width = browser.ask(STYLE_OF_FOCUS)
        assert (style, width) == ("solid", 3), browser.driver.switch_to.active_element.get_attribute("outerHTML")
    browser.press("/")
    box = browser.driver.switch_to.active_element
    assert (box.get_attribute("id"), box.get_attribute("value")) == ("q", "")

    browser.press("忘记")
    browser.see("#suggestions [role=option]")
    browser.press(Keys.ARROW_DOWN, Keys.ARROW_DOWN)
    assert browser.texts("#suggestions [aria-selected=true]") == browser.texts("#suggestion-1")
    assert box.get_attribute("aria-activedescendant") == "suggestion-1"
    browser.press(Keys.ESCAPE)
    assert box.get_attribute("aria-expanded") == "false"
    assert not browser.all("#suggestions")[0].is_displayed()
    assert box.get_attribute("value") == "忘记"

    browser.press(Keys.ARROW_DOWN)
    wanted = browser.see("#suggestion-1").text.split("\n")[0]
    browser.press(Keys.ARROW_DOWN, Keys.ARROW_UP, Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ENTER)
    browser.until(lambda: browser.title == wanted)
    assert browser.path.startswith("/zh-CN/articles/")


def test_a_composition_is_completed_and_enter_that_ends_it_chooses_a_word_and_does_not_search(browser: Visitor) -> None:
    browser.open("/zh-CN/")
    box = browser.see("#q")
    box.click()
    browser.ask("addEventListener('keydown', event => { window.wasComposing = event.isComposing }, true)")
    browser.command("Input.imeSetComposition", text="tibi", selectionStart=4, selectionEnd=4)
    browser.until(lambda: "提币" in browser.texts("#suggestions mark"))
    browser.press_enter()
    assert browser.ask("return window.wasComposing") is True
    assert browser.path == "/zh-CN/"
    browser.command("Input.insertText", text="提币手续费")
    assert box.get_attribute("value") == "提币手续费"
    browser.press_enter()
    browser.see(".results")
    assert browser.see("#q").get_attribute("value") == "提币手续费"
    assert browser.texts(".results h2")[0] == FEES["zh-CN"]


@pytest.mark.parametrize(
    ("locale", "typed", "groups"),
    [
        ("zh-CN", "tib", ["文章", "搜索", "主题"]),
        ("ar", "رسوم", ["عمليات البحث", "المواضيع"]),
        ("en", "fees", ["Articles"]),
    ],
)
def test_suggestions_stand_in_named_groups_with_what_was_typed_marked(
    browser: Visitor, locale: str, typed: str, groups: list[str]
) -> None:
    browser.resize(PHONE)
    browser.open(f"/{locale}/")
    browser.see("#q").send_keys(typed)
    browser.see("#suggestions [role=option]")
    named = browser.all("#suggestions [role=group]")
    assert [group.get_attribute("aria-label") for group in named][: len(groups)] == groups
    assert [group.text.split("\n")[0] for group in named][: len(groups)] == groups
    assert all(group.find_elements(By.CSS_SELECTOR, "[role=option] mark") for group in named[: len(groups)])
    assert browser.ask("return document.documentElement.scrollWidth") == PHONE


def test_a_suggestion_found_by_another_name_shows_that_name(browser: Visitor) -> None:
    browser.open("/zh-CN/")
    browser.see("#q").send_keys("withdraw")
    first = browser.see("#suggestions [role=option]")
    title, name = first.text.split("\n")
    assert title == "怎么提币"
    assert "withdraw" in name
    browser.follow(first)
    assert browser.title == title


def test_search_filters_paging_and_languages_work_without_script(plain_browser: Visitor) -> None:
    plain_browser.open("/zh-CN/")
    box = plain_browser.see("#q")
    box.send_keys("提币")
    assert box.get_dom_attribute("role") is None, "scripts run in this browser"
    box.send_keys(Keys.ENTER)
    plain_browser.see(".results")
    total = number_in(plain_browser.title)
    first_page = plain_browser.texts(".results h2")
    assert len(first_page) == 10 < total

    plain_browser.follow(plain_browser.see(".pager a[rel=next]"))
    second_page = plain_browser.texts(".results h2")
    assert len(second_page) == min(total - 10, 10)
    assert not set(first_page) & set(second_page)

    plain_browser.see("details.filters summary").click()
    funds = plain_browser.see(".filters a[href$='category=funds']")
    count = number_in(funds.text)
    plain_browser.follow(funds)
    assert number_in(plain_browser.title) == count < total
    assert len(plain_browser.texts(".results h2")) == min(count, 10)
    plain_browser.see("details.filters summary").click()
    assert plain_browser.see(".filters [aria-current]").text.startswith("充值与提币")

    plain_browser.see("details.menu summary").click()
    plain_browser.follow(plain_browser.see("details.menu [hreflang=en]"))
    assert plain_browser.path.startswith("/en/search?q=")


def test_an_article_leads_to_its_translations_and_its_short_link_opens_in_the_readers_language(
    browser: Visitor,
) -> None:
    browser.open("/zh-CN/articles/1042")
    browser.see("details.menu summary").click()
    browser.follow(browser.see("details.menu [hreflang=en]"))
    assert browser.path.startswith("/en/articles/1042-")
    assert browser.title == FEES["en"]
    for languages, locale in (("ja,en;q=0.5", "ja"), ("zh-Hans-CN", "zh-CN"), ("en-GB,en", "en")):
        browser.speak(languages)
        browser.open("/a/1042")
        assert browser.path.startswith(f"/{locale}/articles/1042-")
        assert browser.title == FEES[locale]


@pytest.mark.parametrize(
    ("field", "wanted"),
    [("share-address", "{short}"), ("share-markdown", f"[{FEES['zh-CN']}]({{short}})")],
    ids=["address", "markdown"],
)
def test_the_copy_buttons_put_the_address_and_the_markdown_link_on_the_clipboard(
    browser: Visitor, field: str, wanted: str
) -> None:
    wanted = wanted.format(short=f"{browser.origin}/a/1042")
    granted = ["clipboardReadWrite", "clipboardSanitizedWrite"]
    browser.command("Browser.grantPermissions", origin=browser.origin, permissions=granted)
    browser.open("/zh-CN/articles/1042")
    browser.see("details.share summary").click()
    assert browser.see(f"#{field}").get_attribute("value") == wanted
    browser.see(f"[data-copy={field}]").click()
    browser.until(lambda: browser.texts(f"[data-copy={field}]") == ["已复制"])
    assert browser.ask("return navigator.clipboard.readText()") == wanted


@pytest.mark.parametrize("locale", ["zh-CN", "zh-TW", "en", "ja", "ko", "es", "ar"])
def test_the_name_the_way_to_people_the_languages_and_colours_stand_in_one_line_on_a_phone(
    browser: Visitor, locale: str
) -> None:
    browser.resize(PHONE)
    browser.open(f"/{locale}/")
    tops = browser.ask("""
        const middle = (part) => { const r = part.getBoundingClientRect(); return (r.top + r.bottom) / 2; };
        return [...document.querySelectorAll(".brand, .to-people, .top .menu")].map(middle);
    """)
    assert len(tops) == 4
    assert max(tops) - min(tops) < 2


@pytest.mark.parametrize("locale", ["zh-CN", "zh-TW", "en", "ja", "ko", "es", "ar"])
def test_what_the_search_box_says_has_room_in_the_header(browser: Visitor, locale: str) -> None:
    clipped = {}
    for width in (320, PHONE, 720, 768, 900, 1024, DESK):
        browser.resize(width)
        browser.open(f"/{locale}/categories")
        clipped[width] = browser.ask(CLIPPED)
    assert {width: most for width, most in clipped.items() if most} == {}


@pytest.mark.parametrize("locale", KINDS_OF_PAGE)
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_no_page_scrolls_sideways(browser: Visitor, locale: str, width: int) -> None:
    browser.resize(width)
    for path in KINDS_OF_PAGE[locale]:
        browser.open(f"/{locale}{path}")
        assert browser.title
        root = "const root = document.documentElement; return"
        assert browser.ask(f"{root} [innerWidth, root.scrollWidth - root.clientWidth]") == [width, 0], path
        assert browser.ask(f"{root} [root.lang, root.dir]") == [locale, "rtl" if locale == "ar" else "ltr"]


@pytest.mark.parametrize("locale", KINDS_OF_PAGE)
def test_pages_are_quiet_set_no_cookie_and_ask_nobody_else(browser: Visitor, locale: str) -> None:
    for path in KINDS_OF_PAGE[locale]:
        browser.open(f"/{locale}{path}")
        browser.see("#q").clear()
        browser.see("#q").send_keys("API")
        browser.see("#suggestions [role=option]")
        asked = browser.ask("return performance.getEntriesByType('resource').map(entry => entry.name)")
        assert len(asked) > 4
        assert [url for url in asked if not url.startswith(f"{browser.origin}/")] == []
        assert [message for message in browser.console() if not (path == DEAD and "404 (Not Found)" in message)] == []
    assert browser.driver.get_cookies() == []
    assert browser.ask("return localStorage.length + sessionStorage.length") == 0


def test_a_dead_address_shows_what_it_was_probably_about(browser: Visitor) -> None:
    browser.open(f"/zh-CN{DEAD}")
    assert browser.title == "页面不存在"
    assert browser.see("#q").get_attribute("value") == "withdraw fees"
    browser.follow(browser.see(".results h2 a"))
    assert browser.title == FEES["zh-CN"]


def test_an_editor_sees_a_draft_its_findings_and_each_save_at_once(editor: Visitor, folder: Path) -> None:
    editor.open("/en/articles/9001")
    assert editor.see("article .badge").text == "Draft"
    assert "unknown-key" in editor.see(".findings").text
    draft = folder / "en/account/draft.md"
    text = draft.read_text(encoding="utf-8")
    mended = text.replace("alias: [zebra]\n", "").replace("about zebras", "about zebras and quaggas")
    draft.write_text(mended, encoding="utf-8")
    editor.until(lambda: editor.title.endswith("zebras and quaggas"))
    assert editor.all(".findings") == []


def test_a_picture_is_shown_and_a_wide_table_scrolls_in_its_own_box(editor: Visitor) -> None:
    editor.resize(PHONE)
    editor.open("/en/articles/1042")
    editor.until(lambda: editor.ask("return document.querySelector('.text img').naturalWidth") == 1)
    assert editor.ask("return document.querySelector('.text img').alt") == "a table"
    box = "const box = [...document.querySelectorAll('.table-scroll')].at(-1);"
    assert editor.ask(f"{box} return box.scrollWidth > box.clientWidth && box.clientWidth < {PHONE}")
    assert editor.ask(f"{box} box.scrollLeft = 50; return box.scrollLeft") == 50
    assert editor.ask("return document.documentElement.scrollWidth") == PHONE
