"""What a visitor sees when something can't be shown: a page in their language, or a problem for programs."""

from __future__ import annotations

import re
from urllib.parse import unquote

from flask import Flask, current_app, request
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.wrappers import Response

from indexer.hits import Hits
from kb.addresses import article_path
from kb.web import problem
from kb.web.arguments import MAX_QUERY_LENGTH, BadArgument, cleaned
from kb.web.home import popular_searches
from kb.web.page import Frame, page
from kb.web.search import found_articles
from kb.web.visit import help_center, moved_to, page_locale, served_locales
from kb.web.words import words_of

_TEXTS = {400: 400, 404: 404, 405: 405, 411: 413, 413: 413, 414: 413, 500: 500, 503: 503}
_SUGGESTED = 5
_NO_SEARCH = ("/media/", "/static/", "/preview/", "/favicon.ico")
_STRUCTURE = frozenset(("articles", "article", "categories", "category", "docs", "index", "html", "htm", "md", "php"))
_LAST_RESORT = "<!doctype html><html lang=en><title>Error</title><p>Something went wrong. Please try again in a minute."


def install(app: Flask) -> None:
    """Answer every error of `app`."""
    app.register_error_handler(BadArgument, problem.bad_argument)
    app.register_error_handler(404, not_found)
    app.register_error_handler(HTTPException, refused)
    app.register_error_handler(Exception, failed)


def not_found(error: HTTPException) -> Response:
    """An old address leads on; a dead one is searched for."""
    if request.path.startswith("/api/"):
        return refused(error)
    target = help_center().moved(request.path)
    if target is not None:
        path = article_path(target)
        if path != request.path:
            return moved_to(path)
    return _error_page(404)


def refused(error: HTTPException) -> Response:
    """The status of `error`, explained."""
    if isinstance(error.response, Response):
        return error.response
    status = error.code or 500
    if request.path.startswith("/api/"):
        response: Response = problem.problem(status, error.name, _detail(error))
    else:
        response = _error_page(status)
    allowed = getattr(error, "valid_methods", None)
    if allowed:
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def failed(error: Exception) -> Response:
    """500 for a fault of our own; the log gets the whole story, the visitor none of it."""
    current_app.logger.exception("%s %r failed", request.method, request.path, exc_info=error)
    try:
        return refused(InternalServerError())
    except Exception:
        current_app.logger.exception("the error page itself failed")
        return Response(_LAST_RESORT, status=500, mimetype="text/html")


def words_of_path(path: str) -> str:
    """What a dead address seems to be about: "/en/articles/withdraw-fees.html" -> "withdraw fees"."""
    tried = cleaned(unquote(path, errors="ignore"))[: 4 * MAX_QUERY_LENGTH]
    parts = [part for part in re.split(r"[\W_]+", tried.partition("/")[2]) if part]
    locales = {word for tag in served_locales(help_center()) for word in (tag.casefold(), *tag.casefold().split("-"))}
    if parts and parts[0].casefold() in locales:
        parts = [part for place, part in enumerate(parts) if place > 1 or part.casefold() not in locales]
    return " ".join(part for part in parts if part.casefold() not in _STRUCTURE)[:MAX_QUERY_LENGTH]


def _detail(error: HTTPException) -> str:
    return re.sub(r"<[^>]*>", "", error.description or error.name)


def _error_page(status: int) -> Response:
    locale = page_locale()
    shown = _TEXTS.get(status, 400 if status < 500 else 500)
    words = words_of(locale)
    query = words_of_path(request.path) if status == 404 and not request.path.startswith(_NO_SEARCH) else ""
    hits = help_center().search(query, locale, per_page=_SUGGESTED) if query else Hits()
    frame = Frame(locale, title=words.text(f"error.{shown}.title"))
    response = page(
        "error.html",
        frame,
        status=status,
        text=words.text(f"error.{shown}.text"),
        query=query,
        results=found_articles(hits),
        popular=popular_searches(locale),
    )
    response.vary.add("Accept-Language")
    return response
