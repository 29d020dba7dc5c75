"""Links and images as authors write them lead to this site's addresses, and never out of the content folder."""

from __future__ import annotations

import html
from datetime import datetime, timezone
from pathlib import Path

import pytest

from kb.article import Article
from kb.library import Library, load
from kb.links import linked, media_file
from kb.shelves import Shelves

NOW = datetime(2026, 10, 12, tzinfo=timezone.utc)
PIXEL = b"\x89PNG"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A content folder beside files that nobody may reach."""
    outside = tmp_path_factory.mktemp("links")
    content = outside / "content"
    texts = {
        "site.yml": "default_locale: en\nlocales: [en, de]\n",
        "en/money/fees.md": "---\nid: 1042\ntitle: Fees\nslug: what-it-costs\n---\nText.\n",
        "en/money/limits.md": "---\ntitle: Limits\nredirect_from: [/old/limits.html]\n---\nText.\n",
        "en/account/index.md": "---\ntitle: Account\n---\nText.\n",
        "en/account/password.md": "---\ntitle: Password\n---\nText.\n",
        "en/account/draft.md": "---\ntitle: Draft\nstatus: draft\n---\nText.\n",
        "en/two words.md": "---\ntitle: Two words\n---\nText.\n",
        "de/money/fees.md": "---\nid: 1042\ntitle: Kosten\n---\nText.\n",
    }
    for name, text in texts.items():
        (content / name).parent.mkdir(parents=True, exist_ok=True)
        (content / name).write_text(text, encoding="utf-8")
    for image in ("en/money/fee.png", "en/money/a b.PNG", "en/money/logo.svg", ".hidden/x.png", "top.jpg"):
        (content / image).parent.mkdir(parents=True, exist_ok=True)
        (content / image).write_bytes(PIXEL)
    (outside / "secret.png").write_bytes(PIXEL)
    (content / "escape.png").symlink_to(outside / "secret.png")
    (content / "inside.png").symlink_to(content / "top.jpg")
    (content / "folder.png").mkdir()
    return content


@pytest.fixture(scope="module")
def library(folder: Path) -> Library:
    """The library of the folder."""
    return load(folder)


def href(library: Library, written: str, of: tuple[str, str] = ("1042", "en")) -> str:
    """What a link that an author wrote becomes on an article's page."""
    return attribute(library, of, f'<a href="{html.escape(written)}">', "href")


def source(library: Library, written: str) -> str:
    return attribute(library, ("1042", "en"), f'<img alt="x" src="{html.escape(written)}">', "src")


def attribute(library: Library, of: tuple[str, str], tag: str, name: str) -> str:
    assert library.content is not None
    article: Article = library.articles[of]
    done = linked(tag, article, Shelves(library, NOW), library.content)
    return html.unescape(done.partition(f'{name}="')[2].partition('"')[0])


LINKS = [
    ("limits.md", "/en/articles/money/limits"),
    ("./limits.md", "/en/articles/money/limits"),
    ("limits", "/en/articles/money/limits"),
    ("../account/password.md", "/en/articles/account/password"),
    ("../account/", "/en/articles/account"),
    ("../account", "/en/articles/account"),
    ("../two%20words.md", "/en/articles/two%20words"),
    ("limits.md#daily-limit", "/en/articles/money/limits#s-daily-limit"),
    ("limits.md?plain=1#Daily%20limit", "/en/articles/money/limits#s-daily-limit"),
    ("/en/money/limits.md", "/en/articles/money/limits"),
    ("/money/limits", "/en/articles/money/limits"),
    ("/money/limits.html", "/en/articles/money/limits"),
    ("/1042", "/en/articles/1042-what-it-costs"),
    ("/OLD/limits.html", "/en/articles/money/limits"),
    ("fee.png", "/media/en/money/fee.png"),
]


@pytest.mark.parametrize(("written", "address"), LINKS)
def test_a_link_to_an_article_becomes_its_address(library: Library, written: str, address: str) -> None:
    assert href(library, written) == address


def test_a_link_stays_within_the_language_of_the_text(library: Library) -> None:
    assert href(library, "/money/fees", of=("1042", "de")) == "/de/articles/1042-fees"
    assert href(library, "fees.md", of=("money/limits", "en")) == "/en/articles/1042-what-it-costs"


UNTOUCHED = [
    "https://example.com/limits.md", "mailto:help@example.com", "tel:+44", "missing.md", "../../../../etc/passwd",
    "../account/draft.md", "/nowhere", "//example.com/limits.md", "", "#", "#s-fees", "#fn-1", "?q=x", "%00",
    "a" * 5_000, "HTTPS://X/limits.md",
]  # fmt: skip


@pytest.mark.parametrize("written", UNTOUCHED)
def test_a_link_to_nothing_known_stays_as_it_was_written(library: Library, written: str) -> None:
    assert href(library, written) == written


def test_other_attributes_and_text_are_left_alone(library: Library) -> None:
    assert library.content is not None
    text = '<p title="limits.md">href="limits.md" <a class="x" href="limits.md" rel="y">limits.md</a></p>'
    done = linked(text, library.articles[("1042", "en")], Shelves(library, NOW), library.content)
    assert done == text.replace('class="x" href="limits.md"', 'class="x" href="/en/articles/money/limits"')


@pytest.mark.parametrize("path", ["limits.md#", "missing.md#", "/missing"])
def test_an_address_cannot_break_out_of_its_attribute(library: Library, path: str) -> None:
    assert library.content is not None
    tag = f'<a href="{path}&quot;&gt;&lt;script&gt;">x</a>'
    done = linked(tag, library.articles[("1042", "en")], Shelves(library, NOW), library.content)
    assert "<script" not in done
    assert done.count('"') == 2


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("fee.png", "/media/en/money/fee.png"),
        ("a%20b.PNG", "/media/en/money/a%20b.PNG"),
        ("../../top.jpg", "/media/top.jpg"),
        ("/top.jpg?width=300", "/media/top.jpg"),
    ],
)
def test_an_image_beside_an_article_is_served(library: Library, written: str, address: str) -> None:
    assert source(library, written) == address


@pytest.mark.parametrize(
    "written",
    [
        "missing.png",
        "logo.svg",
        "../../../secret.png",
        "/.hidden/x.png",
        "/escape.png",
        "https://example.com/x.png",
        "",
    ],
)
def test_an_image_that_is_not_there_or_not_to_be_served_stays_as_it_was_written(library: Library, written: str) -> None:
    assert source(library, written) == written


@pytest.mark.parametrize("path", ["top.jpg", "/top.jpg", "en/money/a b.PNG", "inside.png"])
def test_an_image_inside_the_content_folder_is_a_file_to_serve(folder: Path, path: str) -> None:
    found = media_file(folder, path)
    assert found is not None
    assert found.is_relative_to(folder.resolve())


REFUSED = [
    "../secret.png", "..%2fsecret.png", "%2e%2e/secret.png", "en/%2e%2e/%2e%2e/secret.png", "/../secret.png",
    "escape.png", ".hidden/x.png", "%2ehidden/x.png", "en/money/fees.md", "site.yml", "en/money/logo.svg", "",
    "folder.png", "missing.png", "/", "\x00.png", "%00.png", "x" * 300 + ".png", "a/" * 3_000 + "x.png", "\ud800.png",
    "en/../top.jpg", "top.jpg%00.png",
]  # fmt: skip


@pytest.mark.parametrize("path", REFUSED, ids=[str(number) for number in range(len(REFUSED))])
def test_nothing_else_is_ever_served_as_an_image(folder: Path, path: str) -> None:
    assert media_file(folder, path) is None
