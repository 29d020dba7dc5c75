"""Atom feeds of what changed last and of the notices of the moment, by language and category."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timezone
from urllib.parse import quote

from flask import Response, abort
from werkzeug.wrappers import Response as BaseResponse

from kb.addresses import article_path, category_feed_path, category_path, feed_path, home_path
from kb.article import Article
from kb.notice import Notice, concerning
from kb.web.page import notice_line
from kb.web.visit import absolute, help_center, moved_to, negotiated_locale, site_name
from kb.web.words import words_of
from kb.web.xml import xml

_SIZE = 30
_NEVER = "1970-01-01T00:00:00Z"


def feed(locale: str) -> Response:
    """GET /<locale>/feed.xml, Atom: the articles updated last, and the notices that say since when they hold."""
    center = help_center()
    site = center.site
    return _atom(
        locale,
        center.articles(locale),
        center.notices(locale),
        title=site_name(locale),
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
    site = center.site
    return _atom(
        locale,
        [article for each in shelf.walk() for article in each.articles],
        concerning(center.notices(locale), path),
        title=f"{shelf.category.title(site.chain(locale))} · {site_name(locale)}",
        subtitle=site.text(shelf.category.descriptions, locale),
        home=absolute(category_path(path, locale)),
        own=absolute(category_feed_path(path, locale)),
    )


def feed_anywhere() -> Response:
    """GET /feed.xml: the feed of the reader's locale."""
    response = feed(negotiated_locale())
    response.vary.add("Accept-Language")
    return response


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
    entries = [_feed_entry(day, article) for day, article in dated[:_SIZE]]
    entries += [_notice_entry(notice, notice.starts, locale, told["home"]) for notice in notices if notice.starts]
    entries.sort(key=lambda entry: str(entry["updated"]), reverse=True)
    updated = max((str(entry["updated"]) for entry in entries), default=_NEVER)
    mimetype = "application/atom+xml"
    return xml("feed.xml", mimetype=mimetype, locale=locale, updated=updated, entries=entries, **told)


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
