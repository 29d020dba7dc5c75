"""Documents made ready to be indexed, some at a time: what is kept of each, and their terms as arrays."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from indexer.document import Document
from indexer.fields import EXACT, FIELDS, GRAMS, SPACES, WORDS, TitleWords, Vector, lengths_of

_FIELD_NUMBERS = {field.name: number for number, field in enumerate(FIELDS)}


class Record(NamedTuple):
    """What an index knows of a document beside its terms. titles: its title and its aliases with their words. lengths:
    its words by field, in the order of FIELDS. stored: the whole document, as the index stores it."""

    key: str
    group: str
    locale: str
    fingerprint: str
    filters: Mapping[str, tuple[str, ...]]
    boost: float
    titles: tuple[TitleWords, ...]
    lengths: tuple[int, ...]
    stored: bytes


class Postings(NamedTuple):
    """Terms of one space in several documents. terms: each once, encoded. rows, counts: for each posting the place of
    its term, and how often that occurs. runs: rows (document, field, number of postings), in the order of these."""

    terms: Sequence[bytes]
    rows: npt.NDArray[np.int32]
    counts: npt.NDArray[np.float32]
    runs: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Batch:
    """Documents, numbered from 0. postings: by space."""

    records: tuple[Record, ...]
    postings: Mapping[str, Postings]


def batch_of(rows: Iterable[tuple[Document, Vector]], pack: Callable[[Document], bytes]) -> Batch:
    """The batch of documents with their terms. pack: makes a record's `stored`."""
    gathered = {space: _Gathered() for space in SPACES}
    records = []
    for number, (document, vector) in enumerate(rows):
        for space, counts in ((WORDS, vector.words), (GRAMS, vector.grams)):
            for name, terms in counts.items():
                gathered[space].add(number, _FIELD_NUMBERS[name], terms)
        gathered[EXACT].add(number, 0, dict.fromkeys(vector.exact, 1))
        records.append(record_of(document, vector.titles, lengths_of(vector), pack(document)))
    return Batch(tuple(records), {space: found.postings() for space, found in gathered.items()})


def record_of(document: Document, titles: tuple[TitleWords, ...], lengths: tuple[int, ...], stored: bytes) -> Record:
    """The record of a document."""
    place = document.key, document.group, document.locale, document.fingerprint
    return Record(*place, document.filters, document.boost, titles, lengths, stored)


class _Gathered:
    """Postings in the order in which they come."""

    def __init__(self) -> None:
        self._row_of: dict[str, int] = {}
        self._rows = array("i")
        self._counts = array("f")
        self._runs: list[tuple[int, int, int]] = []

    def add(self, number: int, field: int, terms: Mapping[str, int]) -> None:
        row_of = self._row_of
        self._rows.extend([row_of.setdefault(term, len(row_of)) for term in terms])
        self._counts.extend(terms.values())
        self._runs.append((number, field, len(terms)))

    def postings(self) -> Postings:
        return Postings(
            [term.encode("utf-8", "surrogatepass") for term in self._row_of],
            np.frombuffer(self._rows, np.int32),
            np.frombuffer(self._counts, np.float32),
            np.array(self._runs, np.int32).reshape(-1, 3),
        )
