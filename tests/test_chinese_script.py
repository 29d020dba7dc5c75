"""A Chinese article in the characters of its reader, where nobody has written it in them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import html5lib
import pytest
from flask.testing import FlaskClient

from kb.chinese_script import table_for
from kb.settings import Settings
from search_app import app_of
from tests.conftest import opened
from tests.plain import plain

SITE = "locales: [zh-CN, zh-TW, zh-HK, en]\ndefault_locale: zh-CN\nfallbacks: {zh-TW: [zh-CN], zh-CN: [zh-TW]}\n"
MAINLAND = """---
id: 1
title: 提币手续费是多少
answer: 按币种和网络收取。
---

## 各网络手续费

打开 **账户**，执行 `软件 "网络"`：

```
// 网络
```

<span title="网络 > 1">[软件](#各网络手续费)</span>
"""
TAIWAN = "---\nid: 2\ntitle: 帳戶被鎖定\n---\n\n請重新啟動軟體，確認網路。\n"


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A reader of a site with an article in each of the two scripts."""
    root = tmp_path_factory.mktemp("script")
    content = plain(root / "content")
    for name, text in {"site.yml": SITE, "zh-CN/a/fees.md": MAINLAND, "zh-TW/a/locked.md": TAIWAN}.items():
        (content / name).parent.mkdir(parents=True, exist_ok=True)
        (content / name).write_text(text, encoding="utf-8")
    with closing(opened(Settings(content=content, data=root / "data"))) as center:
        yield app_of(center).test_client()


def test_a_simplified_article_is_read_in_the_characters_and_words_of_taiwan(reader: FlaskClient) -> None:
    page = reader.get("/zh-TW/articles/1-fees").text
    article = next(html5lib.parse(page, namespaceHTMLElements=False).iter("article"))
    text = "".join(article.itertext())
    for expected in ("提幣手續費是多少", "按幣種和網路收取。", "各網路手續費", "開啟 帳戶", "軟體"):
        assert expected in text
    assert article.get("lang") in (None, "zh-TW")
    assert "<title>提幣手續費是多少" in page
    assert '軟體 "網路"' not in text, "code is what one types"
    assert "// 网络" in text
    assert 'id="s-各网络手续费"' in page, "links to a section hold in every script"
    assert "自動轉換" in page


def test_the_original_is_one_link_away(reader: FlaskClient) -> None:
    page = html5lib.parse(reader.get("/zh-TW/articles/1-fees").text, namespaceHTMLElements=False)
    (link,) = (link.get("href") for link in page.iter("a") if "script=" in link.get("href", ""))
    original = reader.get(link)
    assert original.status_code == 200
    article = next(html5lib.parse(original.text, namespaceHTMLElements=False).iter("article"))
    assert "提币手续费是多少" in "".join(article.itertext())
    assert article.get("lang") == "zh-CN"


def test_a_traditional_article_is_read_in_simplified_characters(reader: FlaskClient) -> None:
    text = reader.get("/zh-CN/articles/2-locked").text
    assert "请重新启动软件，确认网络。" in text
    assert "账户被锁定" in text


def test_a_text_in_the_readers_own_characters_stays_as_it_is(reader: FlaskClient) -> None:
    assert "自动转换" not in reader.get("/zh-CN/articles/1-fees").text
    assert "自動轉換" not in reader.get("/zh-TW/articles/2-locked").text


@pytest.mark.parametrize(
    ("written", "locale", "table"),
    [
        *(("zh-CN", "zh-TW", "s2twp"), ("zh", "zh-HK", "s2hk"), ("zh-Hans", "zh-Hant", "s2twp")),
        *(("zh-TW", "zh-CN", "tw2sp"), ("zh-MO", "zh-SG", "hk2s"), ("zh-TW", "zh-HK", "")),
        *(("zh-CN", "zh-SG", ""), ("zh-CN", "ja", ""), ("en", "zh-TW", "")),
    ],
)
def test_only_chinese_in_other_characters_is_converted(written: str, locale: str, table: str) -> None:
    assert table_for(written, locale) == table
