"""Counting distinct visitors, who have a name for one day only."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from heapq import nlargest
from typing import Generic, TypeVar

MOST_THINGS = 100_000  # that are counted at once, some 40 MB of them; those of the fewest visitors give way

Thing = TypeVar("Thing", bound=Hashable)
_Counted = TypeVar("_Counted")


@dataclass(frozen=True, slots=True)
class Count:
    """visitors: the sum of all days; who came on two days counts twice. surely: the most of one day: so many different
    people it were at least."""

    visitors: int = 0
    surely: int = 0


class Tally(Generic[Thing]):
    """Distinct visitors of each thing. Names are held for one day, counts for good; days are to come in order.
    is_cut: whether things of few visitors were left out, so that memory stays bounded."""

    def __init__(self, most: int = MOST_THINGS) -> None:
        self._most = most
        self._day = date.min
        self._today: dict[Thing, set[str]] = {}
        self._counts: dict[Thing, Count] = {}
        self.is_cut = False

    def add(self, day: date, visitor: str, thing: Thing) -> None:
        """Counts a visitor for a thing, once a day."""
        if day != self._day:
            self._end_day()
            self._day = day
        self._today.setdefault(thing, set()).add(visitor)
        if len(self._today) > self._most:
            self._today = self._cut(self._today, len)

    def counts(self) -> dict[Thing, Count]:
        """The count of each thing, the most visitors first; asked for when all is added."""
        self._end_day()
        rows = sorted(self._counts.items(), key=lambda row: (-row[1].visitors, -row[1].surely, str(row[0])))
        return dict(rows)

    def _end_day(self) -> None:
        for thing, visitors in self._today.items():
            before, today = self._counts.get(thing, Count()), len(visitors)
            self._counts[thing] = Count(before.visitors + today, max(before.surely, today))
        self._today = {}
        if len(self._counts) > self._most:
            self._counts = self._cut(self._counts, lambda count: count.visitors)

    def _cut(self, things: dict[Thing, _Counted], weight: Callable[[_Counted], int]) -> dict[Thing, _Counted]:
        self.is_cut = True
        return dict(nlargest(self._most // 2, things.items(), key=lambda row: weight(row[1])))
