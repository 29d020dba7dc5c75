"""The one writer: brings the search index and the notes in the data folder up to date with the articles."""

from __future__ import annotations

import json
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from indexer.analysis.analyzer import Analyzer
from indexer.build import vectors
from indexer.document import Document
from indexer.engine import IndexerError, IndexUnusable
from indexer.fields import Vector
from indexer.generations import Generations, sweep, write_durably
from indexer.sync import changed_keys
from indexer.whoosh_engine import SCHEMA_VERSION, WhooshWriter
from kb.documents import Source, fingerprint_of, source_of, wanted
from kb.errors import HelpCenterError
from kb.glossary import surfaces_of
from kb.library import Library, load
from kb.lock import WAIT_S, WriterLock
from kb.moves import Moves
from kb.settings import Settings
from kb.shelves import Shelves

STATE_FILE = "state.json"
REBUILD_SHARE = 0.3  # of the documents changed: then a new index beside is quicker than many deletions
REBUILD_MINIMUM = 200
MAX_ANALYZERS = 4
AGAIN = timedelta(seconds=5)  # after a fault

log = logging.getLogger(__name__)
Progress = Callable[[int, int], None]


class DataFolderUnusable(HelpCenterError):
    """The data folder can't be written."""

    def __init__(self, folder: Path, cause: str) -> None:
        super().__init__(
            f"The data folder {folder} can't be written: {cause}. Give another one with --data or KB_DATA."
        )


@dataclass(frozen=True, slots=True)
class Published:
    """What a refresh did: documents held, put and removed, and seconds taken."""

    documents: int
    put: int
    removed: int
    seconds: float


def analyzer_of(library: Library, state: Path) -> Analyzer:
    """The analyzer of a library: its glossary's surfaces are words. Libraries with the same glossary share one."""
    return _analyzer_with(surfaces_of(library), state / "cache")


_analyzers: dict[tuple[str, ...], Analyzer] = {}  # by their words; a process needs one or two


def _analyzer_with(words: tuple[str, ...], cache: Path) -> Analyzer:
    if words not in _analyzers:
        if len(_analyzers) >= MAX_ANALYZERS:
            _analyzers.clear()
        _analyzers[words] = Analyzer(words, cache)
    return _analyzers[words]


def generations_of(state: Path, analyzer: Analyzer) -> Generations:
    """The index generations that this analyzer can read."""
    return Generations(state / "index", f"{SCHEMA_VERSION}:{analyzer.fingerprint}")


def progress_of(state: Path) -> tuple[int, int]:
    """Pair (articles indexed, articles to index) of the build that runs or ran last; (0, 0) before the first."""
    try:
        values = json.loads((state / STATE_FILE).read_bytes())
        return int(values["done"]), int(values["total"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0, 0


class Publisher:
    """Owns the data folder while it is open; a second one for the same folder waits or fails (see WriterLock)."""

    def __init__(self, settings: Settings, progress: Progress | None = None, wait_s: float = WAIT_S) -> None:
        self._settings = settings
        self._state = settings.state
        self._progress = progress or (lambda done, total: None)
        self._noted = 0.0
        try:
            self._state.mkdir(parents=True, exist_ok=True)
            self._lock = WriterLock(self._state, wait_s)
            sweep(self._state)
            self._moves = Moves(self._state)
        except OSError as fault:
            raise DataFolderUnusable(self._state, fault.strerror or str(fault)) from fault
        self._library: Library | None = None
        self._written: tuple[Generations, Path, WhooshWriter] | None = None
        self._serial = int(time.time() * 1000)
        self._fault = ""
        self.next_change: datetime | None = None

    def refresh(self, rebuild: bool = False) -> Published:
        """Publishes what changed since the last time; with `rebuild` everything, into an index beside the one that
        serves. Raises ContentNotFound, DataFolderUnusable."""
        began = time.perf_counter()
        try:
            return self._refresh(rebuild, began)
        except OSError as fault:
            raise DataFolderUnusable(self._state, fault.strerror or str(fault)) from fault

    def _refresh(self, rebuild: bool, began: float) -> Published:
        library = load(self._settings.content, self._library)
        shelves = Shelves(library, datetime.now(timezone.utc), self._settings.preview)
        self._moves.note(library)
        self._library, self.next_change = library, shelves.valid_until
        analyzer = analyzer_of(library, self._state)
        generations = generations_of(self._state, analyzer)
        articles = wanted(shelves)
        folder = None if rebuild else self._current(generations)
        held = WhooshWriter(folder, analyzer).fingerprints() if folder else {}
        fingerprints = {key: fingerprint_of(article, shelves) for key, article in articles.items()}
        put, remove = changed_keys(fingerprints, held)
        is_new = folder is None or len(put) > max(REBUILD_MINIMUM, REBUILD_SHARE * len(held))
        if is_new:
            put, remove = tuple(fingerprints), ()
        if is_new or put or remove:
            sources = [source_of(articles[key], shelves) for key in put]
            self._write(generations, None if is_new else folder, sources, remove, analyzer, library)
        self._announce("ready", len(put), len(put))
        return Published(len(articles), len(put), len(remove), time.perf_counter() - began)

    def _current(self, generations: Generations) -> Path | None:
        try:
            return generations.current()
        except IndexUnusable as fault:
            log.warning("%s", fault)
            return None

    def _write(
        self,
        generations: Generations,
        folder: Path | None,
        sources: Sequence[Source],
        remove: Sequence[str],
        analyzer: Analyzer,
        library: Library,
    ) -> None:
        is_new = folder is None
        folder = folder or generations.begin()
        writer = WhooshWriter.create(folder, analyzer) if is_new else WhooshWriter(folder, analyzer)
        analysed = vectors(sources, analyzer, surfaces_of(library), self._state / "cache")
        writer.apply_vectors(self._counted(analysed, len(sources), is_new), remove)
        generations.seal(folder, writer.document_count())
        if is_new:
            generations.publish(folder)
        self._written = (generations, folder, writer)

    def tidy(self) -> bool:
        """True when the many small segments of edits were merged into one; readers go on with what they have. Raises
        DataFolderUnusable."""
        if self._written is None:
            return False
        (generations, folder, writer), self._written = self._written, None
        try:
            if not writer.merge():
                return False
            generations.seal(folder, writer.document_count())
            self._announce("ready", *progress_of(self._state))
        except OSError as fault:
            raise DataFolderUnusable(self._state, fault.strerror or str(fault)) from fault
        return True

    def _counted(
        self, analysed: Iterator[tuple[Document, Vector]], total: int, is_new: bool
    ) -> Iterator[tuple[Document, Vector]]:
        for done, row in enumerate(analysed, 1):
            yield row
            self._progress(done, total)
            if is_new and (time.monotonic() - self._noted > 0.5 or done == total):
                self._announce("indexing", done, total)

    def _announce(self, phase: str, done: int, total: int) -> None:
        """Tells the readers, by a file that they watch: the serial rises whenever they should look again."""
        self._noted = time.monotonic()
        if phase == "ready":
            self._serial += 1
        values = {"serial": self._serial, "phase": phase, "done": done, "total": total, "pid": os.getpid()}
        write_durably(self._state / STATE_FILE, json.dumps(values).encode())

    def run(self, stop: threading.Event, changes: Iterator[object]) -> None:
        """Refreshes at once, then at each change and whenever an article's own dates say so, until `stop` is set.

        A fault doesn't end it: it is logged once, what was published goes on serving, and it is tried again soon.
        """
        self._try_refresh()
        for _ in changes:
            if stop.is_set():
                return
            self._try_refresh()

    def _try_refresh(self) -> None:
        try:
            done = self.refresh()
            if done.put or done.removed:
                log.info(
                    "published %d, removed %d of %d in %.2f s", done.put, done.removed, done.documents, done.seconds
                )
            self.tidy()
            self._fault = ""
        except (HelpCenterError, IndexerError) as fault:
            if str(fault) != self._fault:
                log.error("%s", fault)
            self._fault = str(fault)
            self.next_change = datetime.now(timezone.utc) + AGAIN

    def close(self) -> None:
        """Lets another publisher have the data folder."""
        self._lock.release()
