"""Addresses: what they look like, and that nothing odd in an id can break out of them."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from kb import addresses
from kb.article import Article


def article(**fields: str) -> Article:
    given_fields = {"id": "1042", "locale": "zh-CN", "title": "t", "body": "", "path": "p", "revision": "r", **fields}
    return Article(**given_fields)  # type: ignore[arg-type]


def test_an_article_address_is_its_id_and_slug() -> None:
    assert addresses.article_path(article(slug="withdrawal-fees")) == "/zh-CN/articles/1042-withdrawal-fees"


def test_an_article_without_a_slug_is_addressed_by_its_id() -> None:
    assert addresses.article_path(article()) == "/zh-CN/articles/1042"


def test_a_slug_that_the_id_ends_with_is_not_repeated() -> None:
    assert (
        addresses.article_path(article(id="docs/helm/install", slug="install")) == "/zh-CN/articles/docs/helm/install"
    )


def test_a_reader_of_another_locale_keeps_that_locale_in_the_address() -> None:
    assert addresses.article_path(article(slug="fees"), "ja") == "/ja/articles/1042-fees"


def test_other_addresses_have_the_expected_form() -> None:
    assert addresses.home_path("zh-CN") == "/zh-CN/"
    assert addresses.category_path("funds/withdrawal", "en") == "/en/categories/funds/withdrawal"
    assert addresses.short_path("1042") == "/a/1042"
    assert addresses.media_path("en/fee table.png") == "/media/en/fee%20table.png"
    assert addresses.markdown_path(article(slug="fees")) == "/zh-CN/articles/1042-fees.md"
    assert addresses.feed_path("en") == "/en/feed.xml"


def test_a_search_address_leaves_empty_filters_out() -> None:
    assert addresses.search_path("en", "fee & cost", category="", page=2) == "/en/search?q=fee+%26+cost&page=2"
    assert addresses.search_path("en") == "/en/search"


def test_an_id_that_starts_with_slashes_never_names_another_host() -> None:
    assert addresses.short_path("//evil.example") == "/a/evil.example"


@given(st.text(min_size=1), st.text())
def test_any_id_and_slug_give_one_ascii_path_that_decodes_to_them(identity: str, slug: str) -> None:
    path = addresses.article_path(article(id=identity, slug=slug))
    assert path.isascii()
    assert urlsplit(path).path == path
    assert path.startswith("/zh-CN/articles/")
    if identity.strip("/") == identity and max(identity + slug) < "\ud800":
        assert unquote(path).removeprefix("/zh-CN/articles/").startswith(identity)
