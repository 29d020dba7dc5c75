"""The frame of every page: what base.html needs besides the page's own values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from flask import Response, make_response, render_template

from kb.addresses import (
    article_path,
    category_path,
    contact_path,
    feed_path,
    home_path,
    search_path,
    survey_path,
    verify_path,
)
from kb.article import Article
from kb.locale import date_text, direction, endonym, number_text
from kb.notice import Notice, concerning
from kb.web import assets, icons, journaling, marks, runs, search_box, theme, unfurl
from kb.web.contact import contact_cards
from kb.web.structured import Thing, json_ld
from kb.web.visit import absolute, help_center, served_locales, site_name
from kb.web.words import words_of

_NOTICE_ICONS = {"info": "info", "warning": "triangle-alert", "danger": "octagon-alert"}


@dataclass(frozen=True, slots=True)
class Frame:
    """What a page says of itself. path_in: its address for readers of another locale. translated: the locales that
    really have it, for hreflang. canonical: the path that search engines should keep; "" keeps none (noindex). things:
    its structured data. unfurled: how an article looks when its address is pasted into a chat."""

    locale: str
    title: str
    path_in: Callable[[str], str] = home_path
    translated: tuple[str, ...] = ()
    canonical: str = ""
    description: str = ""
    category: str = ""
    search: str = ""
    markdown: str = ""
    feeds: tuple[str, ...] = field(default=())
    things: tuple[Thing, ...] = ()
    unfurled: unfurl.Unfurled | None = None


def page(template: str, frame: Frame, *, status: int = 200, **values: object) -> Response:
    """The filled template as a response."""
    html = render_template(template, frame=frame, **_shared(frame), **values)
    response = make_response(html, status)
    response.headers["Content-Language"] = frame.locale
    return response


def _shared(frame: Frame) -> dict[str, object]:
    """Values and functions that every template may use."""
    center = help_center()
    words = words_of(frame.locale)
    site, locale, interface = center.site, frame.locale, words.locale
    return {
        "t": words.text,
        "n": words.plural,
        "locale": locale,
        "interface": interface,
        "direction": direction,
        "endonym": endonym,
        "date_text": partial(date_text, locale=interface),
        "number_text": partial(number_text, locale=interface),
        "site_name": site_name(locale),
        "locales": served_locales(center),
        "notices": _notices(frame),
        "contacts": contact_cards(center.channels(locale), site, locale, words, center.now()),
        "is_journaled": journaling.is_kept(),
        "is_preview": center.settings.preview,
        "version": center.version,
        "badge_of": badge_of,
        "category_title": category_title,
        "run": partial(runs.run, page_locale=interface),
        "lang_of": partial(runs.lang_of, page_locale=interface),
        "marked": marks.marked,
        "icon": assets.icon,
        "box_words": search_box.words_for(words),
        "asset": assets.asset_path,
        "icon_path": icons.path_of,
        "site_picture": unfurl.site_picture,
        "json_ld": json_ld,
        "theme": theme.theme_path(site.accent),
        "absolute": absolute,
        "article_path": shown_path,
        "category_path": category_path,
        "home_path": home_path,
        "search_path": search_path,
        "contact_path": contact_path,
        "survey_path": survey_path,
        "verify_path": verify_path,
        "feed_path": feed_path,
    }


def category_title(path: str, locale: str) -> str:
    """The title of a category for a reader of `locale`; its path when it is unknown."""
    center = help_center()
    found = center.breadcrumb(path)
    return found[-1].title(center.site.chain(locale)) if found else path


def shown_path(article: Article, locale: str = "") -> str:
    """The address where a reader of `locale` gets this text: below their own locale unless that one shows another."""
    shown = help_center().article(article.id, locale) if locale else None
    return article_path(article, locale if shown is not None and shown.locale == article.locale else "")


def badge_of(article: Article) -> str:
    """The key of the badge that marks an article that visitors don't see, "" for one that they do."""
    now = help_center().now()
    if article.is_public(now):
        return ""
    if article.status != "published":
        return f"status.{article.status}"
    if article.visibility != "public":
        return "status.internal"
    return "status.scheduled" if article.publish_at and article.publish_at > now else "status.expired"


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A notice as it is shown to one reader. title_locale, text_locale: what these are written in."""

    id: str
    severity: str
    icon: str
    title: str
    text: str
    title_locale: str
    text_locale: str


def _notices(frame: Frame) -> list[NoticeLine]:
    found = concerning(help_center().notices(frame.locale), frame.category, frame.search)
    return [notice_line(notice, frame.locale) for notice in found]


def notice_line(notice: Notice, locale: str) -> NoticeLine:
    """The notice in the reader's locale or the nearest that it has."""
    site = help_center().site
    told, said = site.told(notice.titles, locale), site.told(notice.texts, locale)
    title, text = notice.titles.get(told, ""), notice.texts.get(said, "")
    return NoticeLine(notice.id, notice.severity, _NOTICE_ICONS[notice.severity], title, text, told, said)
