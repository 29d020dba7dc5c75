"""The optional meaning of articles: an embedding model that the operator names, and the vectors that it makes."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Event

from indexer.analysis.languages import language_of
from indexer.document import Document
from indexer.vectors.encoder import Encoder, EncoderUnusable
from indexer.vectors.meaning import Meaning
from indexer.vectors.store import Entry, VectorStore, content_of
from indexer.vectors.texts import texts_of
from kb.documents import Wanted, source_of
from kb.settings import Settings

AT_ONCE = 64  # documents that are embedded between two looks at what else there is to do
Progress = Callable[[int, int], None]


def meaning_of(settings: Settings) -> Meaning | None:
    """What searches may know of meaning; None where no model is named. It loads behind."""
    folder = settings.vectors_model
    if folder is None:
        return None
    return Meaning(lambda: Encoder(folder, _cores()), lambda mark: _path(settings, mark), _languages(settings))


class Embedding:
    """Keeps the vectors of the articles whose languages the model knows; one writer at a time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._encoder: Encoder | None = None

    def refresh(self, wanted: Wanted, progress: Progress, stop: Event) -> Iterator[int]:
        """Embeds what is new and forgets what is gone, yielding how many documents were brought up to date after each
        step that readers may take over; ends early when told. Raises EncoderUnusable."""
        folder = self._settings.vectors_model
        if folder is None:
            return
        self._encoder = self._encoder or Encoder(folder, _cores())
        store = VectorStore(_path(self._settings, self._encoder.fingerprint))
        try:
            yield from self._refreshed(store, self._encoder, wanted, progress, stop)
        except (OSError, sqlite3.Error) as fault:
            raise EncoderUnusable(folder, f"vectors can't be kept: {fault}") from fault

    def _refreshed(
        self, store: VectorStore, encoder: Encoder, wanted: Wanted, progress: Progress, stop: Event
    ) -> Iterator[int]:
        languages = _languages(self._settings)
        known = {key for key, article in wanted.articles.items() if language_of(article.locale) in languages}
        store.make()
        held = {entry.key: entry.fingerprint for entry in store.entries()}
        lacking = [key for key in wanted.articles if key in known and held.get(key) != wanted.fingerprints[key]]
        for start in range(0, len(lacking), AT_ONCE):
            if stop.is_set():
                return
            keys = lacking[start : start + AT_ONCE]
            progress(start, len(lacking))
            _put(store, encoder, [source_of(wanted.articles[key], wanted.shelves).document() for key in keys])
            yield len(keys)
        progress(len(lacking), len(lacking))
        gone = store.keep(known)  # last: a file that was renamed needs what was made of its text
        if gone:
            yield gone


def _put(store: VectorStore, encoder: Encoder, documents: Sequence[Document]) -> None:
    """Embeds documents at once, those whose texts are known already not again."""
    said = [texts_of(one) for one in documents]
    texts = {content_of(found): found for found in said}
    held = store.held(texts)
    new = [content for content in texts if content not in held]
    rows = encoder.texts([text for content in new for text in texts[content]])
    vectors, at = {}, 0
    for content in new:
        vectors[content] = rows[at : at + len(texts[content])]
        at += len(texts[content])
    pairs = zip(documents, map(content_of, said), strict=True)
    entries = [Entry(one.key, one.group, one.fingerprint, content) for one, content in pairs]
    store.put(entries, vectors)


def _languages(settings: Settings) -> frozenset[str]:
    """The languages that the model knows."""
    return frozenset(language_of(tag) for tag in settings.vectors_locales.replace(",", " ").split())


def _path(settings: Settings, fingerprint: str) -> Path:
    return settings.state / "cache" / f"vectors-{fingerprint}.sqlite"


def _cores() -> int:
    return min(4, os.cpu_count() or 1)
