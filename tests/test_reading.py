"""Reading an article in a real Chromium: contents that follow, links, code, images, and the reader's script."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.keys import Keys

from bench.chromium import served
from tests.plain import plain
from tests.visitor import DESK, NO_SCRIPT, PHONE, Visitor, chromium

pytestmark = pytest.mark.browser

HERE = ".reading-side .contents [aria-current=location]"
STATUS = "main > [role=status]"
LONG = "\n\n".join(["Some words to read, again and again."] * 30)
CODE = 'curl -H "Key: 1" https://api.example/v1\nsecond line'
ARTICLE = f"""---
id: 1
title: How to use the API
---

Lead.

## First steps

{LONG}

```
{CODE}
```

## Second steps

{LONG}

![A chart of limits](chart.png)

[![linked](chart.png)](https://example.com)

### A detail

{LONG}

## Last

The end.
"""
SIMPLIFIED = "---\nid: 2\ntitle: 怎么提币\n---\n\n打开资产页面。\n"


def picture(width: int, height: int) -> bytes:
    """A grey PNG."""
    rows = b"".join(b"\0" + b"\x80" * width for _ in range(height))
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    packed = (struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


@pytest.fixture(scope="module")
def site(driver: Chrome, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site with one long article and one in simplified Chinese alone."""
    folder = tmp_path_factory.mktemp("reading")
    for name, body in {
        "site.yml": b"default_locale: en\nlocales: [en, zh-CN, zh-TW, ar]\nfallbacks: {zh-TW: [zh-CN]}\n",
        "en/api.md": ARTICLE.encode(),
        "en/chart.png": picture(1600, 900),
        "zh-CN/withdraw.md": SIMPLIFIED.encode(),
    }.items():
        path = folder / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    with served(plain(folder / "content"), folder / "data") as origin:
        yield origin


@pytest.fixture
def reader(driver: Chrome, site: str) -> Visitor:
    """Somebody at a desk who reads the long article, and whose browser lets pages write to the clipboard."""
    visitor = Visitor(driver, site)
    visitor.resize(DESK)
    granted = ["clipboardReadWrite", "clipboardSanitizedWrite"]
    visitor.command("Browser.grantPermissions", origin=site, permissions=granted)
    driver.get("about:blank")
    visitor.open("/en/articles/1-api")
    return visitor


def test_the_contents_follow_the_reader(reader: Visitor) -> None:
    assert reader.all(HERE) == []
    for title in ("Second steps", "A detail", "First steps"):
        anchor = "s-" + title.lower().replace(" ", "-")
        reader.ask("document.getElementById(arguments[0]).scrollIntoView()", anchor)
        reader.until(lambda title=title: reader.texts(HERE) == [title])
    reader.ask("scrollTo(0, document.documentElement.scrollHeight)")
    reader.until(lambda: reader.texts(HERE) == ["Last"])


def test_a_heading_s_link_is_copied_by_keyboard_and_said(reader: Visitor) -> None:
    button = reader.all("#s-first-steps .anchor")[0]
    assert button.get_attribute("aria-label") == "Copy the link to this section: First steps"
    assert button.size == {"width": 44, "height": 44}
    reader.ask("arguments[0].focus()", button)
    reader.press(Keys.ENTER)
    reader.until(lambda: reader.texts(STATUS) == ["Copied"])
    copied = reader.ask("return navigator.clipboard.readText()")
    assert copied == f"{reader.origin}/en/articles/1-api#s-first-steps"


def test_code_is_copied_as_it_is(reader: Visitor) -> None:
    reader.see(".copy-code").click()
    reader.until(lambda: reader.texts(STATUS) == ["Copied"])
    assert reader.ask("return navigator.clipboard.readText()") == CODE


def test_an_image_is_enlarged_and_put_back_by_keyboard(reader: Visitor) -> None:
    images = reader.all(".zoom")
    assert [image.get_attribute("aria-label") for image in images] == ["Enlarge the image: A chart of limits"]
    reader.ask("arguments[0].focus()", images[0])
    reader.press(Keys.ENTER)
    shown = reader.see("dialog img")
    reader.until(lambda: shown.size["width"] > reader.see(".zoom img").size["width"])
    assert shown.get_attribute("alt") == "A chart of limits"
    reader.press(Keys.ESCAPE)
    reader.until(lambda: not reader.all("dialog[open]"))
    assert reader.ask("return document.activeElement.className") == "zoom"
    reader.press(Keys.ENTER)
    reader.see("dialog .close").click()
    reader.until(lambda: not reader.all("dialog[open]"))


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_what_script_adds_moves_nothing(reader: Visitor, site: str, tmp_path: Path, width: int) -> None:
    places = "return [...document.querySelectorAll('.text > *')].map(element => element.offsetTop)"
    loaded = "document.images[0].scrollIntoView(); return [...document.images].every(image => image.complete)"
    with chromium(tmp_path / "profile", **NO_SCRIPT) as plain:
        visitor = Visitor(plain, site)
        for somebody in (visitor, reader):
            somebody.resize(width)
            somebody.open("/en/articles/1-api")
        reader.until(lambda: reader.ask(loaded))  # with script, Chromium loads images when they come near
        assert visitor.all(".anchor, .zoom, .copy-code") == []
        assert reader.all(".anchor, .zoom, .copy-code")
        assert reader.ask(places) == visitor.ask(places)
    assert reader.ask("return document.documentElement.scrollWidth") <= width


def test_a_text_in_the_other_chinese_script_is_marked_as_what_it_is(reader: Visitor) -> None:
    reader.open("/zh-TW/articles/2-withdraw")
    assert (reader.title, reader.see("article").get_attribute("lang")) == ("怎麼提幣", "")
    reader.follow(reader.see("article .aside-note a"))
    assert reader.ask("return document.documentElement.lang") == "zh-TW"
    assert reader.see("article").get_attribute("lang") == "zh-CN"
    assert reader.title == "怎么提币"
    note = reader.see("article .aside-note")
    assert note.get_attribute("lang") == "zh-TW"
    assert "简体中文" in note.text
    fonts = "return getComputedStyle(document.querySelector(arguments[0])).fontFamily"
    assert "SC" in reader.ask(fonts, "article .text")
    assert "TC" in reader.ask(fonts, "body")
