"""What pages write into the journal: who the visitor is for a day, and what was done."""

from __future__ import annotations

from typing import cast

from flask import Flask, current_app, request

from kb.journal import place
from kb.journal.entry import Entry
from kb.journal.journal import Journal
from kb.journal.popular import Popular
from kb.journal.visitors import Visitors
from kb.settings import Settings
from kb.web.visit import client_address

_EXTENSION = "journal"
_MACHINES = ("bot", "crawl", "spider", "slurp", "preview", "monitor", "curl/", "wget/")


class Journaling:
    """What the pages of one application write with: its journal, its visitors' names, and what those like to read."""

    def __init__(self, journal: Journal, least_visitors: int) -> None:
        self.journal = journal
        self.visitors = Visitors(journal.tables)
        self.popular = Popular(journal.tables, least_visitors)


def install(app: Flask, settings: Settings) -> None:
    """Opens the journal that the settings name. Raises JournalUnnamed."""
    app.extensions[_EXTENSION] = _opened(settings) if place.is_kept(settings) else None


def close(app: Flask) -> None:
    """Writes what was noted a moment ago, before the process ends."""
    journaling = cast("Journaling | None", app.extensions[_EXTENSION])
    if journaling is not None:
        journaling.journal.close()


def _opened(settings: Settings) -> Journaling:
    if not settings.journal:
        settings.state.mkdir(parents=True, exist_ok=True)
    return Journaling(Journal(place.tables_of(settings)), settings.least_visitors)


def is_kept() -> bool:
    """Whether there is a journal, so that votes can be given."""
    return _journaling() is not None


def visitor() -> str:
    """The name of the visitor of this request for today; "" where there is no journal."""
    journaling = _journaling()
    if journaling is None:
        return ""
    agent = request.headers.get("User-Agent", "")[:500]
    return journaling.visitors.named(client_address(), agent, request.headers.get("Accept-Language", "")[:200])


def note(entry: Entry) -> None:
    """Writes an entry soon; nothing of a machine's visit. Never fails the page."""
    journaling = _journaling()
    if journaling is not None and not _is_machine():
        journaling.journal.note(entry)


def keep(*entries: Entry) -> tuple[bool, ...]:
    """Writes entries before it returns, and says which of them are new. Raises JournalUnusable."""
    journaling = _journaling()
    return journaling.journal.keep(*entries) if journaling is not None else (False,) * len(entries)


def popular(locale: str) -> tuple[str, ...]:
    """Ids of the articles that readers use most; none where there is no journal, or too little in it."""
    journaling = _journaling()
    return journaling.popular.articles(locale) if journaling is not None else ()


def _journaling() -> Journaling | None:
    return cast("Journaling | None", current_app.extensions.get(_EXTENSION))


def _is_machine() -> bool:
    agent = request.headers.get("User-Agent", "").casefold()
    is_prefetched = request.headers.get("Sec-Purpose", "").startswith("prefetch")
    return is_prefetched or any(name in agent for name in _MACHINES)
