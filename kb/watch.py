"""Changes in the content folder, as they are saved."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from pathlib import Path

import watchfiles

DEBOUNCE_MS = 60  # an editor's save is several events; together they are one change
STEP_MS = 20
logging.getLogger("watchfiles").setLevel(logging.WARNING)
LOOK_UP_S = 1.0  # how often a vanished folder and dates that pass are looked at


def changes(content: Path, stop: threading.Event, next_change: Callable[[], datetime | None]) -> Iterator[str]:
    """One text for each time when something may have to be published, until `stop` is set: "saved" after files
    changed, "due" when the moment of next_change() has passed, "back" when a vanished folder is there again."""
    while not stop.is_set():
        if not content.is_dir():
            stop.wait(LOOK_UP_S)
            if content.is_dir():
                yield "back"
            continue
        yield from _while_there(content, stop, next_change)


def _while_there(content: Path, stop: threading.Event, next_change: Callable[[], datetime | None]) -> Iterator[str]:
    for batch in watchfiles.watch(
        content,
        debounce=DEBOUNCE_MS,
        step=STEP_MS,
        stop_event=stop,
        rust_timeout=int(LOOK_UP_S * 1000),
        yield_on_timeout=True,
        raise_interrupt=False,
        ignore_permission_denied=True,
    ):
        due = next_change()
        if batch:
            yield "saved"
        elif due is not None and due <= datetime.now(timezone.utc):
            yield "due"
        if not content.is_dir():
            return
