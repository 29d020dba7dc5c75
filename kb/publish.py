"""The one writer: brings the search index and the notes in the data folder up to date with the articles."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.analysis.analyzer import Analyzer
from indexer.batch import Batch
from indexer.build import batches
from indexer.engine import IndexerError, IndexUnusable
from indexer.generations import Generations, sweep
from indexer.sync import changed_keys
from indexer.whoosh_engine import SCHEMA_VERSION, WhooshWriter
from indexer.whoosh_segment import packed
from kb.cards import Drawing, are_drawn
from kb.chore import Chore, Progress
from kb.differences import differing
from kb.documents import Wanted, source_of, wanted
from kb.errors import HelpCenterError
from kb.glossary import surfaces_of
from kb.library import Library, load
from kb.lock import WAIT_S, WriterLock
from kb.moves import Moves
from kb.news import News, Paths
from kb.settings import Settings
from kb.shelves import Shelves
from kb.wording import prepare

REBUILD_SHARE = 0.3  # of the documents changed: then a new index beside is quicker than many deletions
REBUILD_MINIMUM = 200
MAX_ANALYZERS = 4
TELL_S = 5.0  # between two publications of vectors while many are made
DRAW_QUIET_S = 3.0  # after a publication, before image cards are drawn
AGAIN = timedelta(seconds=5)  # after a fault

if TYPE_CHECKING:
    from kb.vectors import Embedding

log = logging.getLogger(__name__)


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


@lru_cache(MAX_ANALYZERS)
def generations_of(state: Path, analyzer: Analyzer) -> Generations:
    """The index generations that this analyzer can read; what was verified of them is remembered."""
    return Generations(state / "index", f"{SCHEMA_VERSION}:{analyzer.fingerprint}")


def _to_write(wanted: Mapping[str, str], held: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """See changed_keys; most fingerprints are the same objects and needn't be compared."""
    pairs = differing(held, wanted)
    now = {key: new for key, (_, new) in pairs.items() if new is not None}
    return changed_keys(now, {key: old for key, (old, _) in pairs.items() if old is not None})


@dataclass(frozen=True, slots=True)
class _Index:
    """An index that is open for writing, as it was sealed. held: fingerprints of its documents, by key. is_new: whether
    it was written to since it was tidied up."""

    generations: Generations
    folder: Path
    stamp: str
    writer: WhooshWriter
    held: Mapping[str, str]
    is_new: bool = False


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
        self._news = News(self._state)
        self._wanted: Wanted | None = None
        self._untold: Paths = None
        self._index: _Index | None = None
        self._fault = ""
        self._embedding: Embedding | None = None
        self._drawing = Drawing(settings)
        self._chores = tuple(self._wanted_chores())
        self.next_change: datetime | None = None

    def refresh(self, rebuild: bool = False, paths: Paths = None) -> Published:
        """Publishes what changed since the last time; with `rebuild` everything, into an index beside the one that
        serves. paths: below the content folder, where something may have changed since; None: anywhere. Raises
        ContentNotFound, DataFolderUnusable."""
        began = time.perf_counter()
        self._untold = None if paths is None or self._untold is None else {*self._untold, *paths}
        try:
            return self._refresh(rebuild, began)
        except OSError as fault:
            raise DataFolderUnusable(self._state, fault.strerror or str(fault)) from fault

    def _refresh(self, rebuild: bool, began: float) -> Published:
        shelves = self._shelves()
        self._moves.note(shelves.library)
        self.next_change = shelves.valid_until
        self._wanted = wanted(shelves, self._wanted)
        analyzer = analyzer_of(shelves.library, self._state)
        generations = generations_of(self._state, analyzer)
        index, self._index = self._opened(generations, analyzer, rebuild), None  # what fails is opened anew
        put, remove = _to_write(self._wanted.fingerprints, index.held if index else {})
        if index is None or index.writer.is_drifted or len(put) > max(REBUILD_MINIMUM, REBUILD_SHARE * len(index.held)):
            index, put, remove = None, tuple(self._wanted.fingerprints), ()
        if index is None or put or remove:
            index = self._written(index, generations, analyzer, put, remove)
        self._index = index
        self._news.tell(self._untold, len(put))
        self._untold = ()
        return Published(len(self._wanted.articles), len(put), len(remove), time.perf_counter() - began)

    def _shelves(self) -> Shelves:
        """What readers may see now."""
        before = self._wanted.shelves if self._wanted else None
        library = load(self._settings.content, before.library if before else None, self._untold)
        return Shelves(library, datetime.now(timezone.utc), self._settings.preview, before)

    def _opened(self, generations: Generations, analyzer: Analyzer, rebuild: bool) -> _Index | None:
        """The index that serves, to be written; None where a new one has to be built."""
        try:
            folder = None if rebuild else generations.current()
        except IndexUnusable as fault:
            log.warning("%s", fault)
            return None
        if folder is None:
            return None
        index = self._index
        if index and (index.generations, index.folder, index.stamp) == (generations, folder, generations.stamp()):
            return index
        writer = WhooshWriter(folder, analyzer)
        return _Index(generations, folder, generations.stamp(), writer, writer.fingerprints())

    def _written(
        self,
        index: _Index | None,
        generations: Generations,
        analyzer: Analyzer,
        put: Sequence[str],
        remove: Sequence[str],
    ) -> _Index:
        """The index with these documents in it, sealed; a new one where none is given."""
        assert self._wanted is not None
        shelves, articles = self._wanted.shelves, self._wanted.articles
        sources = [source_of(articles[key], shelves) for key in put]
        folder = index.folder if index else generations.begin()
        writer = index.writer if index else WhooshWriter.create(folder, analyzer)
        glossary = None
        if index is None:  # readers find the glossary ready with the index; to read it takes as long as a small build
            glossary = threading.Thread(target=prepare, args=(shelves.library, analyzer), daemon=True)
            glossary.start()
        made = batches(sources, analyzer, surfaces_of(shelves.library), self._state / "cache", packed)
        writer.apply_batches(self._counted(made, len(sources), index is None), remove)
        generations.seal(folder, writer.document_count())
        if glossary is not None:
            glossary.join()
            generations.publish(folder)
        return _Index(generations, folder, generations.stamp(), writer, self._wanted.fingerprints, is_new=True)

    def tidy(self) -> bool:
        """True when the many small segments of edits were merged into one; readers go on with what they have. What can
        wait until they know of an edit is done here. Raises DataFolderUnusable."""
        index, self._index = self._index, None  # what fails is opened anew
        try:
            self._moves.keep()
            is_merged = index is not None and index.is_new and index.writer.merge()
            if index is not None and is_merged:
                index.generations.seal(index.folder, index.writer.document_count())
                self._news.tell(())
        except OSError as fault:
            raise DataFolderUnusable(self._state, fault.strerror or str(fault)) from fault
        self._index = index and replace(index, stamp=index.generations.stamp(), is_new=False)
        return is_merged

    def _counted(self, made: Iterator[Batch], total: int, is_new: bool) -> Iterator[Batch]:
        done = 0
        for batch in made:
            yield batch
            for _ in batch.records:
                done += 1
                self._progress(done, total)
            if is_new and (time.monotonic() - self._noted > 0.5 or done == total):
                self._noted = time.monotonic()
                self._news.tell_progress(done, total)

    def run(self, stop: threading.Event, changes: Iterator[Paths]) -> None:
        """Refreshes at once, then at each of the changes, which say where (see `refresh`), until `stop` is set.

        A fault doesn't end it: it is logged once, what was published goes on serving, and it is tried again soon.
        """
        for chore in self._chores:
            chore.begin(stop)
        self._try_refresh(stop, None)
        for paths in changes:
            if stop.is_set():
                break
            self._try_refresh(stop, paths)

    def embed(self, progress: Progress | None = None, stop: threading.Event | None = None) -> int:
        """Brings the vectors of what was published last up to date, where a model is named: how many documents that
        were. A model that fails is logged, and takes nothing else with it."""
        if self._settings.vectors_model is None or self._wanted is None:
            return 0
        from kb.vectors import Embedding  # nothing of it is imported where it isn't wanted

        self._embedding = self._embedding or Embedding(self._settings)
        done, told = 0, time.monotonic()
        try:
            for count in self._embedding.refresh(self._wanted, progress or self._progress, stop or threading.Event()):
                done += count
                if time.monotonic() - told > TELL_S:
                    self._news.tell(())
                    told = time.monotonic()
        except IndexerError as fault:
            log.warning("%s", fault)
        if done:
            self._news.tell(())
        return done

    def draw(
        self, progress: Progress | None = None, stop: threading.Event | None = None, is_patient: bool = False
    ) -> int:
        """Brings the image cards of what was published last up to date, where Pillow is installed: how many were drawn.
        is_patient: takes its time. A folder that can't be written is logged, and takes nothing else with it."""
        if self._wanted is None:
            return 0
        shelves, told = self._wanted.shelves, progress or self._progress
        try:
            return self._drawing.refresh(shelves, told, stop or threading.Event(), is_patient)
        except OSError as fault:
            log.warning("Image cards can't be kept: %s", fault)
            return 0

    def _wanted_chores(self) -> Iterator[Chore]:
        if self._settings.vectors_model is not None:
            yield Chore("embedder", lambda stop: self.embed(_unseen, stop))
        if are_drawn(self._settings):
            yield Chore("drawer", lambda stop: self.draw(_unseen, stop, is_patient=True), DRAW_QUIET_S)

    def _try_refresh(self, stop: threading.Event, paths: Paths) -> None:
        try:
            done = self.refresh(paths=paths)
            if done.put or done.removed:
                log.info(
                    "published %d, removed %d of %d in %.2f s", done.put, done.removed, done.documents, done.seconds
                )
            for chore in self._chores:
                chore.call()
            self.tidy()
            self._fault = ""
        except (HelpCenterError, IndexerError) as fault:
            if str(fault) != self._fault and not stop.is_set():
                log.error("%s", fault)
            self._fault = str(fault)
            self.next_change = datetime.now(timezone.utc) + AGAIN

    def close(self) -> None:
        """Lets another publisher have the data folder."""
        with suppress(OSError):
            self._moves.keep()
        self._lock.release()


def _unseen(done: int, total: int) -> None:
    """The progress of what nobody waits for."""
