"""GET /api/v1/openapi.json: the description of the API for programs, OpenAPI 3.1."""

from __future__ import annotations

from flask import Response

from kb import __version__
from kb.web import api
from kb.web.api_items import Json
from kb.web.arguments import MAX_QUERY_LENGTH
from kb.web.openapi_schemas import SCHEMAS, list_of, ref
from kb.web.search import MAX_PAGE
from kb.web.visit import base_url, help_center, served_locales


def show() -> Response:
    """The document of this site, with the locales that it serves."""
    return api.answer(document(base_url(), served_locales(help_center())))


def document(server: str, locales: tuple[str, ...]) -> Json:
    """The document; `locales` are the values of `lang`."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Help center",
            "version": __version__,
            "description": "Read-only. Texts are in the reader's language where there is one, else in the nearest.",
        },
        "servers": [{"url": f"{server}/api/v1"}],
        "paths": _paths(_parameters(locales)),
        "components": {"schemas": SCHEMAS, "responses": _RESPONSES},
    }


_PAGED = "lang page per_page"
_IN_CATEGORY = "lang category page per_page"
_LISTED = "only_lang category tag updated_since page per_page"
_SEARCHED = "q lang category tag exact explain near_page per_page"
_FLAG: Json = {"type": "string", "enum": ["0", "1"], "default": "0"}
_RESPONSES: Json = {
    "Problem": {
        "description": "The request can't be answered; `detail` says why.",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
}


def _parameters(locales: tuple[str, ...]) -> dict[str, Json]:
    """Every parameter by name; where two addresses read one differently, by two names."""
    lang = {"type": "string", "enum": list(locales)}
    text = {"type": "string"}
    day = {"type": "string", "format": "date"}
    size = _whole(api.MAX_PER_PAGE, api.PER_PAGE)
    return {
        "q": _parameter("q", text, f"What to look for; only the first {MAX_QUERY_LENGTH} characters are read."),
        "lang": _parameter("lang", lang, "The reader's locale; without it, Accept-Language decides."),
        "only_lang": _parameter("lang", lang, "Only articles in this locale; without it, in all."),
        "category": _parameter("category", text, "Path of a category; what is below it counts too."),
        "tag": _parameter("tag", text, "Only articles with this tag."),
        "exact": _parameter("exact", _FLAG, "1: only what was typed, nothing mended, no other words for it."),
        "explain": _parameter("explain", _FLAG, "1: every result says how it came to its score."),
        "page": _parameter("page", _whole(api.MAX_PAGE, 1), "Page of the list, from 1."),
        "near_page": _parameter("page", _whole(MAX_PAGE, 1), "Page of the results, from 1."),
        "per_page": _parameter("per_page", size, "Items a page."),
        "updated_since": _parameter("updated_since", day, "Only articles updated on this day or later."),
        "id": _parameter("id", text, 'Id of an article; it may hold "/".', place="path"),
    }


def _whole(most: int, default: int) -> Json:
    return {"type": "integer", "minimum": 1, "maximum": most, "default": default}


def _parameter(name: str, schema: Json, description: str, place: str = "query") -> Json:
    is_required = place == "path"
    return {"name": name, "in": place, "required": is_required, "schema": schema, "description": description}


def _paths(known: dict[str, Json]) -> Json:
    """Every address: its name, what it is for, its parameters, and the schema of its answer."""
    rows: tuple[tuple[str, str, str, str, Json], ...] = (
        ("/search", "search", "Articles that answer a question, best first", _SEARCHED, ref("SearchAnswer")),
        ("/suggest", "suggest", "What a reader may be typing", "q lang", ref("SuggestAnswer")),
        ("/articles", "listArticles", "Articles, each translation one", _LISTED, list_of("Article")),
        ("/articles/{id}", "getArticle", "One article with its text", "id lang", ref("ArticleDetail")),
        ("/categories", "listCategories", "The browsing tree, parents first", _IN_CATEGORY, _local("Category")),
        ("/tags", "listTags", "Tags, most used first", _PAGED, _local("Tag")),
        ("/notices", "listNotices", "Notices of the moment", f"q {_IN_CATEGORY}", _local("Notice")),
        ("/channels", "listChannels", "Official ways to reach people", _PAGED, _local("Channel")),
        ("/openapi.json", "getOpenApi", "This document", "", {"type": "object"}),
    )
    sent = (
        ("/feedback", "sendFeedback", "A vote for an article, kept before it is answered", ref("Feedback")),
        ("/events", "sendEvents", "What happened on a page, kept before it is answered", ref("Events")),
    )
    read: Json = {
        path: {"get": _operation(name, summary, [known[each] for each in parameters.split()], schema)}
        for path, name, summary, parameters, schema in rows
    }
    return read | {path: {"post": _sending(name, summary, schema)} for path, name, summary, schema in sent}


def _sending(name: str, summary: str, schema: Json) -> Json:
    kept = _operation(name, summary, [], ref("Kept"))
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    responses = {"201": kept["responses"]["200"], "default": kept["responses"]["default"]}
    return {**kept, "requestBody": body, "responses": responses}


def _local(name: str) -> Json:
    return list_of(name, has_lang=True)


def _operation(name: str, summary: str, parameters: list[Json], schema: Json) -> Json:
    return {
        "operationId": name,
        "summary": summary,
        "parameters": parameters,
        "responses": {
            "200": {"description": summary, "content": {"application/json": {"schema": schema}}},
            "default": {"$ref": "#/components/responses/Problem"},
        },
    }
