"""From an article to those beside it, as its category lists them; and what comes out on paper."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import html5lib
import pytest
from flask.testing import FlaskClient
from selenium.webdriver import Chrome

from bench.chromium import served
from kb.settings import Settings
from search_app import app_of
from tests.conftest import opened, with_index_of
from tests.plain import plain
from tests.visitor import Visitor

PAPER = """
    const isShown = (one) => one.checkVisibility() && !one.children.length && one.textContent.trim();
    const others = [...document.body.querySelectorAll("*")].filter((one) => !one.closest("article, .printed-from"));
    return others.filter(isShown).map((one) => one.outerHTML);
"""
SPELLED_OUT = "return getComputedStyle(document.querySelector(arguments[0]), '::after').content"


def beside(client: FlaskClient, path: str) -> dict[str, str]:
    """The addresses that a page calls previous and next."""
    tree = html5lib.parse(client.get(path).text, namespaceHTMLElements=False)
    return {link.get("rel"): link.get("href") for link in tree.iter("a") if link.get("rel") in ("prev", "next")}


def listed(client: FlaskClient, path: str) -> list[str]:
    """The addresses of the articles that a category's page lists."""
    tree = html5lib.parse(client.get(path).text, namespaceHTMLElements=False)
    (listing,) = (found for found in tree.iter("ul") if "listing" in found.get("class", "").split())
    return [link.get("href") for link in listing.iter("a") if "/articles/" in link.get("href")]


@pytest.mark.parametrize("path", ["/en/categories/funds/withdrawal", "/zh-CN/categories/funds/withdrawal"])
def test_previous_and_next_follow_the_page_of_the_category_to_both_ends(client: FlaskClient, path: str) -> None:
    paths = listed(client, path)
    assert len(paths) > 1
    assert "prev" not in beside(client, paths[0])
    assert "next" not in beside(client, paths[-1])
    for one, other in pairwise(paths):
        assert beside(client, one)["next"] == other
        assert beside(client, other)["prev"] == one


def test_drafts_and_internal_articles_are_beside_nothing(client: FlaskClient) -> None:
    paths = listed(client, "/en/categories/account")
    assert len(paths) == 1
    assert beside(client, paths[0]) == {}


@pytest.mark.parametrize(("number", "first"), [(0, 0), (20, 13), (39, 25)])
def test_the_tree_of_a_large_category_lists_what_stands_around(tmp_path: Path, number: int, first: int) -> None:
    folder = plain(tmp_path / "content") / "en/many"
    folder.mkdir(parents=True)
    for each in range(40):
        (folder / f"a{each}.md").write_text(f"---\nid: {each}\ntitle: T{each:02}\norder: {each + 1}\n---\n\nText.\n")
    with closing(opened(Settings(content=tmp_path / "content", data=tmp_path / "data"))) as center:
        page = app_of(center).test_client().get(f"/en/articles/{number}-a{number}").text
    (tree,) = (
        nav for nav in html5lib.parse(page, namespaceHTMLElements=False).iter("nav") if nav.get("class") == "tree"
    )
    titles = ["".join(link.itertext()) for link in tree.iter("a") if "/articles/" in link.get("href")]
    assert titles == [f"T{each:02}" for each in range(first, first + 15)]


@pytest.fixture(scope="module")
def site(driver: Chrome, content: Path, run_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The small help center."""
    data = tmp_path_factory.mktemp("site") / "data"
    with_index_of(run_folder / "small", Settings(content=content, data=data))
    with served(content, data) as origin:
        yield origin


@pytest.mark.browser
def test_paper_has_the_article_alone_with_its_links_spelled_out(driver: Chrome, site: str) -> None:
    reader = Visitor(driver, site)
    reader.open("/en/articles/1042-withdrawal-fees")
    reader.command("Emulation.setEmulatedMedia", media="print")
    try:
        assert reader.ask(PAPER) == []
        assert reader.see("article h1").text == "How much is the withdrawal fee?"
        assert "/a/1042" in reader.see(".printed-from").text
        assert "withdrawal-stuck" in reader.ask(SPELLED_OUT, ".text a[href*='/articles/']")
    finally:
        reader.command("Emulation.setEmulatedMedia", media="")
