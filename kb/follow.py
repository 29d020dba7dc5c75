"""Follows what the writer publishes: a reading process swaps in each new moment by itself."""

from __future__ import annotations

import gc
import logging
import os
import signal
import threading
import time
from pathlib import Path

from indexer.engine import IndexerError
from kb.center import HelpCenter
from kb.errors import HelpCenterError
from kb.news import STATE_FILE

LOOK_S = 0.01  # a look is one stat
AGAIN_S = 1.0  # after a look that failed
QUIET_S = 0.5  # after an edit, before its words are learnt
REST = 5  # times as long as learning took, before words are learnt again

log = logging.getLogger(__name__)


class Follower:
    """Threads that refresh a center whenever the writer's state file changes, or an article's own dates say so, and
    learn its words behind that."""

    def __init__(self, center: HelpCenter, parent: int = 0) -> None:
        self._center = center
        self._parent = parent
        self._stop = threading.Event()
        self._seen: tuple[int, int] | None = None
        self._fault = ""
        self._has_news = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, name="follower", daemon=True),
            threading.Thread(target=self._learn, name="learner", daemon=True),
        ]

    def start(self) -> None:
        """Begins to follow. With a parent process given, this process ends when that one is gone."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Returns when the threads have ended."""
        self._stop.set()
        self._has_news.set()
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        while not self._stop.wait(LOOK_S):
            if self._parent and os.getppid() != self._parent:
                os.kill(os.getpid(), signal.SIGTERM)
                return
            seen = _stat_of(self._center.settings.state / STATE_FILE)
            if seen != self._seen or self._fault or self._is_due():
                self._seen = seen
                self._refresh()

    def _is_due(self) -> bool:
        until = self._center.shelves.valid_until
        return until is not None and until <= self._center.now()

    def _refresh(self) -> None:
        """Brings in what is new. What fails is tried again, and told once: nobody above a thread would hear of it."""
        before, was_ready = self._fault, self._center.is_ready
        try:
            self._center.refresh()
            self._fault = ""
            if self._center.is_ready and not was_ready:
                settle()
            self._has_news.set()
        except Exception as fault:
            self._fault = f"{fault or type(fault).__name__}"
            if self._fault != before:
                is_known = isinstance(fault, HelpCenterError | IndexerError | OSError)
                log.warning("%s What was published before goes on.", self._fault, exc_info=None if is_known else fault)
            self._stop.wait(AGAIN_S)

    def _learn(self) -> None:
        """Learns the words of what was published, when it has been quiet for a moment; nobody waits for it."""
        while self._has_news.wait() and not self._stop.is_set():
            self._has_news.clear()
            self._stop.wait(QUIET_S)
            began = time.monotonic()
            try:
                self._center.learn()
            except Exception:
                log.exception("The words of edited titles couldn't be learnt; those known before go on.")
            self._stop.wait((time.monotonic() - began) * REST)


def settle() -> None:
    """Leaves what there is now out of later collections of garbage: words and articles are a million objects that stay,
    and to look at them all keeps a reader waiting for a third of a second."""
    gc.collect()
    gc.freeze()


def _stat_of(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino
