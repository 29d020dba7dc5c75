"""POST /api/v1/feedback and /api/v1/events: what scripts of our own pages tell the journal, kept before it is
answered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Response, request

from kb.journal.entry import REASONS, Entry
from kb.journal.journal import JournalUnusable
from kb.web import api, arguments, journaling
from kb.web.feedback import VOTES, comment_of, vote_of
from kb.web.problem import problem
from kb.web.visit import help_center, served_locales

MOST_AT_ONCE = 50
KINDS = ("search", "click", "exit")
KEY = "[A-Za-z0-9_-]{8,64}"
_SHORT = 300


def feedback() -> Response:
    """A vote for an article: {"article", "lang", "vote": "yes" | "no", "reason", "comment"}; one a visitor and day."""
    said = _body()
    locale = _locale(said)
    article = help_center().article(_short(said, "article"), locale)
    if article is None:
        raise arguments.BadArgument("article", _short(said, "article"), "the id of an article")
    value = _one_of(said, "vote", VOTES)
    entries = [vote_of(article, journaling.visitor(), value)]
    reason, comment = _one_of(said, "reason", ("", *REASONS)), str(said.get("comment", ""))
    if comment or reason:
        entries.append(comment_of(entries[0], reason, comment))
    return _kept(entries)


def events() -> Response:
    """{"events": [...]}: searches, clicks with their rank, and exits to a channel. An event whose `id` is known isn't
    kept again, so that a client may send it until it is answered."""
    said = _body().get("events")
    if not isinstance(said, list) or not 0 < len(said) <= MOST_AT_ONCE:
        raise arguments.BadArgument("events", str(said), f"a list of 1 to {MOST_AT_ONCE} events")
    return _kept([_event(one) for one in said])


def _event(said: object) -> Entry:
    if not isinstance(said, dict):
        raise arguments.BadArgument("events", str(said), "objects")
    kind = _one_of(said, "kind", KINDS)
    entry = Entry(
        kind,
        journaling.visitor(),
        _locale(said),
        text=_short(said, "query", arguments.MAX_QUERY_LENGTH),
        article=_short(said, "article"),
        rank=_number(said, "rank"),
        total=_number(said, "total"),
        value=_short(said, "channel"),
        about=_short(said, "about", 64),
    )
    return replace(entry, key=key) if (key := _key(said)) else entry


def _kept(entries: list[Entry]) -> Response:
    """201 with what is new of them, 503 where they can't be kept now, 404 where nothing is."""
    if not journaling.is_kept():
        return problem(404, "Not found", "This help center keeps no journal.")
    try:
        new = journaling.keep(*entries)
    except JournalUnusable as fault:
        return problem(503, "Not kept", str(fault))
    answer = api.answer({"results": [{"id": one.key, "is_new": n} for one, n in zip(entries, new, strict=True)]})
    answer.status_code = 201
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _body() -> Mapping[str, Any]:
    found = request.get_json(force=True, silent=True)
    if not isinstance(found, dict):
        raise arguments.BadArgument("body", "", "a JSON object")
    return found


def _key(said: Mapping[str, Any]) -> str:
    key = _short(said, "id", 64)
    if key and not re.fullmatch(KEY, key):
        raise arguments.BadArgument("id", key, "8 to 64 letters, digits, - and _")
    return f"e{key}" if key else ""


def _locale(said: Mapping[str, Any]) -> str:
    return _one_of(said, "lang", served_locales(help_center()))


def _short(said: Mapping[str, Any], name: str, most: int = _SHORT) -> str:
    value = said.get(name, "")
    if not isinstance(value, str):
        raise arguments.BadArgument(name, str(value), "a text")
    return arguments.cleaned(value[:most])


def _one_of(said: Mapping[str, Any], name: str, allowed: tuple[str, ...]) -> str:
    value = said.get(name, allowed[0] if "" in allowed else "")
    if value not in allowed:
        raise arguments.BadArgument(name, str(value), allowed)
    return str(value)


def _number(said: Mapping[str, Any], name: str) -> int | None:
    value = said.get(name)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 1_000_000:
        raise arguments.BadArgument(name, str(value), "a whole number")
    return value
