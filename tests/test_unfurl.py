"""What chats, social media and search engines are told of a page."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import html5lib
import pytest
from flask.testing import FlaskClient
from PIL import Image

from kb.center import HelpCenter
from kb.publish import Publisher
from kb.settings import Settings
from search_app import app_of
from tests.conftest import opened
from tests.plain import plain
from tests.server import Server

FEES = "/en/articles/1042-withdrawal-fees"
HOSTILE = '</script><script>alert(1)</script> & <!-- \u2028 "quoted"'

TITLES = {
    "zh-CN": "提币手续费是多少",
    "zh-TW": "提幣手續費是多少",
    "ja": "出金手数料はいくらですか",
    "ko": "출금 수수료는 얼마인가요",
    "ar": "كم تبلغ رسوم السحب؟",
    "es": "¿Cuánto cuesta retirar? 🙂",
    "en": "W" * 300,
}


def tags(client: FlaskClient, path: str) -> dict[str, str]:
    """The meta elements of a page."""
    tree = html5lib.parse(client.get(path).text, namespaceHTMLElements=False)
    named = ((meta.get("property") or meta.get("name"), meta.get("content")) for meta in tree.iter("meta"))
    return {name: content for name, content in named if name}


def things(client: FlaskClient, path: str) -> dict[str, Any]:
    """The structured data of a page by type."""
    tree = html5lib.parse(client.get(path).text, namespaceHTMLElements=False)
    (script,) = (found for found in tree.iter("script") if found.get("type") == "application/ld+json")
    told = json.loads(script.text)
    assert told["@context"] == "https://schema.org"
    return {thing["@type"]: thing for thing in told["@graph"]}


@pytest.fixture
def folder(content: Path, tmp_path: Path) -> Path:
    """A copy of the small help center that is written to."""
    return plain(Path(shutil.copytree(content, tmp_path / "content")))


@pytest.fixture
def drawn(folder: Path, tmp_path: Path) -> Iterator[FlaskClient]:
    """A visitor of a help center whose image cards are drawn."""
    settings = Settings(content=folder, data=tmp_path / "data")
    with closing(Publisher(settings)) as publisher:
        publisher.refresh()
        publisher.draw()
    with closing(HelpCenter(settings)) as center:
        yield app_of(center).test_client()


def test_a_link_to_an_article_shows_its_title_answer_and_category(client: FlaskClient) -> None:
    found = tags(client, FEES)
    assert found["og:type"] == "article"
    assert found["og:title"] == found["twitter:title"] == "How much is the withdrawal fee?"
    assert found["og:description"] == found["twitter:description"] == "A fixed amount per coin and network."
    assert found["og:site_name"] == "Harbour Help"
    assert found["og:url"] == f"http://localhost{FEES}"
    assert (found["og:locale"], found["og:locale:alternate"]) == ("en", "zh_CN")
    assert (found["twitter:label1"], found["twitter:data1"]) == ("Topic", "Withdrawals")
    assert found["article:section"] == "Withdrawals"
    assert found["article:modified_time"] == "2026-10-12"


@pytest.mark.parametrize("path", ["/en/", "/en/categories/funds", "/en/search?q=fee", "/en/contact"])
def test_a_link_to_any_other_page_shows_the_site(client: FlaskClient, path: str) -> None:
    found = tags(client, path)
    if path.startswith("/en/search"):
        assert "og:title" not in found
    else:
        assert (found["og:type"], found["twitter:card"]) == ("website", "summary")
        assert client.get(found["og:image"]).status_code == 200


def test_an_image_card_shows_the_article_and_its_name_changes_with_the_title(
    drawn: FlaskClient, folder: Path, tmp_path: Path
) -> None:
    found = tags(drawn, FEES)
    assert found["twitter:card"] == "summary_large_image"
    assert found["og:image"].startswith("http://localhost/cards/")
    response = drawn.get(found["og:image"])
    assert response.mimetype == "image/png"
    assert "immutable" in response.headers["Cache-Control"]
    card = Image.open(io.BytesIO(response.data))
    assert card.size == (int(found["og:image:width"]), int(found["og:image:height"])) == (1200, 630)
    assert len(set(card.convert("L").resize((60, 30)).tobytes())) > 10, "a card without a text"

    article = folder / "en/funds/withdrawal/withdrawal-fees.md"
    article.write_text(article.read_text().replace("How much is", "What is"))
    with closing(Publisher(Settings(content=folder, data=tmp_path / "data"))) as publisher:
        publisher.refresh()
        assert publisher.draw() == 1
        assert publisher.draw() == 0
    assert drawn.get(found["og:image"]).status_code == 404


def test_a_server_draws_cards_behind_what_it_published(folder: Path, tmp_path: Path) -> None:
    server = Server(folder, tmp_path / "data", settings={"cards": "yes"})
    try:
        server.wait_until(lambda: "/cards/" in server.get(FEES).text)
    finally:
        server.stop()


def test_an_operator_can_do_without_cards(folder: Path, tmp_path: Path) -> None:
    with closing(Publisher(Settings(content=folder, data=tmp_path / "data", cards=False))) as publisher:
        publisher.refresh()
        assert publisher.draw() == 0


@pytest.mark.parametrize("name", ["../../state", "0" * 32, "x", "0" * 31 + "G"])
def test_only_cards_are_served_as_cards(drawn: FlaskClient, name: str) -> None:
    assert drawn.get(f"/cards/{name}.png").status_code == 404


def test_every_language_of_the_interface_has_a_card(tmp_path: Path) -> None:
    for locale, title in TITLES.items():
        path = tmp_path / "content" / locale / "fees.md"
        path.parent.mkdir(parents=True)
        path.write_text(f"---\nid: 1\ntitle: {title}\n---\n\ntext {title}\n", encoding="utf-8")
    with closing(Publisher(Settings(content=tmp_path / "content", data=tmp_path / "data"))) as publisher:
        publisher.refresh()
        told: list[tuple[int, int]] = []
        assert publisher.draw(lambda done, total: told.append((done, total))) == len(TITLES)
        assert told[-1] == (len(TITLES), len(TITLES))


def test_a_drawing_that_is_told_to_end_goes_on_where_it_was(folder: Path, tmp_path: Path) -> None:
    stop = threading.Event()
    with closing(Publisher(Settings(content=folder, data=tmp_path / "data"))) as publisher:
        publisher.refresh()
        first = publisher.draw(lambda done, total: stop.set(), stop)
        assert first == 1
        assert publisher.draw() > 1


def test_without_pillow_a_link_shows_the_drawn_icon_and_nothing_fails(folder: Path, tmp_path: Path) -> None:
    settings = f"Settings(content=Path({str(folder)!r}), data=Path({str(tmp_path / 'data')!r}))"
    program = (
        "import os, sys; sys.modules['PIL'] = None\n"
        "from pathlib import Path; from kb.settings import Settings; from search_app import app_of\n"
        "from tests.conftest import opened\n"
        f"client = app_of(opened({settings})).test_client()\n"
        f"page = client.get({FEES!r}).text\n"
        "names = ('/icons/mask.svg', '/icons/large.png', '/en/manifest.webmanifest')\n"
        "states = [client.get(name).status_code for name in names]\n"
        "print('/icons/icon.svg' in page, '/icons/large' in page, *states)\n"
        "sys.stdout.flush(); os._exit(0)\n"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=100, check=False)
    assert said.stdout.split() == ["True", "False", "200", "404", "200"], said.stderr


@pytest.mark.parametrize(
    ("url", "title"),
    [
        (f"http://localhost{FEES}", "How much is the withdrawal fee?"),
        (f"https://localhost{FEES}#fees-by-network", "How much is the withdrawal fee?"),
        ("http://localhost/zh-CN/articles/1042", "提币手续费是多少"),
        ("http://localhost/ZH-cn/articles/1042-anything.md", "提币手续费是多少"),
        ("http://localhost/a/1042", "How much is the withdrawal fee?"),
    ],
)
def test_oembed_tells_what_an_address_of_an_article_shows(client: FlaskClient, url: str, title: str) -> None:
    response = client.get(f"/oembed?{urlencode({'url': url, 'format': 'json'})}")
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    told = response.json
    assert told is not None
    assert (told["version"], told["type"], told["title"]) == ("1.0", "link", title)
    assert told["provider_url"].startswith("http://localhost/")
    assert client.get(told["thumbnail_url"]).status_code == 200


@pytest.mark.parametrize(
    "url",
    ["", "1042", "http://elsewhere.example/en/articles/1042", "http://localhost.evil.example/en/articles/1042", "http://[",
     "file:///etc/passwd", "http://localhost/en/articles/9001", "http://localhost/en/articles/9002", "http://localhost/a/no",
     "http://user@localhost/en/articles/1042", "javascript:alert(1)", "http://localhost/en/", "http://localhost/xx/articles/1042"],
)  # fmt: skip
def test_oembed_knows_nothing_but_public_articles_of_this_site(client: FlaskClient, url: str) -> None:
    assert client.get(f"/oembed?{urlencode({'url': url})}").status_code == 404


def test_oembed_says_that_it_has_one_format(client: FlaskClient) -> None:
    assert client.get(f"/oembed?{urlencode({'url': f'http://localhost{FEES}', 'format': 'xml'})}").status_code == 501


def test_the_page_names_its_oembed_address(client: FlaskClient) -> None:
    tree = html5lib.parse(client.get(FEES).text, namespaceHTMLElements=False)
    (link,) = (link for link in tree.iter("link") if link.get("type") == "application/json+oembed")
    told = client.get(link.get("href")).json
    assert told is not None
    assert told["title"] == "How much is the withdrawal fee?"


def test_search_engines_are_told_the_article_its_answer_and_its_way(client: FlaskClient) -> None:
    found = things(client, FEES)
    assert set(found) == {"Article", "FAQPage", "BreadcrumbList"}
    article = found["Article"]
    assert (article["headline"], article["inLanguage"]) == ("How much is the withdrawal fee?", "en")
    assert (article["dateModified"], "datePublished" in article) == ("2026-10-12", False)
    assert client.get(article["image"]).status_code == 200
    (question,) = found["FAQPage"]["mainEntity"]
    assert question["name"] == "How much is the withdrawal fee?"
    assert question["acceptedAnswer"]["text"] == "A fixed amount per coin and network."
    trail = found["BreadcrumbList"]["itemListElement"]
    assert [step["position"] for step in trail] == [1, 2, 3, 4]
    assert [step["name"] for step in trail][1:] == ["Funds", "Withdrawals", "How much is the withdrawal fee?"]
    assert all(client.get(step["item"]).status_code == 200 for step in trail)


def test_an_article_without_an_answer_is_no_question(client: FlaskClient) -> None:
    assert set(things(client, "/en/articles/1043-withdrawal-stuck")) == {"Article", "BreadcrumbList"}


def test_the_site_and_its_categories_are_told_too(client: FlaskClient) -> None:
    site = things(client, "/zh-CN/")["WebSite"]
    assert (site["name"], site["inLanguage"]) == ("港湾帮助", "zh-CN")
    search = site["potentialAction"]["target"]["urlTemplate"]
    assert client.get(search.replace("{search_term_string}", "fee")).status_code == 200
    assert set(things(client, "/en/categories/funds")) == {"CollectionPage", "BreadcrumbList"}


def test_no_text_of_an_article_ends_the_structured_data_or_a_tag(folder: Path, tmp_path: Path) -> None:
    title = json.dumps(HOSTILE, ensure_ascii=True)
    front = f"---\nid: 66\ntitle: {title}\nanswer: {title}\ntags: [{title}]\n---\n\nText.\n"
    (folder / "en/account/hostile.md").write_text(front)
    with closing(opened(Settings(content=folder, data=tmp_path / "data"))) as center:
        client = app_of(center).test_client()
        page = client.get("/en/articles/66-hostile")
        assert "alert(1)</script>" not in page.text
        assert things(client, "/en/articles/66-hostile")["Article"]["headline"].startswith("</script><script>alert(1)")
        assert tags(client, "/en/articles/66-hostile")["og:title"].startswith("</script><script>alert(1)")


def test_a_page_that_search_engines_should_not_list_says_nothing_of_itself(client: FlaskClient) -> None:
    page = client.get("/en/search?q=fee").text
    assert "ld+json" not in page
    assert "og:title" not in page
