"""Many documents made ready to be indexed, in worker processes where there are enough of them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Protocol

from indexer.analysis.analyzer import Analyzer
from indexer.batch import Batch, batch_of
from indexer.document import Document
from indexer.engine import IndexerError
from indexer.fields import vector_of

ALONE_BELOW = 100  # documents; starting a worker costs about a second, as much as analysing this many
BATCH = 32
IN_FLIGHT = 4  # batches a worker; bounds memory
PARENT_CHECK_S = 1.0

Pack = Callable[[Document], bytes]
_make: Callable[[Sequence[Source]], Batch] | None = None  # of a worker


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


def batches(
    sources: Sequence[Source], analyzer: Analyzer, words: Iterable[str], cache_dir: Path | None, pack: Pack
) -> Iterator[Batch]:
    """The documents of the sources, in the given order. words, cache_dir: what `analyzer` was made with. pack: see
    batch_of; a function that a worker can import.

    Raises WorkersLost.
    """
    if len(sources) < ALONE_BELOW:
        for at in range(0, len(sources), BATCH):
            yield _batch(sources[at : at + BATCH], analyzer, pack)
        return
    try:
        yield from _by_workers(sources, words, cache_dir, pack)
    except BrokenExecutor as fault:
        raise WorkersLost() from fault


def _by_workers(sources: Sequence[Source], words: Iterable[str], cache_dir: Path | None, pack: Pack) -> Iterator[Batch]:
    workers = max(1, os.cpu_count() or 1)
    context = multiprocessing.get_context("spawn")
    try:
        with ProcessPoolExecutor(workers, context, _start_worker, (tuple(words), cache_dir, pack, os.getpid())) as pool:
            yield from _in_order(sources, pool, workers * IN_FLIGHT)
    except BrokenExecutor as fault:
        raise WorkersLost from fault


def _in_order(sources: Sequence[Source], pool: ProcessPoolExecutor, in_flight: int) -> Iterator[Batch]:
    pending: deque[Future[Batch]] = deque()
    for at in range(0, len(sources), BATCH):
        pending.append(pool.submit(_made, sources[at : at + BATCH]))
        if len(pending) >= in_flight:
            yield pending.popleft().result()
    while pending:
        yield pending.popleft().result()


def _start_worker(words: tuple[str, ...], cache_dir: Path | None, pack: Pack, parent: int) -> None:
    global _make
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with, args=(parent,), daemon=True).start()
    _make = partial(_batch, analyzer=Analyzer(words, cache_dir), pack=pack)


def _leave_with(parent: int) -> None:
    """Ends this worker when its parent is gone, however it went."""
    while os.getppid() == parent:
        time.sleep(PARENT_CHECK_S)
    os._exit(1)


def _made(sources: Sequence[Source]) -> Batch:
    if _make is None:
        raise RuntimeError("the worker was not started by _start_worker")
    return _make(sources)


def _batch(sources: Sequence[Source], analyzer: Analyzer, pack: Pack) -> Batch:
    documents = (source.document() for source in sources)
    return batch_of(((document, vector_of(document, analyzer)) for document in documents), pack)
