"""Feeds: what changed last, and the notices of the moment, by language and category."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree

import html5lib
import pytest
from flask.testing import FlaskClient

from kb.settings import Settings
from search_app import app_of
from tests.conftest import opened
from tests.plain import plain

ATOM = "{http://www.w3.org/2005/Atom}"
OUTAGE = """---
id: outage
severity: danger
pages: [{pages}]
starts: 2026-11-01T08:00:00+08:00
title: {{en: "TRC20 is <slow> & late"}}
text: {{en: Withdrawals wait.}}
---
"""


def entries(client: FlaskClient, path: str) -> dict[str, str]:
    """Titles and times of a feed, in its order."""
    response = client.get(path)
    assert response.status_code == 200
    assert response.mimetype == "application/atom+xml"
    feed = ElementTree.fromstring(response.data)
    ids = [entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")]
    assert len(ids) == len(set(ids))
    return {str(e.findtext(f"{ATOM}title")): str(e.findtext(f"{ATOM}updated")) for e in feed.iter(f"{ATOM}entry")}


def test_the_feed_of_a_category_holds_it_and_those_below_it_alone(client: FlaskClient) -> None:
    fees, stuck = "How much is the withdrawal fee?", "My withdrawal is stuck"
    assert list(entries(client, "/en/categories/funds/feed.xml")) == [fees, stuck]
    assert list(entries(client, "/en/categories/funds/withdrawal/feed.xml")) == [fees, stuck]
    assert fees not in entries(client, "/en/categories/account/feed.xml")
    assert "提币手续费是多少" in entries(client, "/zh-CN/categories/funds/feed.xml")


def test_pages_lead_to_their_feed_and_feeds_to_their_page(client: FlaskClient) -> None:
    for path in ("/en/", "/en/categories/funds", "/zh-CN/categories/account"):
        tree = html5lib.parse(client.get(path).text, namespaceHTMLElements=False)
        (feed,) = (link.get("href") for link in tree.iter("link") if link.get("type") == "application/atom+xml")
        links = ElementTree.fromstring(client.get(feed).data).findall(f"{ATOM}link")
        assert {link.get("rel"): link.get("href") for link in links} == {
            "self": f"http://localhost{feed}",
            "alternate": f"http://localhost{path}",
        }


def test_a_category_without_an_article_in_a_language_has_an_empty_feed(client: FlaskClient) -> None:
    assert entries(client, "/ar/categories/account/feed.xml").keys() >= set()
    assert client.get("/en/categories/nothing/feed.xml").status_code == 404
    moved = client.get("/en/categories/FUNDS/feed.xml")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/en/categories/funds/feed.xml")


@pytest.mark.parametrize(("pages", "is_for_all"), [("all", True), ("funds", False)])
def test_a_notice_comes_in_the_feeds_of_the_pages_that_show_it(
    content: Path, tmp_path: Path, pages: str, is_for_all: bool
) -> None:
    folder = plain(Path(shutil.copytree(content, tmp_path / "content")))
    (folder / "notices/outage.md").write_text(OUTAGE.format(pages=pages))
    with closing(opened(Settings(content=folder, data=tmp_path / "data"))) as center:
        client = app_of(center).test_client()
        title = "[Warning] TRC20 is <slow> & late"
        for path in ("/en/feed.xml", "/en/categories/funds/withdrawal/feed.xml"):
            found = entries(client, path)
            assert found[title] == "2026-11-01T00:00:00Z"
            assert not any("Long ago" in name for name in found)
        assert (title in entries(client, "/en/categories/account/feed.xml")) is is_for_all
