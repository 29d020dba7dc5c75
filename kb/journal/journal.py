"""The journal: append-only, durable before a visitor is thanked, and never in the way of a page."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLate
from dataclasses import replace
from queue import Empty, Full, Queue
from time import monotonic

from kb.errors import HelpCenterError
from kb.journal.entry import Entry
from kb.journal.redact import redacted
from kb.journal.tables import Fault, Tables

TOGETHER = 500  # entries of one commit
GATHER_S = 0.25  # the longest that a note waits for others to be written with it
PATIENCE_S = 8.0  # the longest that a visitor waits for a vote to be written
_AGAIN_S = 0.2  # after a failed commit
_ATTEMPTS = 3
_MOST_WAITING = 20_000

log = logging.getLogger(__name__)
_Waiting = tuple[Entry, "Future[bool] | None"]


class JournalUnusable(HelpCenterError):
    """What a visitor sent couldn't be kept."""

    def __init__(self, cause: str) -> None:
        super().__init__(f"The journal can't be written: {cause}.")


class Journal:
    """Entries go to one thread, which writes all that wait in one commit. For any number of threads and processes."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self._waiting: Queue[_Waiting] = Queue(_MOST_WAITING)
        self._turn = threading.Lock()
        self._writer: threading.Thread | None = None
        self._is_ending = threading.Event()
        self._lost = 0

    def note(self, entry: Entry) -> None:
        """Writes an entry soon. Never waits and never fails: what can't be written is told in the log."""
        try:
            self._waiting.put_nowait((entry, None))
        except Full:
            self._lost += 1
            return
        self._begin()

    def keep(self, *entries: Entry) -> tuple[bool, ...]:
        """Writes entries and says of each whether it is new, once they are on the disk. Raises JournalUnusable."""
        written: list[Future[bool]] = [Future() for _ in entries]
        ends = monotonic() + PATIENCE_S
        try:
            for pair in zip(entries, written, strict=True):
                self._waiting.put(pair, timeout=max(0.01, ends - monotonic()))
            self._begin()
            return tuple(one.result(max(0.01, ends - monotonic())) for one in written)
        except (Full, TooLate) as fault:
            raise JournalUnusable("it is busy; try again in a minute") from fault

    def close(self) -> None:
        """Writes what waits and ends."""
        self._is_ending.set()
        if self._writer is not None:
            self._writer.join(PATIENCE_S)
        self.tables.close()

    def _begin(self) -> None:
        if not self._is_writing():
            with self._turn:
                if not self._is_writing():
                    self._writer = threading.Thread(target=self._run, name="journal", daemon=True)
                    self._writer.start()

    def _is_writing(self) -> bool:
        return self._writer is not None and self._writer.is_alive()

    def _run(self) -> None:
        while not (self._is_ending.is_set() and self._waiting.empty()):
            batch = self._batch()
            if batch:
                self._write(batch)
            if self._lost:
                log.warning("%d entries of the journal couldn't be written and are lost.", self._lost)
                self._lost = 0

    def _batch(self) -> list[_Waiting]:
        """What waits; notes alone wait a little longer for others."""
        batch: list[_Waiting] = []
        is_urgent = False  # somebody waits for an answer
        ends = monotonic() + GATHER_S
        while len(batch) < TOGETHER:
            left = 0.0 if is_urgent or self._is_ending.is_set() else ends - monotonic()
            try:
                batch.append(self._waiting.get(timeout=left) if left > 0 else self._waiting.get_nowait())
            except Empty:
                break
            is_urgent = is_urgent or batch[-1][1] is not None
        return batch

    def _write(self, batch: list[_Waiting]) -> None:
        entries = [replace(entry, text=redacted(entry.text)) for entry, _ in batch]
        is_awaited = any(written is not None for _, written in batch)
        for attempt in range(_ATTEMPTS):
            try:
                if not is_awaited:
                    self.tables.add_unasked(entries)
                    return
                new = self.tables.add(entries)
            except (Fault, OSError) as fault:
                cause = str(getattr(fault, "orig", None) or fault).splitlines()[0]
                log.warning("The journal can't be written: %s. It is tried again.", cause)
                self._is_ending.wait(_AGAIN_S * (attempt + 1))
                continue
            for (_, written), is_new in zip(batch, new, strict=True):
                if written is not None:
                    written.set_result(is_new)
            return
        self._lost += sum(written is None for _, written in batch)
        for _, written in batch:
            if written is not None:
                written.set_exception(JournalUnusable(cause))
