"""What all answers of the API share: JSON, lists in pages, and the locale that was asked for."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Sequence
from time import perf_counter
from typing import TypeVar, cast

from flask import Response, current_app, g, request

from kb.locale import canonical, negotiate
from kb.web import arguments
from kb.web.api_items import Json
from kb.web.remembered import Finished, Remembered
from kb.web.visit import base_url, help_center, negotiated_locale, served_locales

PER_PAGE = 20
MAX_PER_PAGE = 50
MAX_PAGE = 1000
_ALLOWED_CATEGORIES = 50
_JSON = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))  # what is made is a tree

Noun = TypeVar("Noun")


def answer(body: Json) -> Response:
    """`body` as JSON, UTF-8 as it is."""
    return _response(_bytes_of(body))


def remembered(key: tuple[Hashable, ...], make: Callable[[], Json], *, is_timed: bool = False) -> Response:
    """The answer to `key`, which holds every argument that it depends on; made where it isn't remembered. is_timed:
    it begins with the milliseconds that this took, and its ETag is that of the rest."""
    began = perf_counter()
    held: Remembered = current_app.extensions["remembered"]
    key = (request.endpoint, base_url(), *key)
    found = held.answer(help_center().shelves, key, lambda: Finished.of(_bytes_of(make())))
    took = f'{{"took_ms":{(perf_counter() - began) * 1000:.3f},'.encode() if is_timed else b"{"
    response = _response(took + found.body[1:])
    response.set_etag(found.etag, weak=is_timed)
    return response


def _bytes_of(body: Json) -> bytes:
    return (_JSON.encode(body) + "\n").encode("utf-8", "replace")


def _response(body: bytes) -> Response:
    response = Response(body, content_type="application/json")
    if not request.args.get("lang"):
        response.vary.add("Accept-Language")
    return response


def listed(nouns: Sequence[Noun], item_of: Callable[[Noun], Json], **more: object) -> Response:
    """The asked page of a list, only its items turned into JSON."""
    page, per_page = page_and_size()
    results = [item_of(noun) for noun in nouns[(page - 1) * per_page : page * per_page]]
    return answer({"results": results, "total": len(nouns), "page": page, "per_page": per_page, **more})


def page_and_size(most: int = MAX_PAGE) -> tuple[int, int]:
    """The parameters `page` and `per_page`. Raises BadArgument."""
    page = arguments.whole_number("page", 1, most)
    return page, arguments.whole_number("per_page", PER_PAGE, MAX_PER_PAGE)


def lang() -> str:
    """The parameter `lang`, "" when it is missing. Raises BadArgument."""
    found = arguments.one_of("lang", served_locales(help_center()))
    g.locale = found or None
    return found


def reader_lang() -> str:
    """The served locale nearest to the parameter `lang`, else what the client's Accept-Language asks for. Raises
    BadArgument for a locale that nobody knows."""
    site, served, tag = help_center().site, served_locales(help_center()), canonical(arguments.text("lang"))
    if tag is None:
        return lang() or negotiated_locale()
    chosen = next((other for other in (tag, *site.fallbacks.get(tag, ())) if other in served), "")
    g.locale = chosen or negotiate(tag, served, site.default_locale)
    return cast(str, g.locale)


def category() -> str:
    """The parameter `category`, "" when it is missing. Raises BadArgument for a path that no locale has."""
    center = help_center()
    wanted = arguments.text("category").strip("/")
    if wanted and not any(center.category(wanted, locale) for locale in served_locales(center)):
        paths = [shelf.category.path for root in center.categories(reader_lang()) for shelf in root.walk()]
        raise arguments.BadArgument("category", wanted, tuple(paths[:_ALLOWED_CATEGORIES]))
    return wanted
