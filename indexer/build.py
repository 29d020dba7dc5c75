"""Many documents and their terms, made in worker processes where there are enough of them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from pathlib import Path
from typing import Protocol

from indexer.analysis.analyzer import Analyzer
from indexer.document import Document
from indexer.engine import IndexerError
from indexer.fields import Vector, vector_of

ALONE_BELOW = 100  # documents; starting a worker costs about a second, as much as analysing this many
BATCH = 16
IN_FLIGHT = 4  # batches a worker; bounds memory
PARENT_CHECK_S = 1.0

Row = tuple[Document, Vector]
_analyzer: Analyzer | None = None


class Source(Protocol):
    """What a document is made of; sent to workers, so that both are made side by side."""

    def document(self) -> Document:
        """The document."""


class WorkersLost(IndexerError):
    """A worker ended in the middle of its work."""

    def __init__(self) -> None:
        super().__init__(
            "A process that analyses articles was ended, perhaps for want of memory. The index is as it was before; "
            "free some memory and index again."
        )


def vectors(
    sources: Sequence[Source], analyzer: Analyzer, words: Iterable[str], cache_dir: Path | None
) -> Iterator[Row]:
    """The document of each source with its terms, in the given order. words, cache_dir: what `analyzer` was made with.

    Raises WorkersLost.
    """
    if len(sources) < ALONE_BELOW:
        for source in sources:
            yield _row(source, analyzer)
        return
    try:
        yield from _by_workers(sources, words, cache_dir)
    except BrokenExecutor as fault:
        raise WorkersLost() from fault


def _by_workers(sources: Sequence[Source], words: Iterable[str], cache_dir: Path | None) -> Iterator[Row]:
    workers = max(1, os.cpu_count() or 1)
    context = multiprocessing.get_context("spawn")
    try:
        with ProcessPoolExecutor(workers, context, _start_worker, (tuple(words), cache_dir, os.getpid())) as pool:
            yield from _in_order(sources, pool, workers * IN_FLIGHT)
    except BrokenExecutor as fault:
        raise WorkersLost from fault


def _in_order(sources: Sequence[Source], pool: ProcessPoolExecutor, in_flight: int) -> Iterator[Row]:
    pending: deque[Future[list[Row]]] = deque()
    for at in range(0, len(sources), BATCH):
        pending.append(pool.submit(_rows_of, sources[at : at + BATCH]))
        if len(pending) >= in_flight:
            yield from pending.popleft().result()
    while pending:
        yield from pending.popleft().result()


def _start_worker(words: tuple[str, ...], cache_dir: Path | None, parent: int) -> None:
    global _analyzer
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with, args=(parent,), daemon=True).start()
    _analyzer = Analyzer(words, cache_dir)


def _leave_with(parent: int) -> None:
    """Ends this worker when its parent is gone, however it went."""
    while os.getppid() == parent:
        time.sleep(PARENT_CHECK_S)
    os._exit(1)


def _rows_of(batch: Sequence[Source]) -> list[Row]:
    if _analyzer is None:
        raise RuntimeError("the worker was not started by _start_worker")
    return [_row(source, _analyzer) for source in batch]


def _row(source: Source, analyzer: Analyzer) -> Row:
    document = source.document()
    return document, vector_of(document, analyzer)
