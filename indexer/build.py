"""The terms of many documents, made in worker processes where there are enough of them."""

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

from indexer.analysis.analyzer import Analyzer
from indexer.document import Document
from indexer.engine import IndexerError
from indexer.fields import Vector, vector_of

ALONE_BELOW = 100  # documents; starting a worker costs about a second, as much as analysing this many
BATCH = 16
IN_FLIGHT = 4  # batches a worker; bounds memory
PARENT_CHECK_S = 1.0

_analyzer: Analyzer | None = None


class WorkersLost(IndexerError):
    """A worker ended in the middle of its work."""

    def __init__(self) -> None:
        super().__init__(
            "A process that analyses articles was ended, perhaps for want of memory. The index is as it was before; "
            "free some memory and index again."
        )


def vectors(
    documents: Sequence[Document], analyzer: Analyzer, words: Iterable[str], cache_dir: Path | None
) -> Iterator[tuple[Document, Vector]]:
    """Each document with its terms, in the given order. words, cache_dir: what `analyzer` was made with.

    Raises WorkersLost.
    """
    if len(documents) < ALONE_BELOW:
        for document in documents:
            yield document, vector_of(document, analyzer)
        return
    try:
        yield from _by_workers(documents, words, cache_dir)
    except BrokenExecutor as fault:
        raise WorkersLost() from fault


def _by_workers(
    documents: Sequence[Document], words: Iterable[str], cache_dir: Path | None
) -> Iterator[tuple[Document, Vector]]:
    workers = max(1, os.cpu_count() or 1)
    context = multiprocessing.get_context("spawn")
    try:
        with ProcessPoolExecutor(workers, context, _start_worker, (tuple(words), cache_dir, os.getpid())) as pool:
            yield from _in_order(documents, pool, workers * IN_FLIGHT)
    except BrokenExecutor as fault:
        raise WorkersLost from fault


def _in_order(
    documents: Sequence[Document], pool: ProcessPoolExecutor, in_flight: int
) -> Iterator[tuple[Document, Vector]]:
    pending: deque[tuple[tuple[Document, ...], Future[list[Vector]]]] = deque()
    for at in range(0, len(documents), BATCH):
        batch = tuple(documents[at : at + BATCH])
        pending.append((batch, pool.submit(_vectors_of, batch)))
        if len(pending) >= in_flight:
            yield from _finished(pending.popleft())
    while pending:
        yield from _finished(pending.popleft())


def _finished(row: tuple[tuple[Document, ...], Future[list[Vector]]]) -> Iterator[tuple[Document, Vector]]:
    batch, future = row
    return zip(batch, future.result(), strict=True)


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


def _vectors_of(batch: tuple[Document, ...]) -> list[Vector]:
    if _analyzer is None:
        raise RuntimeError("the worker was not started by _start_worker")
    return [vector_of(document, _analyzer) for document in batch]
