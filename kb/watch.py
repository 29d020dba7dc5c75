"""Changes in the content folder, as they are saved."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from functools import partial
from pathlib import Path

import watchfiles

from kb.news import MOST_PATHS, Paths

DEBOUNCE_MS = 60  # an editor's save is several events; together they are one change
STEP_MS = 20
POLL_MS = 300  # between two looks at every file, where the system doesn't tell of changes
LOOK_AT_ALL_S = 300.0  # between two looks at every file, where the system does tell
LOOK_UP_S = 1.0  # how often a vanished folder and dates that pass are looked at
logging.getLogger("watchfiles").setLevel(logging.WARNING)

log = logging.getLogger(__name__)
Clock = Callable[[], "datetime | None"]


def changes(content: Path, stop: threading.Event, next_change: Clock, ignored: Path | None = None) -> Iterator[Paths]:
    """The paths that changed, below `content`, for each time when something may have to be published, until `stop` is
    set: those of files that were saved, none when the moment of next_change() has passed, and None where anything may
    have changed: within a second of the beginning, when a vanished folder is there again, after many saves at once, and
    every few minutes, for whatever wasn't told.

    ignored: a folder, maybe below `content`, whose changes are our own. Where the system can't tell of changes (too
    many folders, a name that isn't text) the files are looked at again and again.
    """
    is_polling = False
    while not stop.is_set():
        if not content.is_dir():
            stop.wait(LOOK_UP_S)
            if content.is_dir():
                yield None
            continue
        try:
            yield from _while_there(content, stop, next_change, ignored, is_polling)
        except (OSError, RuntimeError) as fault:  # RuntimeError: what watchfiles raises for a name that isn't text
            if content.is_dir() and not is_polling:
                log.warning("Saves in %s can't be noticed as they happen (%s): its files are compared.", content, fault)
                is_polling = True
            stop.wait(LOOK_UP_S)
            yield None


def _while_there(
    content: Path, stop: threading.Event, next_change: Clock, ignored: Path | None, is_polling: bool
) -> Iterator[Paths]:
    root = content.resolve()
    looked_at_all = -LOOK_AT_ALL_S
    for batch in watchfiles.watch(
        root,
        watch_filter=partial(_is_of_interest, watchfiles.DefaultFilter(), ignored and ignored.resolve()),
        debounce=DEBOUNCE_MS,
        step=STEP_MS,
        stop_event=stop,
        rust_timeout=int(LOOK_UP_S * 1000),
        yield_on_timeout=True,
        raise_interrupt=False,
        force_polling=is_polling or None,
        poll_delay_ms=POLL_MS,
        ignore_permission_denied=True,
    ):
        due = next_change()
        paths = {Path(path).relative_to(root).as_posix() for _, path in batch}
        if len(paths) > MOST_PATHS or time.monotonic() - looked_at_all >= LOOK_AT_ALL_S:
            looked_at_all = time.monotonic()
            yield None
        elif paths:
            yield paths
        elif due is not None and due <= datetime.now(timezone.utc):
            yield ()
        if not content.is_dir():
            return
        if content.resolve() != root:  # a link that leads to another folder now
            yield None
            return


def _is_of_interest(
    usual: watchfiles.DefaultFilter, ignored: Path | None, change: watchfiles.Change, path: str
) -> bool:
    return usual(change, path) and (ignored is None or not Path(path).is_relative_to(ignored))
