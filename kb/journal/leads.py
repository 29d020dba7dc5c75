"""Where searches that failed led in the end: the words of readers, and the article that they needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from kb.journal.tally import Count, Tally
from kb.journal.visitors import network_of
from kb.journal.visits import FAILED, Search, Visit
from kb.journal.wording import Wording, wording_of

LED = timedelta(minutes=10)  # after which what somebody opens answers another question
_MOSTLY = 0.5  # of those who asked it and were led somewhere, so many were led to one article


@dataclass(frozen=True, slots=True)
class Lead:
    """What was asked in vain, and the id of the article that helped in the end. visitors: places, see network_of."""

    text: str
    locale: str
    article: str
    visitors: int


def leads_of(visits: Iterable[Visit], least: int) -> tuple[Lead, ...]:
    """The leads of texts that at least so many visitors of one day took to one article, each text to one article, those
    of the most visitors first."""
    tally: Tally[tuple[Wording, str]] = Tally()
    for visit in visits:
        for wording, article in set(_led(visit)):
            tally.add(visit.day, network_of(visit.visitor), (wording, article))
    counts = tally.counts()
    totals: dict[Wording, int] = {}
    for (wording, _), count in counts.items():
        totals[wording] = totals.get(wording, 0) + count.visitors
    found: dict[Wording, Lead] = {}
    for (wording, article), count in counts.items():
        if wording not in found and _is_sure(count, totals[wording], least):
            found[wording] = Lead(wording.text, wording.locale, article, count.visitors)
    return tuple(found.values())


def _is_sure(count: Count, total: int, least: int) -> bool:
    return count.surely >= least and count.visitors > total * _MOSTLY


def _led(visit: Visit) -> Iterator[tuple[Wording, str]]:
    """Each text that failed, or had no good answer, with the articles that it led to: by itself, else by the next
    search that led somewhere."""
    for at, search in enumerate(visit.searches):
        if search.outcome in FAILED or _is_poor(search):
            yield from ((wording_of(search), article) for article in _end(search, visit.searches[at:]))


def _is_poor(search: Search) -> bool:
    return search.total == 0 or not search.is_answered


def _end(search: Search, following: Iterable[Search]) -> tuple[str, ...]:
    near = (one for one in following if one.locale == search.locale and one.began - search.ended <= LED)
    ends = (_helpful(one) for one in near if one is not search or _is_poor(search))
    return next(filter(None, ends), ())


def _helpful(search: Search) -> tuple[str, ...]:
    """What was solved, else what was opened and nobody complained of."""
    if search.solved:
        return search.solved
    opened = () if search.exit else search.opened
    return tuple(one.article for one in opened if one.article not in search.unsolved)
