"""What machines read of the whole site: sitemap, feed, robots, llms.txt and the browser's search description."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timezone
from urllib.parse import quote

from flask import Response, abort, render_template
from werkzeug.wrappers import Response as BaseResponse

from kb.addresses import (
    article_path,
    categories_path,
    category_feed_path,
    category_path,
    feed_path,
    home_path,
    markdown_path,
    search_path,
)
from kb.article import Article
from kb.notice import Notice, concerning
from kb.shelves import Shelf
from kb.web.page import notice_line
from kb.web.visit import absolute, help_center, moved_to, negotiated_locale, served_locales
from kb.web.words import words_of

SITEMAP_SIZE = 10_000  # addresses a file; the protocol allows 50,000 and 50 MB, and hreflang multiplies the bytes
_FEED_SIZE = 30
_NEVER = "1970-01-01T00:00:00Z"
_LLMS_SIZE = 5_000
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # what XML 1.0 can't hold


def sitemap() -> Response:
    """GET /sitemap.xml: every address, or an index of the parts when there are too many for one file."""
    pages = _sitemap_pages()
    if len(pages) <= SITEMAP_SIZE:
        return _xml("sitemap.xml", pages=pages)
    parts = range(1, -(-len(pages) // SITEMAP_SIZE) + 1)
    return _xml("sitemap_index.xml", parts=[absolute(f"/sitemap-{part}.xml") for part in parts])


def sitemap_part(part: int) -> Response:
    """GET /sitemap-<part>.xml, counted from 1."""
    pages = _sitemap_pages()[(part - 1) * SITEMAP_SIZE : part * SITEMAP_SIZE] if part > 0 else []
    if not pages:
        abort(404)
    return _xml("sitemap.xml", pages=pages)


def feed(locale: str) -> Response:
    """GET /<locale>/feed.xml, Atom: the articles updated last, and the notices that say since when they hold."""
    center = help_center()
    site = center.site
    return _atom(
        locale,
        center.articles(locale),
        center.notices(locale),
        title=site.text(site.names, locale) or words_of(locale).text("channel.help_center"),
        subtitle=site.text(site.taglines, locale),
        home=absolute(home_path(locale)),
        own=absolute(feed_path(locale)),
    )


def category_feed(locale: str, path: str) -> BaseResponse:
    """GET /<locale>/categories/<path>/feed.xml, Atom: the same of one category and those below it."""
    center = help_center()
    shelf = center.category(path, locale)
    if shelf is None:
        return _feed_of_nothing(path, locale)
    site, chain = center.site, center.site.chain(locale)
    name = site.text(site.names, locale) or words_of(locale).text("channel.help_center")
    return _atom(
        locale,
        [article for each in shelf.walk() for article in each.articles],
        concerning(center.notices(locale), path),
        title=f"{shelf.category.title(chain)} · {name}",
        subtitle=site.text(shelf.category.descriptions, locale),
        home=absolute(category_path(path, locale)),
        own=absolute(category_feed_path(path, locale)),
    )


def feed_anywhere() -> Response:
    """GET /feed.xml: the feed of the reader's locale."""
    response = feed(negotiated_locale())
    response.vary.add("Accept-Language")
    return response


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
    lines = [f"# {center.site.text(center.site.names, locale) or words.text('channel.help_center')}", ""]
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
    center = help_center()
    locale = negotiated_locale()
    response = _xml(
        "opensearch.xml",
        mimetype="application/opensearchdescription+xml",
        name=(center.site.text(center.site.names, locale) or words_of(locale).text("channel.help_center"))[:16],
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


def _feed_of_nothing(path: str, locale: str) -> BaseResponse:
    """An empty feed for a category that has articles for other readers; another spelling is redirected."""
    center = help_center()
    known = next((each for each in center.shelves.categories.values() if each.path.casefold() == path.casefold()), None)
    if known is None:
        abort(404)
    if known.path != path:
        return moved_to(category_feed_path(known.path, locale))
    title = known.title(center.site.chain(locale))
    home, own = absolute(category_path(path, locale)), absolute(category_feed_path(path, locale))
    return _atom(locale, [], [], title=title, subtitle="", home=home, own=own)


def _atom(locale: str, articles: Iterable[Article], notices: Iterable[Notice], **told: str) -> Response:
    """A feed of the newest of these. told: title, subtitle, and the addresses home and own."""
    dated = [(day, article) for article in articles if (day := article.updated or article.created)]
    dated.sort(key=lambda pair: (pair[0], pair[1].id), reverse=True)
    entries = [_feed_entry(day, article) for day, article in dated[:_FEED_SIZE]]
    entries += [_notice_entry(notice, notice.starts, locale, told["home"]) for notice in notices if notice.starts]
    entries.sort(key=lambda entry: str(entry["updated"]), reverse=True)
    updated = max((str(entry["updated"]) for entry in entries), default=_NEVER)
    mimetype = "application/atom+xml"
    return _xml("feed.xml", mimetype=mimetype, locale=locale, updated=updated, entries=entries, **told)


def _feed_entry(day: date, article: Article) -> dict[str, object]:
    """An entry of the feed; its instant is midnight UTC of the day, as front matter knows no hours."""
    return {
        "locale": article.locale,
        "title": article.title,
        "tags": article.tags,
        "url": absolute(article_path(article)),
        "updated": f"{day.isoformat()}T00:00:00Z",
        "summary": article.description or article.answer,
    }


def _notice_entry(notice: Notice, starts: datetime, locale: str, home: str) -> dict[str, object]:
    """A notice as an entry of the page that shows it."""
    line = notice_line(notice, locale)
    kind = words_of(locale).text(f"notice.{notice.severity}")
    return {
        "locale": line.title_locale,
        "title": f"[{kind}] {line.title}",
        "tags": (),
        "url": f"{home}#notice-{quote(notice.id, safe='-._~')}",
        "updated": f"{starts.astimezone(timezone.utc):%Y-%m-%dT%H:%M:%SZ}",
        "summary": line.text,
    }


def _xml(template: str, mimetype: str = "application/xml", **values: object) -> Response:
    text = _NO_XML.sub("", render_template(f"feeds/{template}", **values))
    return Response(text, content_type=f"{mimetype}; charset=utf-8")


def _text(body: str) -> Response:
    return Response(body, content_type="text/plain; charset=utf-8")
