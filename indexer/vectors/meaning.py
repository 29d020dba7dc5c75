"""What searches may know of meaning: the model that reads questions, and the documents' vectors. Never in their way."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable, Collection
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLate
from functools import lru_cache
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple

from indexer.analysis.languages import language_of
from indexer.engine import IndexerError
from indexer.inverted import Floats
from indexer.vectors.encoder import Encoder
from indexer.vectors.store import Entry, VectorStore
from indexer.vectors.vectors import Nearness, Vectors

LOADING_S = 60.0  # the longest that vectors wait for the model
DEADLINE_S = 0.1  # a question goes on without its vector then
_QUESTIONS_KEPT = 512

log = logging.getLogger(__name__)


class Question(NamedTuple):
    """What somebody asks. vector: where it is being read already."""

    text: str
    vector: Future[Floats] | None


class Meaning:
    """A thread of its own loads the model and reads the questions: one that is slow, broken or still loading leaves
    searches as they are without it.

    load: gives the model. path_of: where the vectors of the model with a fingerprint are. languages: that it knows.
    """

    def __init__(self, load: Callable[[], Encoder], path_of: Callable[[str], Path], languages: Collection[str]) -> None:
        self.languages = frozenset(languages)
        self._load = load
        self._path_of = path_of
        self._store: VectorStore | None = None
        self._vectors = Vectors((), {})
        self._questions: SimpleQueue[tuple[str, Future[Floats]]] = SimpleQueue()
        self._late: Future[Floats] | None = None
        self._entries: tuple[Entry, ...] = ()
        self._has_begun = threading.Event()  # or failed to
        threading.Thread(target=self._run, name="meaning", daemon=True).start()

    def read(self, text: str, locale: str) -> Question:
        """A question that is read while its words are looked up, where they are probably in a language that the model
        knows."""
        return Question(text, self._begun(text) if language_of(locale) in self.languages else None)

    def near(self, question: Question, locale: str, language: str) -> Nearness | None:
        """What is near to a question in meaning; None where the model doesn't know its language, isn't there, or is
        late. language: of the words where it isn't that of the locale, else ""."""
        if (language or language_of(locale)) not in self.languages:
            return None
        vector = question.vector or self._begun(question.text)
        if vector is None:
            return None
        try:
            return self._vectors.near(vector.result(DEADLINE_S))
        except TooLate:
            self._late = vector
        except IndexerError as fault:
            log.warning("%s", fault)
        return None

    def _begun(self, text: str) -> Future[Floats] | None:
        """The vector of a text, once it is read; None where it would help nobody or come too late."""
        if not len(self._vectors) or (self._late is not None and not self._late.done()):
            return None
        vector: Future[Floats] = Future()
        self._questions.put((text, vector))
        return vector

    def refresh(self) -> bool:
        """Takes over the vectors that were made since; whether there were any. Waits for the model, and takes some
        tenths of a second for 10,000 documents; for one thread alone."""
        self._has_begun.wait(LOADING_S)
        store = self._store
        if store is None or not store.is_there():
            return False
        try:
            entries = store.entries()
            if entries == self._entries:
                return False
            now = self._vectors.rows
            held = {entry.content: now[entry.content] for entry in entries if entry.content in now}
            held |= store.vectors({entry.content for entry in entries} - held.keys())
        except sqlite3.Error as fault:
            log.warning("The vectors can't be read: %s. Searches go on with those that are known.", fault)
            return False
        self._vectors = Vectors([entry for entry in entries if entry.content in held], held)
        self._entries = entries
        return True

    def _run(self) -> None:
        try:
            encoder = self._load()
            encoder.query("")  # what a model makes at its first question is made now
            self._store = VectorStore(self._path_of(encoder.fingerprint))
        except IndexerError as fault:
            log.warning("%s", fault)
            return
        finally:
            self._has_begun.set()
        read = lru_cache(_QUESTIONS_KEPT)(encoder.query)
        while True:
            text, question = self._questions.get()
            if question.set_running_or_notify_cancel():
                try:
                    question.set_result(read(text))
                except IndexerError as fault:
                    question.set_exception(fault)
