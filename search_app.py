"""The street door: every address of the help center and the page behind it."""

from __future__ import annotations

import atexit
import os
from collections.abc import Callable

from flask import Flask
from flask.typing import ResponseReturnValue

from kb import follow
from kb.center import HelpCenter
from kb.settings import PARENT_VARIABLE, Settings, load
from kb.web import (
    api_articles,
    api_events,
    api_lists,
    api_search,
    article,
    assets,
    browse,
    card,
    contact_page,
    crawlers,
    errors,
    feedback,
    feeds,
    headers,
    health,
    home,
    icons,
    journaling,
    manifest,
    media,
    offline,
    openapi,
    preview,
    search,
    theme,
    unfurl,
    verify,
    visit,
)
from kb.web.remembered import Remembered

Form = tuple[str, Callable[..., ResponseReturnValue]]

PAGES = (
    ("/", home.choose_locale),
    ("/<locale>/", home.show),
    ("/<locale>/categories", browse.show_all),
    ("/<locale>/categories/<path:path>", browse.show),
    ("/<locale>/categories/<path:path>/feed.xml", feeds.category_feed),
    ("/<locale>/articles/<path:address>", article.show),
    ("/<locale>/search", search.show),
    ("/<locale>/feedback/<path:article_id>", feedback.show),
    ("/<locale>/survey", feedback.survey),
    ("/<locale>/contact", contact_page.show),
    ("/<locale>/contact/sent", contact_page.sent),
    ("/<locale>/verify", verify.show),
    ("/a/<path:article_id>", article.open_short),
    ("/media/<path:path>", media.show),
    ("/api/v1/search", api_search.search),
    ("/api/v1/suggest", api_search.suggest),
    ("/api/v1/articles", api_articles.articles),
    ("/api/v1/articles/<path:article_id>", api_articles.article),
    ("/api/v1/categories", api_lists.categories),
    ("/api/v1/tags", api_lists.tags),
    ("/api/v1/notices", api_lists.notices),
    ("/api/v1/channels", api_lists.channels),
    ("/api/v1/openapi.json", openapi.show),
    ("/<locale>/feed.xml", feeds.feed),
    ("/feed.xml", feeds.feed_anywhere),
    ("/sitemap.xml", crawlers.sitemap),
    ("/sitemap-<int:part>.xml", crawlers.sitemap_part),
    ("/robots.txt", crawlers.robots),
    ("/llms.txt", crawlers.llms),
    ("/opensearch.xml", crawlers.opensearch),
    ("/static/<name>", assets.show),
    ("/theme.css", theme.show),
    ("/icons/<name>", icons.show),
    ("/cards/<name>.png", card.show),
    ("/oembed", unfurl.oembed),
    ("/<locale>/manifest.webmanifest", manifest.show),
    ("/manifest.webmanifest", manifest.show_anywhere),
    ("/<locale>/offline", offline.show),
    ("/sw.js", offline.worker),
    ("/favicon.ico", icons.favicon),
    ("/healthz", health.alive),
    ("/readyz", health.ready),
)
PREVIEW_PAGES = (("/preview/version", preview.version),)
FORMS: tuple[Form, ...] = (  # what visitors send, by POST
    ("/<locale>/feedback/<path:article_id>", feedback.vote),
    ("/<locale>/survey", feedback.answer_survey),
    ("/<locale>/contact", contact_page.take),
    ("/api/v1/feedback", api_events.feedback),
    ("/api/v1/events", api_events.events),
)


def create_app(settings: Settings | None = None) -> Flask:
    """The help center as a WSGI application; without settings, those of the environment."""
    return app_of(HelpCenter(settings or load()))


def app_of(center: HelpCenter) -> Flask:
    """The pages in front of an opened HelpCenter."""
    app = Flask("kb.web", static_folder=None)
    app.extensions["help_center"] = center
    app.extensions["remembered"] = Remembered(center.settings.remembered_answers)
    journaling.install(app, center.settings)
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    headers.install(app)
    app.before_request(visit.refuse_foreign)
    app.before_request(visit.enter)
    errors.install(app)
    for rule, show in PAGES + (PREVIEW_PAGES if center.settings.preview else ()):
        endpoint = f"{show.__module__}.{show.__name__}"
        app.add_url_rule(rule, endpoint.replace(".", ":"), show, methods=["GET"], provide_automatic_options=False)
    for rule, take in FORMS:
        endpoint = f"{take.__module__}.{take.__name__}"
        app.add_url_rule(rule, endpoint.replace(".", ":"), take, methods=["POST"], provide_automatic_options=False)
    return app


def application() -> Flask:
    """What the production server loads: it follows what is published, and ends with the process that started it."""
    center = HelpCenter(load())
    follow.settle()
    follow.Follower(center, int(os.environ.get(PARENT_VARIABLE, "0"))).start()
    app = app_of(center)
    atexit.register(journaling.close, app)
    return app
