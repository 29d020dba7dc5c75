"""Exhaustive BM25 over posting arrays: every document that matches is scored, the best groups come back.

Local engines share it: an engine offers its postings as arrays (see Postings), a Snapshot scores one moment of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from indexer.analysis.languages import language_of
from indexer.document import Document
from indexer.engine import Candidate, Candidates
from indexer.fields import FIELDS, K1, Vector
from indexer.query import GRAM_WEIGHT, Concept, Query

Ids = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]
Impacts = tuple[Ids, Floats]

CUT = 0.1  # groups below this share of the best score are no answers: they match function words or one common character
LOCALE_WEIGHTS = (1.0, 0.8, 0.7)  # the reader's locale, its first fallback, any other locale
TERM_CACHE = 20_000
UNSPACED = "\u0e00"  # scripts from here on are written without spaces, or are no alphabets
DOCUMENT_CACHE = 1_000
HIDDEN = np.int32(1 << 20)  # rank of a document that the filters exclude


@dataclass(frozen=True, slots=True)
class Meta:
    """What scoring needs of a document without reading its text."""

    key: str
    locale: str
    group: str
    fingerprint: str
    filters: Mapping[str, Sequence[str]]
    lengths: Mapping[str, int]
    boost: float = 1.0


def meta_of(document: Document, vector: Vector) -> Meta:
    """The Meta of a document and its terms."""
    return Meta(
        key=document.key,
        locale=document.locale,
        group=document.group,
        fingerprint=document.fingerprint,
        filters=document.filters,
        lengths=vector.lengths,
        boost=document.boost,
    )


class Postings(Protocol):
    """One moment of an index, numbered 0..n-1 in the order of `metas`."""

    @property
    def metas(self) -> Sequence[Meta]:
        """One Meta a document, by number."""

    def postings(self, name: str, term: str) -> tuple[Ids, Floats] | None:
        """Document numbers, ascending, and occurrences of a term in an index field; None when nothing holds it.
        Index fields are the names of FIELDS for words, the same + "_grams" for grams, and "exact"."""

    def document(self, number: int) -> Document:
        """The document as it was put."""

    def words(self, name: str) -> Iterator[tuple[str, int]]:
        """Every term of an index field with its number of documents."""


class Snapshot:
    """Scores queries over one moment of an index; safe for concurrent readers."""

    def __init__(self, source: Postings) -> None:
        self._source = source
        self._metas = source.metas
        self._document = lru_cache(DOCUMENT_CACHE)(source.document)
        self._impacts = lru_cache(TERM_CACHE)(self._read_impacts)
        self._together = lru_cache(TERM_CACHE)(self._read_together)
        self._ranks = lru_cache(64)(self._locale_ranks)

    def candidates(self, query: Query, limit: int) -> Candidates:
        """See Engine.candidates."""
        if query.is_empty or not self._metas:
            return Candidates(idfs=(0.0,) * len(query.concepts))
        strengths = [self._strength(concept) for concept in query.concepts]
        idfs = tuple(self._idf(int(np.count_nonzero(strength))) for strength in strengths)
        scores = np.zeros(len(self._metas), np.float32)
        for concept, strength, idf in zip(query.concepts, strengths, idfs, strict=True):
            scores += strength * np.float32(idf * concept.weight)
        self._add_grams(scores, query.grams)
        exact = self._exact(query.exact)
        scores[exact] += np.float32(1e-6)
        ranks, locale_weights = self._ranks(query.locales, query.language)
        scores *= locale_weights * self._boosts
        passing = self._passing(query.filters)
        scores[~passing] = 0.0
        return self._collect(scores, np.where(passing, ranks, HIDDEN), strengths, exact, idfs, limit)

    def frequency(self, term: str) -> int:
        """See Engine.frequency."""
        found = [one for suffix in ("", "_grams") if (one := self._impacts(suffix, term)) is not None]
        return max((len(ids) for ids, _ in found), default=0)

    def vocabulary(self) -> Mapping[str, int]:
        """See Engine.vocabulary."""
        words: dict[str, int] = {}
        for field in FIELDS:
            for term, frequency in self._source.words(field.name):
                if term[0] < UNSPACED and term.isalpha():
                    words[term] = max(words.get(term, 0), frequency)
        return words

    def _collect(
        self,
        scores: Floats,
        ranks: Ids,
        strengths: list[Floats],
        exact: Ids,
        idfs: tuple[float, ...],
        limit: int,
    ) -> Candidates:
        order, starts, group_ranks = self._groups
        best = np.maximum.reduceat(scores[order], starts)
        top = float(best.max(initial=0.0))
        if top <= 0.0:
            return Candidates(idfs=idfs)
        exact_groups = np.zeros(len(starts), np.bool_)
        exact_groups[self._group_of[exact[scores[exact] > 0]]] = True
        kept = np.flatnonzero((best >= top * CUT) | exact_groups)
        ordered = kept[np.lexsort((group_ranks[kept], -best[kept], ~exact_groups[kept]))]
        shown = self._best_members(ranks)[ordered]
        items = tuple(
            Candidate(
                document=self._document(int(number)),
                score=float(best[group]),
                strengths=tuple(float(strength[self._members(group)].max()) for strength in strengths),
                is_exact=bool(exact_groups[group]),
            )
            for group, number in zip(ordered[:limit], shown[:limit], strict=True)
        )
        return Candidates(items, len(ordered), idfs, self._facets(shown))

    def _strength(self, concept: Concept) -> Floats:
        """How strongly each document holds the concept: its best alternative's saturated occurrences x weight."""
        strength = np.zeros(len(self._metas), np.float32)
        for alternative in concept.alternatives:
            found = self._together(alternative.parts) if alternative.parts else self._impacts("", alternative.term)
            if found is not None:
                ids, impacts = found
                strength[ids] = np.maximum(strength[ids], impacts * np.float32(alternative.weight))
        return strength

    def _add_grams(self, scores: Floats, grams: Sequence[str]) -> None:
        for gram in grams:
            found = self._impacts("_grams", gram)
            if found is not None:
                ids, impacts = found
                scores[ids] += impacts * np.float32(GRAM_WEIGHT * self._idf(len(ids)))

    def _read_together(self, parts: tuple[tuple[str, str], ...]) -> Impacts | None:
        """Numbers of the documents that hold every part, with the weakest part's impact."""
        found = [self._impacts(suffix, term) for suffix, term in parts]
        known = [one for one in found if one is not None]
        if len(known) < len(found):
            return None
        ids, impacts = known[0]
        for others, other_impacts in known[1:]:
            ids, here, there = np.intersect1d(ids, others, assume_unique=True, return_indices=True)
            impacts = np.minimum(impacts[here], other_impacts[there])
        return (ids, impacts) if len(ids) else None

    def _read_impacts(self, suffix: str, term: str) -> Impacts | None:
        """Numbers of the documents that hold a term, and what it adds to each before idf: occurrences in all fields,
        weighted and shortened for long fields, then saturated together (BM25F)."""
        ids, weights = [], []
        for field in FIELDS:
            found = self._source.postings(field.name + suffix, term)
            if found is not None:
                damp = np.float32(1 - field.b) + np.float32(field.b) * self._length_ratios[field.name][found[0]]
                ids.append(found[0])
                weights.append(np.float32(field.boost) * found[1] / damp)
        if not ids:
            return None
        numbers, places = np.unique(np.concatenate(ids), return_inverse=True)
        summed = np.bincount(places, np.concatenate(weights)).astype(np.float32)
        return numbers, np.float32(K1 + 1) * summed / (summed + np.float32(K1))

    def _exact(self, term: str) -> Ids:
        found = self._source.postings("exact", term) if term else None
        return found[0] if found else np.zeros(0, np.int32)

    def _idf(self, frequency: int) -> float:
        """BM25's idf of a concept or gram that `frequency` documents hold, always positive."""
        return float(np.log1p((len(self._metas) - frequency + 0.5) / (frequency + 0.5)))

    def _passing(self, filters: Mapping[str, str]) -> npt.NDArray[np.bool_]:
        passing = np.ones(len(self._metas), np.bool_)
        for name, value in filters.items():
            numbers = self._values.get(name, {}).get(value)
            passing &= np.isin(np.arange(len(self._metas)), numbers) if numbers is not None else False
        return passing

    def _members(self, group: int) -> Ids:
        order, starts, _ = self._groups
        end = starts[group + 1] if group + 1 < len(starts) else len(order)
        return order[starts[group] : end]

    def _best_members(self, ranks: Ids) -> Ids:
        """For each group the number of its document to show: in the reader's best locale, even if another matched."""
        order, starts, _ = self._groups
        places = ranks[order].astype(np.int64) * len(order) + np.arange(len(order))
        best: Ids = order[np.minimum.reduceat(places, starts) % len(order)]
        return best

    def _facets(self, shown: Ids) -> dict[str, dict[str, int]]:
        is_shown = np.zeros(len(self._metas), np.bool_)
        is_shown[shown] = True
        facets: dict[str, dict[str, int]] = {}
        for name, (values, numbers, places) in self._columns.items():
            counts = np.bincount(places[is_shown[numbers]], minlength=len(values))
            facets[name] = {values[place]: int(counts[place]) for place in np.flatnonzero(counts)}
        return facets

    @cached_property
    def _columns(self) -> dict[str, tuple[list[str], Ids, Ids]]:
        """By filter name: its values, and for each pair of a document and a value the number and the value's place."""
        columns: dict[str, tuple[list[str], Ids, Ids]] = {}
        for name, found in self._values.items():
            sizes = [len(numbers) for numbers in found.values()]
            places = np.repeat(np.arange(len(found), dtype=np.int32), sizes)
            columns[name] = (list(found), np.concatenate(list(found.values())), places)
        return columns

    def _locale_ranks(self, locales: tuple[str, ...], language: str) -> tuple[Ids, Floats]:
        """For each document its locale's place in the reader's chain, and the weight of that place; the full one in
        the language of the query."""
        places = {locale: place for place, locale in reversed(list(enumerate(locales)))}
        ranks = np.array([places.get(meta.locale, len(locales)) for meta in self._metas], np.int32)
        weights = np.array(LOCALE_WEIGHTS, np.float32)[np.minimum(ranks, len(LOCALE_WEIGHTS) - 1)]
        if language:
            weights[[language_of(meta.locale) == language for meta in self._metas]] = LOCALE_WEIGHTS[0]
        return ranks, weights

    @cached_property
    def _boosts(self) -> Floats:
        return np.array([meta.boost for meta in self._metas], np.float32)

    @cached_property
    def _length_ratios(self) -> dict[str, Floats]:
        """Each field's length as a share of the average length of that field where it isn't empty."""
        ratios = {}
        for field in FIELDS:
            lengths = np.array([meta.lengths.get(field.name, 0) for meta in self._metas], np.float64)
            filled = int(np.count_nonzero(lengths))
            ratios[field.name] = (lengths / (lengths.sum() / filled if filled else 1.0)).astype(np.float32)
        return ratios

    @cached_property
    def _groups(self) -> tuple[Ids, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Document numbers ordered by group, where each group starts in that order, and each group's rank by name."""
        order = np.array(sorted(range(len(self._metas)), key=self._sort_key), np.int32)
        names = [self._metas[number].group for number in order]
        starts = np.array([i for i, name in enumerate(names) if i == 0 or names[i - 1] != name], np.int64)
        return order, starts, np.arange(len(starts))

    def _sort_key(self, number: int) -> tuple[str, str]:
        return self._metas[number].group, self._metas[number].key

    @cached_property
    def _group_of(self) -> Ids:
        order, starts, _ = self._groups
        sizes = np.diff(np.append(starts, len(order)))
        group_of = np.zeros(len(order), np.int32)
        group_of[order] = np.repeat(np.arange(len(starts), dtype=np.int32), sizes)
        return group_of

    @cached_property
    def _values(self) -> dict[str, dict[str, Ids]]:
        """Numbers of the documents that have a filter value, by filter name and value."""
        found: dict[str, dict[str, list[int]]] = {}
        for number, meta in enumerate(self._metas):
            for name, values in meta.filters.items():
                for value in values:
                    found.setdefault(name, {}).setdefault(value, []).append(number)
        return {
            name: {value: np.array(numbers, np.int32) for value, numbers in values.items()}
            for name, values in found.items()
        }


def json_of(meta: Meta) -> dict[str, Any]:
    """A Meta as plain values, for an engine to keep; `meta_from` reads it back."""
    return {
        "k": meta.key,
        "l": meta.locale,
        "g": meta.group,
        "p": meta.fingerprint,
        "f": {name: list(values) for name, values in meta.filters.items()},
        "n": dict(meta.lengths),
        "b": meta.boost,
    }


def meta_from(values: Mapping[str, Any]) -> Meta:
    """The Meta that `json_of` wrote."""
    return Meta(values["k"], values["l"], values["g"], values["p"], values["f"], values["n"], values["b"])
