"""What the writer tells its readers: how far it is and which files changed, in one small file of the data folder."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Collection
from pathlib import Path
from typing import Any

from indexer.generations import write_durably

STATE_FILE = "state.json"
MOST_PATHS = 200  # that are told of; who missed more looks at every file

Paths = Collection[str] | None  # below the content folder, where something may have changed; None: anywhere


class News:
    """The one who tells. Each publication has a serial, a rising number."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / STATE_FILE
        self._serial = int(time.time() * 1000)  # above those of every writer before
        self._complete_since = self._serial
        self._total = 0
        self._changes: list[tuple[int, list[str]]] = []
        self._telling = threading.Lock()  # the writer and who embeds behind it

    def tell(self, paths: Paths, total: int | None = None) -> None:
        """There is something new to read, at these paths alone. total: articles that were indexed for it; None: as many
        as the last time."""
        with self._telling:
            self._tell(paths, total)

    def _tell(self, paths: Paths, total: int | None) -> None:
        self._serial += 1
        self._changes.append((self._serial, sorted(paths or ())))
        if paths is None:
            self._changes.clear()
            self._complete_since = self._serial
        while sum(len(changed) + 1 for _, changed in self._changes) > MOST_PATHS:
            self._complete_since, _ = self._changes.pop(0)
        self._total = self._total if total is None else total
        self._write("ready", self._total, self._total)

    def tell_progress(self, done: int, total: int) -> None:
        """So many articles of a build are indexed."""
        self._write("indexing", done, total)

    def _write(self, phase: str, done: int, total: int) -> None:
        values = {"serial": self._serial, "phase": phase, "done": done, "total": total, "pid": os.getpid()}
        values |= {"complete_since": self._complete_since, "changes": self._changes}
        write_durably(self._path, json.dumps(values).encode())


def progress_of(state: Path) -> tuple[int, int]:
    """Pair (articles indexed, articles to index) of the build that runs or ran last; (0, 0) before the first."""
    try:
        values = _read(state)
        return int(values["done"]), int(values["total"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0, 0


def news_since(state: Path, serial: int) -> tuple[int, Paths]:
    """Pair (serial of the newest publication, where files changed since the one with the serial that is given)."""
    try:
        values = _read(state)
        newest, complete_since = int(values["serial"]), int(values["complete_since"])
        changes = [(int(number), [str(path) for path in paths]) for number, paths in values["changes"]]
    except (OSError, ValueError, KeyError, TypeError):
        return 0, None
    if not complete_since <= serial < newest:
        return newest, None
    return newest, frozenset(path for number, paths in changes if number > serial for path in paths)


def _read(state: Path) -> Any:
    return json.loads((state / STATE_FILE).read_bytes())
