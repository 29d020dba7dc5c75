"""What a visitor did in one go: what they meant to search for, what they opened, and how it ended."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from kb.journal.entry import CARD, CORRECTED, Entry
from kb.journal.keystrokes import is_typing, key_of

TYPING = timedelta(seconds=30)  # between two keystrokes that are one search; Source: Outline
REWORDING = timedelta(minutes=5)  # between two wordings of one question
PAUSE = timedelta(minutes=30)  # after which a visit is over
_MOST_SEARCHES = 500  # of one visit: no person, then

SOLVED, OPENED, UNOPENED, WEAK, NOTHING, LEFT = "solved", "opened", "unopened", "weak", "nothing", "left"
OUTCOMES = (SOLVED, OPENED, UNOPENED, WEAK, NOTHING, LEFT)
FAILED = (UNOPENED, WEAK, NOTHING, LEFT)


@dataclass(frozen=True, slots=True)
class Opened:
    """An article that was opened after a search. rank: of the hit, CARD for the answer card, None where it isn't
    known."""

    article: str
    rank: int | None


@dataclass(frozen=True, slots=True)
class Search:
    """A search as it was meant, once however often it was sent. text: as asked last, redacted. key: what texts that ask
    the same share. began, ended: when it was sent first and last. total: hits, None where nobody said. solved,
    unsolved: articles that the visitor voted for or against afterwards. exit: the channel to which they went then."""

    text: str
    key: str
    locale: str
    began: datetime
    ended: datetime
    total: int | None = None
    is_answered: bool = True
    is_corrected: bool = False
    opened: tuple[Opened, ...] = ()
    solved: tuple[str, ...] = ()
    unsolved: tuple[str, ...] = ()
    exit: str = ""

    @property
    def outcome(self) -> str:
        """One of OUTCOMES: solved by a vote; left for a channel; nothing found; a weak answer; unopened; opened."""
        if self.solved:
            return SOLVED
        if self.exit:
            return LEFT
        if self.total == 0:
            return NOTHING
        if not self.is_answered:
            return WEAK
        return OPENED if self.opened else UNOPENED

    @property
    def is_left_alone(self) -> bool:
        """Whether nothing followed it: nothing was opened, and nobody asked."""
        return not (self.opened or self.solved or self.unsolved or self.exit)


@dataclass(frozen=True, slots=True)
class Visit:
    """The searches of a visitor, in the order in which they began. day: in UTC; names of another day say nothing."""

    visitor: str
    day: date
    searches: tuple[Search, ...]

    def rewordings(self) -> Iterator[tuple[Search, Search]]:
        """Pairs of a search and the other wording of it that followed soon, with nothing opened between."""
        for one, other in zip(self.searches, self.searches[1:], strict=False):
            is_soon = other.began - one.ended <= REWORDING
            if is_soon and one.is_left_alone and one.locale == other.locale:
                yield one, other


class Visits:
    """Makes visits of entries that come in the order of time. What is held are the visits that may still go on."""

    def __init__(self) -> None:
        self._present: OrderedDict[str, _Present] = OrderedDict()  # those that were active last come last

    def take(self, entry: Entry) -> Iterator[Visit]:
        """Reads an entry; the visits that are over by then."""
        yield from self._over(entry.at)
        present = self._present.get(entry.visitor) or _Present(entry.visitor)
        present.take(entry)
        if present.count > _MOST_SEARCHES or not entry.visitor:  # nobody in particular: never the same twice
            self._present.pop(entry.visitor, None)
            yield from present.visit()
            return
        self._present[entry.visitor] = present
        self._present.move_to_end(entry.visitor)

    def rest(self) -> Iterator[Visit]:
        """The visits that went on when the entries ended."""
        while self._present:
            yield from self._present.popitem(last=False)[1].visit()

    def _over(self, now: datetime) -> Iterator[Visit]:
        while self._present:
            visitor, oldest = next(iter(self._present.items()))
            if now - oldest.active <= PAUSE:
                return
            del self._present[visitor]
            yield from oldest.visit()


def visits_of(entries: Iterable[Entry]) -> Iterator[Visit]:
    """The visits in which something was searched, as they end. entries: in the order of time."""
    visits = Visits()
    for entry in entries:
        yield from visits.take(entry)
    yield from visits.rest()


@dataclass(slots=True)
class _Present:
    """A visit that goes on."""

    visitor: str
    active: datetime = datetime.min
    _searches: list[Search] = field(default_factory=list)
    _at: int = -1  # the search that goes on, -1 for none

    @property
    def count(self) -> int:
        return len(self._searches)

    def visit(self) -> Iterator[Visit]:
        if self._searches:
            yield Visit(self.visitor, self.active.date(), tuple(self._searches))

    def take(self, entry: Entry) -> None:
        self.active = entry.at
        if entry.kind == "search" and entry.text.strip():
            self._ask(entry)
        elif entry.kind == "click":
            self._at = self._place(key_of(entry.text), entry.locale, self._at)
            self._open(Opened(entry.article, entry.rank))
        elif entry.kind == "read":
            self._open(Opened(entry.article, None))
        elif self._at >= 0 and entry.kind == "exit":
            self._now = replace(self._now, exit=entry.value)
        elif self._at >= 0 and entry.kind == "vote":
            now = self._now
            if entry.value == "yes":
                self._now = replace(now, solved=(*now.solved, entry.article))
            else:
                self._now = replace(now, unsolved=(*now.unsolved, entry.article))

    @property
    def _now(self) -> Search:
        return self._searches[self._at]

    @_now.setter
    def _now(self, search: Search) -> None:
        self._searches[self._at] = search

    def _ask(self, entry: Entry) -> None:
        key = key_of(entry.text)
        place = self._place(key, entry.locale, -1)
        typed = self._typed(key, entry)
        if typed >= 0 and place not in (-1, typed):  # grown into what was asked before
            del self._searches[typed]
            place -= typed < place
        elif place < 0:
            place = typed
        is_answered, is_corrected = entry.answered is not False, entry.reason == CORRECTED
        if place < 0:
            self._at = len(self._searches)
            new = Search(entry.text, key, entry.locale, entry.at, entry.at, entry.total, is_answered, is_corrected)
            self._searches.append(new)
            return
        self._at = place
        before, total = self._now, entry.total
        if before.key == key:  # of the same words in one category and in all, what all have counts
            total = max((known for known in (before.total, total) if known is not None), default=None)
            is_answered, is_corrected = is_answered or before.is_answered, is_corrected or before.is_corrected
        self._now = replace(
            before,
            text=entry.text,
            key=key,
            ended=entry.at,
            total=total,
            is_answered=is_answered,
            is_corrected=is_corrected,
        )

    def _typed(self, key: str, entry: Entry) -> int:
        """The place of the search that somebody is still typing; -1 where they aren't."""
        if self._at < 0:
            return -1
        now = self._now
        is_soon = entry.at - now.ended <= TYPING and now.locale == entry.locale
        return self._at if is_soon and now.is_left_alone and is_typing(now.key, key) else -1

    def _place(self, key: str, locale: str, otherwise: int) -> int:
        places = (at for at, one in enumerate(self._searches) if one.key == key and one.locale == locale)
        return next(places, otherwise)

    def _open(self, opened: Opened) -> None:
        """Notes an article once, with the first rank that is known of it."""
        if self._at < 0:
            return
        known = {one.article: one for one in self._now.opened}
        if known.get(opened.article, Opened("", None)).rank is None:
            known[opened.article] = opened
        self._now = replace(self._now, opened=tuple(known.values()))


def reciprocal_rank(search: Search) -> float | None:
    """1 / rank of the hit that was opened first, 1 for the answer card, which quotes the first hit; None where no rank
    is known."""
    rank = next((one.rank for one in search.opened if one.rank is not None), None)
    return None if rank is None else 1.0 if rank == CARD else 1.0 / rank
