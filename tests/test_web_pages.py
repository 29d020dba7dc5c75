"""The pages as a visitor without script gets them."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import html5lib
import pytest
from flask.testing import FlaskClient

from kb.settings import Settings
from kb.web.words import words_of
from search_app import app_of
from tests.conftest import opened
from tests.page_text import text_of
from tests.plain import plain

FEES = "/en/articles/1042-withdrawal-fees"
PAGES = (
    "/en/",
    "/ar/",
    "/zh-TW/",
    "/en/categories",
    "/en/categories/funds",
    "/en/categories/funds/withdrawal",
    FEES,
    "/zh-CN/articles/1042-withdrawal-fees",
    "/ar/articles/1042-withdrawal-fees",
    "/en/articles/account/guides/first",
    "/en/search",
    "/en/search?q=withdrawal",
    "/en/search?q=qqqzzz&category=funds&tag=x",
    "/en/search?q=purple+elephants+dancing+network&lang=en",
    "/ar/search?q=withdrawl+%22fee%22&exact=0",
    "/zh-CN/search?q=%E6%8F%90%E5%B8%81%E6%89%8B%E7%BB%AD%E8%B4%B9",
    "/en/nothing-here",
    "/en/contact",
    "/ar/contact",
    "/en/verify",
    "/zh-CN/verify?q=https://0rivane.example+%22%3Cb%3E%22",
    "/en/verify?q=help%40harbour.example",
)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_valid_html_with_a_heading_landmarks_and_no_inline_code(client: FlaskClient, path: str) -> None:
    page = client.get(path).text
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    assert len(tree.findall(".//h1")) == 1
    assert all(tree.find(f".//{landmark}") is not None for landmark in ("header", "main", "footer"))
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert not [e for e in tree.iter() if e.get("style") or any(str(name).startswith("on") for name in e.attrib)]
    assert all(script.get("src") or script.get("type") == "application/ld+json" for script in tree.iter("script"))


@pytest.mark.parametrize("path", PAGES)
def test_every_link_of_a_page_leads_somewhere(client: FlaskClient, path: str) -> None:
    links = set(re.findall(r'(?:href|src|action)="(/[^"#]*)', client.get(path).text))
    statuses = {link: client.get(unescape(link), buffered=True).status_code for link in links}
    assert {link: status for link, status in statuses.items() if status != 200} == {}


@pytest.mark.parametrize(
    ("wish", "home"),
    [("zh-TW,zh;q=0.9", "/zh-TW/"), ("ar", "/ar/"), ("fr", "/en/"), ("", "/en/"), ("zh-Hans-CN", "/zh-CN/")],
)
def test_the_first_page_is_in_the_language_that_the_browser_asks_for(client: FlaskClient, wish: str, home: str) -> None:
    answer = client.get("/", headers={"Accept-Language": wish})
    assert (answer.status_code, answer.headers["Location"]) == (302, home)
    assert "Accept-Language" in answer.headers["Vary"]


def test_home_shows_categories_with_counts_popular_searches_channels_and_notices(
    client: FlaskClient,
) -> None:
    text = text_of(client.get("/en/"))
    for expected in (
        "How can we help?", "Answers at any hour", "withdrawal fee", "Funds", "2 articles", "Live chat", "Open now",
        "Answers within 5 minutes", "Maintenance tonight", "Withdrawals pause for <an hour>.",
    ):  # fmt: skip
        assert expected in text
    assert "Long ago" not in text


def test_home_without_a_greeting_of_its_own_greets_in_the_reader_s_language(client: FlaskClient) -> None:
    assert "كيف يمكننا مساعدتك؟" in client.get("/ar/").text
    assert "遇到什么问题了？" in client.get("/zh-CN/").text


def test_an_arabic_page_runs_from_right_to_left_and_marks_what_does_not(client: FlaskClient) -> None:
    page = client.get("/ar/articles/1042-withdrawal-fees").text
    assert '<html lang="ar" dir="rtl"' in page
    assert '<article lang="en" dir="ltr">' in page


def test_a_category_shows_where_it_is_what_is_below_and_how_much(client: FlaskClient) -> None:
    page = client.get("/en/categories/funds/withdrawal")
    assert "Funds" in text_of(page)
    assert "How much is the withdrawal fee?" in text_of(page)
    assert "2 articles" in text_of(page)
    assert 'href="/en/categories/funds/withdrawal"' in client.get("/en/categories/funds").text


def test_a_category_in_another_spelling_is_redirected_and_an_unknown_one_is_not_found(client: FlaskClient) -> None:
    assert client.get("/en/categories/Funds").headers["Location"] == "/en/categories/funds"
    assert client.get("/en/categories/funds/nothing").status_code == 404


def test_an_article_has_its_answer_contents_anchors_translations_date_related_and_channels(client: FlaskClient) -> None:
    page = client.get(FEES)
    text = text_of(page)
    for expected in (
        "A fixed amount per coin",
        "On this page",
        "October 12, 2026",
        "My withdrawal is stuck",
        "Live chat",
    ):
        assert expected in text
    assert 'href="#s-how-to-pay-less"' in page.text
    assert '<h2 id="s-how-to-pay-less"' in page.text
    assert 'hreflang="zh-CN" href="http://localhost/zh-CN/articles/1042-withdrawal-fees"' in page.text
    assert 'src="/media/en/funds/withdrawal/fee-table.png"' in page.text


def test_an_article_can_be_linked_by_address_or_markdown_without_script(client: FlaskClient) -> None:
    page = client.get(FEES).text
    assert 'value="http://localhost/a/1042"' in page
    assert 'value="[How much is the withdrawal fee?](http://localhost/a/1042)"' in page


@pytest.mark.parametrize(
    "path",
    ["/en/articles/1042", "/en/articles/1042-old-title", "/EN/articles/1042-Withdrawal-Fees", "/en/articles/1042/"],
)
def test_the_id_decides_and_the_rest_of_an_address_is_put_right(client: FlaskClient, path: str) -> None:
    answer = client.get(path, follow_redirects=True)
    assert answer.request.path == FEES
    assert all(step.status_code == 301 for step in answer.history)


def test_a_redirect_keeps_the_query(client: FlaskClient) -> None:
    assert client.get("/en/articles/1042?from=chat").headers["Location"] == f"{FEES}?from=chat"


def test_an_article_whose_id_is_a_path_is_found_at_it(client: FlaskClient) -> None:
    assert "A guide in a folder" in client.get("/en/articles/account/guides/first").text
    assert client.get("/a/account/guides/first").headers["Location"] == "/en/articles/account/guides/first"


def test_a_missing_translation_is_shown_in_the_fallback_language_with_a_note(client: FlaskClient) -> None:
    page = client.get("/zh-TW/articles/1042-withdrawal-fees?script=original")
    assert "您看到的是简体中文版本" in text_of(page)
    assert '<link rel="canonical" href="http://localhost/zh-CN/articles/1042-withdrawal-fees">' in page.text


def test_a_title_with_html_is_shown_as_it_was_written(client: FlaskClient) -> None:
    page = client.get("/en/articles/1005-forgot-password")
    assert "<b>bold</b>" not in page.text
    assert 'I forgot my password <b>bold</b> & "quoted"' in text_of(page)


def test_markdown_is_at_the_same_address(client: FlaskClient) -> None:
    answer = client.get(f"{FEES}.md")
    assert answer.content_type == "text/markdown; charset=utf-8"
    assert answer.text.startswith("# How much is the withdrawal fee?\n\nWhat you pay")
    assert "aliases" not in answer.text
    assert client.get("/ja/articles/1042.md").headers["Location"] == f"{FEES}.md"


@pytest.mark.parametrize(("wish", "locale"), [("zh-CN", "zh-CN"), ("en", "en"), ("ja", "ja")])
def test_a_short_link_opens_in_the_reader_s_language(client: FlaskClient, wish: str, locale: str) -> None:
    answer = client.get("/a/1042", headers={"Accept-Language": wish})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/{locale}/articles/1042-withdrawal-fees")
    assert "Accept-Language" in answer.headers["Vary"]


def test_a_dead_address_is_searched_for(client: FlaskClient) -> None:
    answer = client.get("/en/help/withdrawal-fees.html")
    assert answer.status_code == 404
    assert f'href="{FEES}"' in answer.text
    assert '<meta name="robots" content="noindex">' in answer.text


@pytest.mark.parametrize("path", ["/old/fees.html", "/docs/fee-table/", "/docs/fee-table"])
def test_an_old_address_leads_to_the_article(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Location"]) == (301, FEES)


@pytest.mark.parametrize(
    "path", ["/xx/", "/xx/articles/1042", "/e%00n/", "/%F0%9F/search", "/en/articles/..%2f..%2fetc"]
)
def test_an_address_that_means_nothing_is_not_found_in_the_reader_s_language(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Accept-Language": "zh-CN"})
    assert answer.status_code == 404
    if not path.startswith("/en/"):
        assert "页面不存在" in answer.text


def test_an_address_without_its_last_slash_is_put_right(client: FlaskClient) -> None:
    assert client.get("/en").headers["Location"] == "/en/"
    assert client.get("/zh-cn?x=1").headers["Location"] == "/zh-CN/?x=1"


def test_nothing_leads_to_another_host(client: FlaskClient) -> None:
    for path in ("//evil.example/", "/en//evil.example", "/a///evil.example", "/EN//evil.example"):
        assert not client.get(path).headers.get("Location", "/").startswith(("//", "http"))


def test_drafts_and_internal_articles_are_nowhere(client: FlaskClient) -> None:
    paths = ["/en/", "/en/categories/account", "/sitemap.xml", "/en/feed.xml", "/llms.txt", "/en/search?q=zebra",
             "/api/v1/search?q=zebra", "/api/v1/suggest?q=unfin", "/api/v1/articles", "/api/v1/tags"]  # fmt: skip
    for path in paths:
        assert "nfinished draft" not in client.get(path).text
        assert "nternal zebra" not in client.get(path).text
    for path in ("/en/articles/9001", "/a/9002", "/en/articles/9001.md", "/api/v1/articles/9002"):
        assert client.get(path).status_code == 404


def test_the_sitemap_lists_pages_that_exist_with_their_translations(client: FlaskClient) -> None:
    tree = ElementTree.fromstring(client.get("/sitemap.xml").data)
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    places = [str(place.text) for place in tree.findall("s:url/s:loc", space)]
    assert f"http://localhost{FEES}" in places
    assert len(places) == len(set(places))
    assert [place for place in places if client.get(place.removeprefix("http://localhost")).status_code != 200] == []
    fees = next(url for url in tree.findall("s:url", space) if url.findtext("s:loc", "", space).endswith(FEES))
    assert {link.get("hreflang") for link in fees.findall("x:link", space)} == {"en", "zh-CN"}
    assert client.get("/sitemap-2.xml").status_code == 404


def test_the_feed_has_the_newest_article_first(client: FlaskClient) -> None:
    tree = ElementTree.fromstring(client.get("/en/feed.xml").data)
    titles = [entry.findtext("{*}title") for entry in tree.findall("{*}entry")]
    assert titles[0] == "How much is the withdrawal fee?"
    assert tree.findtext("{*}updated") == "2026-10-12T00:00:00Z"
    assert client.get("/feed.xml", headers={"Accept-Language": "zh-CN"}).text.count("提币手续费是多少") == 1


def test_what_machines_read_is_there(client: FlaskClient) -> None:
    assert "Sitemap: http://localhost/sitemap.xml" in client.get("/robots.txt").text
    assert f"- [How much is the withdrawal fee?](http://localhost{FEES}.md)" in client.get("/llms.txt").text
    template = "http://localhost/zh-CN/search?q={searchTerms}"
    assert template in client.get("/opensearch.xml", headers={"Accept-Language": "zh-CN"}).text
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200


def test_readyz_is_503_until_the_full_index_answers(content: Path, tmp_path: Path) -> None:
    from kb.center import HelpCenter

    center = HelpCenter(Settings(content=content, data=tmp_path))
    client = app_of(center).test_client()
    assert client.get("/readyz").status_code == 503
    assert "still preparing" in text_of(client.get("/en/search?q=withdrawal"))
    center.close()


def test_pictures_of_the_content_folder_are_shown_and_nothing_else(client: FlaskClient) -> None:
    answer = client.get("/media/en/funds/withdrawal/fee-table.png", buffered=True)
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    again = client.get("/media/en/funds/withdrawal/fee-table.png", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    for path in (
        "/media/site.yml",
        "/media/../site.yml",
        "/media/%2e%2e/%2e%2e/etc/passwd",
        "/media/en",
        "/media/x.svg",
    ):
        assert client.get(path).status_code == 404


def test_an_editor_s_preview_shows_drafts_marked_and_findings_and_is_never_indexed(tmp_path: Path) -> None:
    (tmp_path / "content" / "en").mkdir(parents=True)
    draft = tmp_path / "content" / "en" / "zebra.md"
    draft.write_text("---\ntitle: About zebras\nstatus: draft\nupdated: never\n---\n\nStripes.\n", encoding="utf-8")
    center = opened(Settings(content=plain(tmp_path / "content"), data=tmp_path / "data", preview=True))
    client = app_of(center).test_client()
    page = client.get("/en/articles/zebra")
    assert "Draft" in text_of(page)
    assert "Findings in this file" in text_of(page)
    assert "Line 4" in text_of(page)
    assert "preview.js" in page.text
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "Disallow: /\n" in client.get("/robots.txt").text
    before = client.get("/preview/version").json
    draft.write_text("---\ntitle: About zebras\nstatus: draft\n---\n\nMore stripes.\n", encoding="utf-8")
    center.refresh()
    assert client.get("/preview/version").json != before
    center.close()


def test_there_is_no_preview_outside_of_it(client: FlaskClient) -> None:
    assert client.get("/preview/version").status_code == 404
    assert "preview.js" not in client.get("/en/").text


def test_an_empty_content_folder_still_has_pages(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    center = opened(Settings(content=tmp_path / "content", data=tmp_path / "data"))
    client = app_of(center).test_client()
    for path in ("/en/", "/en/categories", "/en/search?q=x", "/sitemap.xml", "/en/feed.xml", "/llms.txt"):
        assert client.get(path).status_code == 200
    center.close()


def test_a_content_locale_without_a_catalogue_gets_pages_in_english(tmp_path: Path) -> None:
    (tmp_path / "content" / "ru").mkdir(parents=True)
    (tmp_path / "content" / "ru" / "fee.md").write_text("# Комиссия за вывод\n\nТекст.\n", encoding="utf-8")
    center = opened(Settings(content=plain(tmp_path / "content"), data=tmp_path / "data"))
    client = app_of(center).test_client()
    page = client.get("/ru/articles/fee").text
    assert '<html lang="en" dir="ltr">' in page
    assert '<article lang="ru" dir="ltr">' in page
    assert client.get(f"/ru/search?q={quote('комиссия')}").text.count("Комиссия") >= 1
    center.close()


def test_articles_outside_of_every_category_can_be_browsed(tmp_path: Path) -> None:
    (tmp_path / "content" / "en").mkdir(parents=True)
    (tmp_path / "content" / "en" / "loose.md").write_text("# A loose leaf\n\nText.\n", encoding="utf-8")
    center = opened(Settings(content=plain(tmp_path / "content"), data=tmp_path / "data"))
    client = app_of(center).test_client()
    assert "A loose leaf" in text_of(client.get("/en/categories"))
    assert "A loose leaf" in text_of(client.get("/en/"))
    center.close()


@pytest.mark.parametrize("locale", ["zh-CN", "zh-TW", "en", "ja", "ar"])
def test_an_article_that_concerns_money_warns_of_impostors_and_leads_to_the_verifier(
    client: FlaskClient, locale: str
) -> None:
    texts = words_of(locale)
    page = client.get(f"/{locale}/articles/1042-withdrawal-fees").text
    warning = page[page.index('class="impostors"') : page.index("</section>", page.index('class="impostors"'))]
    for key in ("money.title", "money.text", "verify.title"):
        assert texts.text(key) in warning
    assert f'href="/{locale}/verify"' in warning
    assert 'class="impostors"' not in client.get(f"/{locale}/articles/1005-forgot-password").text


@pytest.mark.parametrize(
    ("path", "lang"),
    [("/zh-CN/nothing-here", "zh-CN"), ("/AR/nothing/at/all", "ar"), ("/nothing-here", "ja"), ("/xx/nothing", "ja")],
)
def test_a_dead_address_is_answered_in_its_own_language_else_in_the_readers(
    client: FlaskClient, path: str, lang: str
) -> None:
    answer = client.get(path, headers={"Accept-Language": "ja"})
    assert (answer.status_code, answer.headers["Content-Language"]) == (404, lang)
