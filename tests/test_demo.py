"""Every page of the demo help center, as a visitor who follows every link gets it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from html import unescape
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import html5lib
import pytest
from flask.testing import FlaskClient

from kb.center import HelpCenter
from kb.settings import Settings
from search_app import app_of
from tests.page_kinds import FORM, PAGE_KINDS, WORDS

ORIGIN = "http://localhost"
LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]*)"')
RESOURCE = re.compile(
    r'<(?:img|script|use|source|iframe|video|audio|embed|object)\b[^>]*?\b(?:src|href|data)="([^"]*)"'
)
HEAD_LINK = re.compile(r'<link\b[^>]*?\brel="([^"]*)"[^>]*?\bhref="([^"]*)"')
ID = re.compile(r'\bid="([^"]*)"')
CSS_ADDRESS = re.compile(r"url\(|@import")
IS_LOADED = {"stylesheet", "icon", "manifest", "apple-touch-icon", "preload", "modulepreload", "mask-icon"}
AS_THEY_ARE = ("/static/", "/media/", "/api/", "/theme.css")


@dataclass
class Site:
    """What a crawl found. html: of every page, by address. links: where each page leads. loaded: what each page loads.
    statuses: of every address that was asked for."""

    html: dict[str, str] = field(default_factory=dict)
    links: dict[str, set[str]] = field(default_factory=dict)
    loaded: dict[str, set[str]] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    landed: dict[str, str] = field(default_factory=dict)
    cookies: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def demo(demo_settings: Settings) -> Iterator[FlaskClient]:
    """A visitor of the demo, which has one article more that holds everything."""
    with closing(HelpCenter(replace(demo_settings, **FORM))) as center:
        yield app_of(center).test_client()


@pytest.fixture(scope="module")
def site(demo: FlaskClient) -> Site:
    """Everything that links lead to, from the home pages on; of searches only those that another kind of page links."""
    found = Site()
    waiting = [f"/{locale}/" for locale in ("zh-CN", "zh-TW", "en", "ja", "ko", "es", "ar")]
    waiting += [kind.address(locale) for locale in WORDS for kind in PAGE_KINDS if kind.status == 200]
    while waiting:
        path = waiting.pop()
        if path not in found.statuses:
            waiting += _visited(demo, found, path)
    return found


def _visited(demo: FlaskClient, found: Site, path: str) -> list[str]:
    """Notes what is at a path; where to go from there."""
    answer = demo.get(path, follow_redirects=True, buffered=True)
    found.statuses[path] = answer.status_code
    found.landed[path] = answer.request.full_path.rstrip("?")
    found.cookies += [path] * ("Set-Cookie" in answer.headers)
    if answer.mimetype != "text/html" or answer.status_code != 200:
        return []
    html = answer.text
    loaded = {*RESOURCE.findall(html), *(to for rel, to in HEAD_LINK.findall(html) if IS_LOADED & set(rel.split()))}
    found.html[path] = html
    found.links[path] = {_absolute(path, link) for link in LINK.findall(html)}
    found.loaded[path] = {_absolute(path, link) for link in loaded}
    inside = [urldefrag(link)[0].removeprefix(ORIGIN) for link in found.links[path] | found.loaded[path]
              if link.startswith(f"{ORIGIN}/")]  # fmt: skip
    return [link for link in inside if not ("/search?" in path and "/search?" in link)]


def _absolute(path: str, link: str) -> str:
    return urljoin(ORIGIN + path, unescape(link))


def test_every_link_and_asset_of_the_demo_leads_somewhere(site: Site) -> None:
    assert len(site.html) > 500
    assert {path: status for path, status in site.statuses.items() if status != 200} == {}


def test_every_anchor_of_the_demo_is_on_the_page_that_it_leads_to(site: Site) -> None:
    ids = {path: {unescape(found) for found in ID.findall(html)} for path, html in site.html.items()}
    lost = []
    anchored = 0
    for page, links in site.links.items():
        for link in links:
            path, anchor = urldefrag(link)
            path = path.removeprefix(ORIGIN)
            if anchor and path in ids:
                anchored += 1
                lost += [(page, link)] * (unquote(anchor) not in ids[path])
    assert anchored > 500
    assert lost == []


def test_no_page_of_the_demo_loads_anything_of_another_origin_or_sets_a_cookie(site: Site, demo: FlaskClient) -> None:
    foreign = {
        page: {link for link in links if urlsplit(link).netloc != "localhost"} for page, links in site.loaded.items()
    }
    assert {page: links for page, links in foreign.items() if links} == {}
    assert site.cookies == []
    styles = {link for links in site.loaded.values() for link in links if ".css" in link}
    assert len(styles) >= 3
    assert [link for link in styles if CSS_ADDRESS.search(demo.get(link.removeprefix(ORIGIN)).text)] == []


def test_every_link_to_another_site_is_marked_as_such(site: Site) -> None:
    unmarked = {
        tag
        for html in site.html.values()
        for article in re.findall(r'(?s)<div class="text">(.*?)</article>', html)
        for tag in re.findall(r'<a\b[^>]*href="https?:[^>]*>', article)
        if "noopener" not in tag
    }
    assert unmarked == set()


def test_every_article_and_category_of_the_demo_and_every_kind_of_page_is_valid_html_without_inline_code(
    site: Site, demo: FlaskClient
) -> None:
    addresses = [kind.address(locale) for locale in WORDS for kind in PAGE_KINDS]
    pages = {path: demo.get(path, follow_redirects=True).text for path in addresses}
    pages |= {path: html for path, html in site.html.items() if "/search" not in path and _is_own(path, html)}
    assert len(pages) > 250
    faults = {path: found for path, html in pages.items() if (found := _faults(html))}
    assert faults == {}


def _is_own(path: str, html: str) -> bool:
    """False for an article that is shown in another language, since it is looked at in its own."""
    shown = re.search(r'<article lang="([^"]+)"', html)
    return "/articles/" not in path or shown is None or shown[1] == path.split("/")[1]


def _faults(html: str) -> list[str]:
    """What is wrong with a page."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(html)
    elements = list(tree.iter())
    ids = [element.get("id") for element in elements if element.get("id")]
    named = {
        name for e in elements for key in ("aria-labelledby", "aria-controls", "for") for name in e.get(key, "").split()
    }
    return [
        *(f"{place}: {name}" for place, name, _ in parser.errors),
        *(["not one h1"] if len(tree.findall(".//h1")) != 1 else []),
        *(f"twice: {name}" for name in {name for name in ids if ids.count(name) > 1}),
        *(f"no element: {name}" for name in named - set(ids)),
        *(f"style of its own: {e.tag}" for e in elements if e.get("style") or e.tag == "style"),
        *(f"inline script: {e.tag}" for e in elements if any(str(name).startswith("on") for name in e.attrib)),
        *(
            "inline script"
            for e in elements
            if e.tag == "script" and not e.get("src") and "json" not in e.get("type", "")
        ),
        *(f"no lang: {e.tag}" for e in elements if e.tag == "html" and not e.get("lang")),
        *(f"no alt: {e.get('src')}" for e in elements if e.tag == "img" and e.get("alt") is None),
    ]
