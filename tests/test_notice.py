"""Notices stand where they concern somebody: by severity, locale, dates and searches; in pages, API and feed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta, timezone
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from kb.center import HelpCenter
from kb.notice import Notice
from kb.settings import Settings
from search_app import app_of
from tests.conftest import opened

STARTS, ENDS = datetime(2030, 1, 1, tzinfo=timezone.utc), datetime(2030, 1, 2, 8, tzinfo=timezone.utc)
FILES = {
    "site.yml": "default_locale: en\nlocales: [en, zh-CN, zh-TW, ar]\n",
    "en/funds/fees.md": "---\nid: 1\ntitle: Withdrawal fee\n---\nPhishing is a crime. A fee is what you pay.\n",
    "zh-CN/funds/fees.md": "---\nid: 1\ntitle: 提币手续费\n---\n手续费。\n",
    "notices/a-info.md": "---\ntitle: {en: New app, zh-CN: 新版应用}\n---\n",
    "notices/b-warning.md": "---\nseverity: warning\nstarts: 2030-01-01\nends: 2030-01-02T08:00Z\n"
    "title: {en: Slow today}\ntext: {en: Wait a day.}\n---\n",
    "notices/c-danger.md": "---\nseverity: danger\nstarts: 2026-10-01T08:00+08:00\npages: none\n"
    "searches: [phishing, 假客服]\ntitle: {en: Impostors, zh-CN: 冒充客服}\n---\n",
    "notices/d-funds.md": "---\nseverity: warning\nstarts: 2026-10-02\npages: [funds]\ntitle: {en: Funds}\n---\n",
    "notices/e-chinese.md": "---\nlocales: [zh]\nstarts: 2026-10-03\ntitle: {zh-CN: 中文公告}\n---\n",
}


@pytest.fixture(scope="module")
def center(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HelpCenter]:
    """A help center whose notices differ in all that they can."""
    folder = tmp_path_factory.mktemp("notices")
    for name, text in FILES.items():
        path = folder / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    with closing(opened(Settings(content=folder / "content", data=folder / "data"))) as found:
        yield found


@pytest.fixture
def client(center: HelpCenter) -> FlaskClient:
    """A visitor of it."""
    return app_of(center).test_client()


def shown(client: FlaskClient, path: str) -> list[str]:
    """The notices of a page, from the top."""
    return re.findall(r'id="notice-([\w-]+)"', client.get(path).text)


def told(client: FlaskClient, path: str) -> list[str]:
    """The notices of an answer of the API."""
    body = client.get(f"/api/v1/{path}").get_json()
    return [notice["id"] for notice in body.get("notices", body["results"])]


def test_the_most_urgent_stands_first_on_pages_and_in_the_api(client: FlaskClient) -> None:
    path = "search?q=phishing&category=funds"
    assert shown(client, f"/en/{path}") == ["c-danger", "d-funds", "a-info"]
    assert told(client, f"{path}&lang=en") == ["c-danger", "d-funds", "a-info"]
    assert told(client, "notices?q=phishing&category=funds&lang=en") == ["c-danger", "d-funds", "a-info"]


def test_a_notice_stands_on_the_pages_of_its_category_and_on_no_other(client: FlaskClient) -> None:
    assert shown(client, "/en/") == ["a-info"]
    assert shown(client, "/en/categories/funds") == shown(client, "/en/articles/1-fees") == ["d-funds", "a-info"]
    assert told(client, "notices?lang=en") == ["a-info"]
    assert told(client, "notices?lang=en&category=funds") == ["d-funds", "a-info"]


def test_a_notice_for_some_locales_is_for_their_readers_alone(client: FlaskClient) -> None:
    for locale in ("zh-CN", "zh-TW"):
        assert "e-chinese" in shown(client, f"/{locale}/")
        assert "e-chinese" in told(client, f"notices?lang={locale}")
        assert "中文公告" in client.get(f"/{locale}/feed.xml").text
    for locale in ("en", "ar"):
        assert "e-chinese" not in shown(client, f"/{locale}/") + told(client, f"notices?lang={locale}")
        assert "中文公告" not in client.get(f"/{locale}/feed.xml").text


def test_an_untranslated_notice_says_which_language_it_is_in(client: FlaskClient) -> None:
    assert '<bdi lang="en" dir="ltr">New app</bdi>' in client.get("/ar/").text
    assert "<bdi>新版应用</bdi>" in client.get("/zh-CN/").text


def test_a_notice_comes_and_goes_by_its_dates_everywhere(
    center: HelpCenter, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for now, is_there in ((STARTS - timedelta(seconds=1), False), (STARTS, True), (ENDS, False)):
        monkeypatch.setattr(center, "now", lambda now=now: now)
        assert ("b-warning" in shown(client, "/en/")) is is_there
        assert ("b-warning" in told(client, "notices?lang=en")) is is_there
        assert ("b-warning" in told(client, "search?q=fee&lang=en")) is is_there
        assert ("Slow today" in client.get("/en/feed.xml").text) is is_there


def test_a_notice_of_a_search_is_shown_for_what_was_typed_and_for_what_it_was_corrected_to(client: FlaskClient) -> None:
    for text in ("phishing", "phising", "PHISHING links", "假客服", "遇到假客服怎麼辦"):
        assert "c-danger" in shown(client, f"/en/search?q={text}"), text
        assert "c-danger" in told(client, f"search?q={text}&lang=en"), text
    assert "c-danger" not in shown(client, "/en/search?q=fee")


def test_the_feed_has_dated_notices_with_their_severity(client: FlaskClient) -> None:
    atom = "{http://www.w3.org/2005/Atom}"
    tree = ElementTree.fromstring(client.get("/en/feed.xml").data)
    found = {entry.findtext(f"{atom}title"): entry for entry in tree.iter(f"{atom}entry")}
    assert "New app" not in " ".join(title or "" for title in found)
    impostors = found["[Warning] Impostors"]
    assert impostors.findtext(f"{atom}updated") == "2026-10-01T00:00:00Z"
    assert (impostors.findtext(f"{atom}id") or "").endswith("/en/#notice-c-danger")
    assert list(found)[:2] == ["[Please note] Funds", "[Warning] Impostors"]


@pytest.mark.parametrize(
    ("words", "search", "is_shown"),
    [
        ("ETH", "what is ETH", True), ("ETH", "payment method", False), ("ETH", "ethics", False),
        ("scam", "I was scammed", True), ("withdrawal stuck", "my withdrawal is stuck", True),
        ("withdrawal stuck", "withdrawal fee", False), ("网络拥堵", "網路壅塞", False), ("提幣", "提币没到账", True),
        ("depósito no llega", "mi deposito no llega", True), ("ERC20", "ＥＲＣ２０ 充值", True),
        ("출금 지연", "출금이 지연돼요", True), ("تأخر السحب", "لماذا تأخر السحب", True), ("a.b", "a-b", False),
        ("(", "x ( y", True), ("", "anything", False), ("scam", "", False),
    ],
)  # fmt: skip
def test_the_words_of_a_notice_are_found_as_people_type_them(words: str, search: str, is_shown: bool) -> None:
    assert Notice("n", "info", pages=(), searches=(words,)).concerns("", search) is is_shown
