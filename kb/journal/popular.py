"""The articles that visitors use most, as far as that says nothing of any one of them."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone

from kb.journal.tables import Fault, Tables, Use
from kb.journal.visitors import NETWORK

DAYS = 30
HALF_LIFE_DAYS = 7.0  # after which a use counts half
AGE_S = 900.0  # after which they are counted anew
MOST = 50  # of a locale
ANYWHERE = ""  # in place of a locale: all together

log = logging.getLogger(__name__)


class Popular:
    """Holds what was counted last. Who asks gets that at once; when it is old, it is counted anew behind them."""

    def __init__(self, tables: Tables, least: int) -> None:
        """least: visitors of one day from whom on an article may be told."""
        self._tables, self._least = tables, least
        self._found: Mapping[str, tuple[str, ...]] = {}
        self._due = 0.0
        self._turn = threading.Lock()

    def articles(self, locale: str) -> tuple[str, ...]:
        """Ids, the most popular first: those that readers of the locale use, then those of all readers. None until they
        are counted for the first time. Never waits and never fails."""
        if time.monotonic() >= self._due and self._turn.acquire(blocking=False):
            self._due = time.monotonic() + AGE_S
            threading.Thread(target=self._count_behind, name="popular", daemon=True).start()
        found = self._found
        return tuple(dict.fromkeys((*found.get(locale, ()), *found.get(ANYWHERE, ()))))

    def count(self) -> None:
        """Counts them now. Raises Fault where the journal can't be read."""
        now = datetime.now(timezone.utc)
        uses = self._tables.uses(now - timedelta(days=DAYS), NETWORK) if self._tables.are_there() else ()
        self._found = ranked(uses, self._least, now)

    def _count_behind(self) -> None:
        try:
            self.count()
        except (Fault, OSError) as fault:
            log.warning("Popular articles can't be counted: %s. Those known before stay.", str(fault).splitlines()[0])
        finally:
            self._turn.release()


def ranked(uses: Iterable[Use], least: int, now: datetime) -> dict[str, tuple[str, ...]]:
    """By locale, and for ANYWHERE, the ids of articles that at least so many visitors used on some one day, the most
    used first, where a use loses half of its weight in HALF_LIFE_DAYS."""
    weights: dict[tuple[str, str], float] = {}
    most: dict[tuple[str, str], int] = {}
    for use in uses:
        key, age = (use.locale, use.article), (now.date() - use.day).days
        weights[key] = weights.get(key, 0.0) + use.visitors * 0.5 ** (age / HALF_LIFE_DAYS)
        most[key] = max(most.get(key, 0), use.visitors)
    found: dict[str, tuple[str, ...]] = {}
    for locale, article in sorted(weights, key=lambda key: (-weights[key], key)):
        told = found.setdefault(locale, ())
        if most[locale, article] >= least and len(told) < MOST:
            found[locale] = (*told, article)
    return found
