"""One article: as a page, as Markdown, and by its short link."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from flask import Response, abort, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from kb.addresses import article_address, article_path, feedback_path, markdown_path, short_path
from kb.article import Article
from kb.category import Category
from kb.chinese_script import rewritten_article, rewritten_page, table_for
from kb.journal.entry import Entry, key_of
from kb.neighbours import neighbours_of
from kb.staleness import behind
from kb.web import journaling
from kb.web.page import Frame, page
from kb.web.structured import things_of
from kb.web.unfurl import unfurled
from kb.web.visit import absolute, help_center, moved_to, negotiated_locale, with_query

_CONTENTS_LEVELS = (2, 3)
_AS_WRITTEN = "original"
_LONGEST_CONTENTS = 200
_AROUND = 15  # articles that the tree lists of the reader's category
_STARTS_WITH_TITLE = re.compile(r"\s*#\s")


def show(locale: str, address: str) -> BaseResponse:
    """GET /<locale>/articles/<address>; the id decides, another spelling of the rest is redirected."""
    center = help_center()
    if address.endswith(".md"):
        found = center.article_at(address[:-3], locale)
        if found is not None:
            return _markdown(found, locale, address)
    article = center.article_at(address, locale)
    if article is None:
        abort(404)
    if address != article_address(article):
        return moved_to(with_query(article_path(article, locale)))
    _note(article, locale)
    return _page(article, locale)


def open_short(article_id: str) -> BaseResponse:
    """GET /a/<id>: to the article in the language that the browser asks for."""
    locale = negotiated_locale()
    article = help_center().article(article_id, locale)
    if article is None:
        abort(404)
    response = redirect(with_query(article_path(article, locale)), code=302)
    response.vary.add("Accept-Language")
    return response


def markdown_of(article: Article) -> str:
    """The source as it can be pasted: its title as the first heading, no front matter."""
    body = article.body.strip("\n")
    return f"{body}\n" if _STARTS_WITH_TITLE.match(body) else f"# {article.title}\n\n{body}\n"


def markdown_link(title: str, url: str) -> str:
    """ "[title](url)", with the brackets of the title escaped."""
    escaped = re.sub(r"([\[\]\\])", r"\\\1", title)
    return f"[{escaped}]({url})"


def _markdown(article: Article, locale: str, address: str) -> BaseResponse:
    if address != f"{article_address(article)}.md" or locale != article.locale:
        return moved_to(markdown_path(article))
    response = Response(markdown_of(article), content_type="text/markdown; charset=utf-8")
    response.headers["Content-Language"] = article.locale
    response.headers["Link"] = f'<{absolute(article_path(article))}>; rel="canonical"'
    return response


def _note(article: Article, locale: str) -> None:
    """Into the journal: that it was read, once a visitor and day."""
    visitor = journaling.visitor()
    journaling.note(Entry("read", visitor, locale, article=article.id, key=key_of("read", article.id, visitor)))


def _page(article: Article, locale: str) -> Response:
    center = help_center()
    translations = center.translations(article.id)
    table = "" if request.args.get("script") == _AS_WRITTEN else table_for(article.locale, locale)
    rendered = rewritten_page(center.rendered(article), table) if table else center.rendered(article)
    shown = rewritten_article(article, table) if table else article
    headings = [heading for heading in rendered.headings if heading.level in _CONTENTS_LEVELS]
    short = absolute(short_path(article.id))
    parents = center.breadcrumb(article.category)
    frame = replace(_frame(article, locale, translations, parents), title=shown.title)
    return page(
        "article.html",
        frame,
        article=shown,
        text_locale=locale if table else article.locale,
        as_written=f"{article_path(article, locale)}?script={_AS_WRITTEN}" if table else "",
        rendered=rendered,
        contents=headings[:_LONGEST_CONTENTS] if len(headings) > 1 else [],
        parents=parents,
        shelves=center.categories(locale),
        chain=center.site.chain(locale),
        translations=translations,
        is_about_money=center.site.is_about_money(article.category),
        behind=behind(article, translations.get(center.site.default_locale)),
        related=center.related(article),
        feedback_path=feedback_path(article, locale) if journaling.is_kept() else "",
        neighbours=neighbours_of(article, center.shelves, locale, _AROUND),
        short=short,
        short_markdown=markdown_link(article.title, short),
        findings=center.findings(article) if center.settings.preview else (),
    )


def _frame(article: Article, locale: str, translations: dict[str, Article], parents: Sequence[Category]) -> Frame:
    """The article's own locale is the canonical one; an untranslated copy points at what it repeats."""
    original = translations.get(article.copy_of, article)
    own = tuple(tag for tag, text in translations.items() if not text.copy_of)
    shown = unfurled(article, parents[-1].title(help_center().site.chain(locale)) if parents else article.category)
    return Frame(
        locale,
        title=article.title,
        path_in=lambda other: article_path(translations.get(other, article), other),
        translated=own,
        canonical="" if article.is_noindex else article_path(original),
        description=article.description or article.answer,
        category=article.category,
        markdown=markdown_path(article),
        things=things_of(original, parents, locale, absolute(shown.picture.path)),
        unfurled=shown,
    )
