"""What machines read of the whole site: sitemap, robots, llms.txt and the browser's search description."""

from __future__ import annotations

from flask import Response, abort

from kb.addresses import (
    article_path,
    categories_path,
    category_path,
    home_path,
    markdown_path,
    search_path,
)
from kb.article import Article
from kb.shelves import Shelf
from kb.web.visit import absolute, help_center, negotiated_locale, served_locales, site_name
from kb.web.words import words_of
from kb.web.xml import xml

SITEMAP_SIZE = 10_000  # addresses a file; the protocol allows 50,000 and 50 MB, and hreflang multiplies the bytes
_LLMS_SIZE = 5_000


def sitemap() -> Response:
    """GET /sitemap.xml: every address, or an index of the parts when there are too many for one file."""
    pages = _sitemap_pages()
    if len(pages) <= SITEMAP_SIZE:
        return xml("sitemap.xml", pages=pages)
    parts = range(1, -(-len(pages) // SITEMAP_SIZE) + 1)
    return xml("sitemap_index.xml", parts=[absolute(f"/sitemap-{part}.xml") for part in parts])


def sitemap_part(part: int) -> Response:
    """GET /sitemap-<part>.xml, counted from 1."""
    pages = _sitemap_pages()[(part - 1) * SITEMAP_SIZE : part * SITEMAP_SIZE] if part > 0 else []
    if not pages:
        abort(404)
    return xml("sitemap.xml", pages=pages)


def robots() -> Response:
    """GET /robots.txt: everything but search results; nothing at all in preview."""
    if help_center().settings.preview:
        return _text("User-agent: *\nDisallow: /\n")
    return _text(f"User-agent: *\nDisallow: /*/search\nDisallow: /a/\n\nSitemap: {absolute('/sitemap.xml')}\n")


def llms() -> Response:
    """GET /llms.txt: the articles of the default locale by category, as links to their Markdown."""
    center = help_center()
    locale = center.site.default_locale
    words = words_of(locale)
    lines = [f"# {site_name(locale)}", ""]
    tagline = center.site.text(center.site.taglines, locale)
    lines += [f"> {tagline}", ""] if tagline else []
    listed: set[str] = set()
    for shelf in center.categories(locale):
        _llms_shelf(shelf, locale, lines, listed)
    rest = [article for article in center.articles(locale) if article.id not in listed]
    lines += _llms_articles(words.text("category.articles"), rest[: _LLMS_SIZE - len(listed)])
    lines += _llms_links("Optional", [("API", absolute("/api/v1/openapi.json")), ("Sitemap", absolute("/sitemap.xml"))])
    return _text("\n".join(lines) + "\n")


def opensearch() -> Response:
    """GET /opensearch.xml: lets a browser search here from its address bar, in the reader's locale."""
    locale = negotiated_locale()
    response = xml(
        "opensearch.xml",
        mimetype="application/opensearchdescription+xml",
        name=site_name(locale)[:16],
        description=words_of(locale).text("search.label"),
        search=absolute(search_path(locale)) + "?q={searchTerms}",
        locale=locale,
        icon=absolute("/favicon.ico"),
    )
    response.vary.add("Accept-Language")
    return response


def _sitemap_pages() -> list[dict[str, object]]:
    """Each page with its translations: homes, categories, and every article but copies and hidden ones."""
    center = help_center()
    locales = served_locales(center)
    homes = {tag: absolute(home_path(tag)) for tag in locales}
    pages = [_sitemap_page(url, None, homes) for url in homes.values()]
    overview = {tag: absolute(categories_path(tag)) for tag in locales}
    pages += [_sitemap_page(url, None, overview) for url in overview.values()]
    for tag in locales:
        for shelf in center.categories(tag):
            pages += [_sitemap_page(absolute(category_path(path, tag)), None, {}) for path in _paths(shelf)]
    by_id: dict[str, dict[str, str]] = {}
    articles = [text for text in center.articles() if not text.copy_of and not text.is_noindex]
    for text in articles:
        by_id.setdefault(text.id, {})[text.locale] = absolute(article_path(text))
    return pages + [_sitemap_page(by_id[text.id][text.locale], text, by_id[text.id]) for text in articles]


def _sitemap_page(url: str, article: Article | None, alternates: dict[str, str]) -> dict[str, object]:
    updated = article.updated.isoformat() if article and article.updated else ""
    return {"url": url, "updated": updated, "alternates": alternates if len(alternates) > 1 else {}}


def _paths(shelf: Shelf) -> list[str]:
    return [shelf.category.path, *(path for child in shelf.children for path in _paths(child))]


def _llms_shelf(shelf: Shelf, locale: str, lines: list[str], listed: set[str]) -> None:
    """Append a shelf and those below it, until enough are listed."""
    articles = [text for text in shelf.articles if text.id not in listed][: _LLMS_SIZE - len(listed)]
    listed.update(text.id for text in articles)
    chain = help_center().site.chain(locale)
    lines += _llms_articles(shelf.category.title(chain), articles)
    for child in shelf.children:
        _llms_shelf(child, locale, lines, listed)


def _llms_articles(title: str, articles: list[Article]) -> list[str]:
    return _llms_links(title, [(_one_line(text), absolute(markdown_path(text))) for text in articles])


def _one_line(article: Article) -> str:
    return " ".join(article.title.split()).replace("[", "(").replace("]", ")")


def _llms_links(title: str, links: list[tuple[str, str]]) -> list[str]:
    return [f"## {title}", "", *(f"- [{name}]({url})" for name, url in links), ""] if links else []


def _text(body: str) -> Response:
    return Response(body, content_type="text/plain; charset=utf-8")
