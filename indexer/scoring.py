"""The arithmetic of a match, for every engine that scores by itself: BM25F, blended idf, the reader's locale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import log1p

from indexer.analysis.languages import language_of
from indexer.fields import FIELDS, K1

CUT = 0.1  # groups below this share of the best score are no answers: they match function words or one common character
LOCALE_WEIGHTS = (1.0, 0.8, 0.7)  # the reader's locale, its first fallback, any other locale
MOST_NEAR = 50  # groups that are candidates for their meaning alone
EXACT_BONUS = 1e-6  # what an exact title adds, so that it is found even when none of its terms is indexed
DRIFT = 1.6  # times that the mean length of a field may change until all must be weighed anew
DRIFT_FROM = 20  # documents; the means of fewer say nothing

Lengths = Sequence[int]  # words of each field of a document, in the order of FIELDS


def averages_of(lengths: Iterable[Lengths]) -> tuple[float, ...]:
    """The mean length of each field where it isn't empty, in the order of FIELDS; 1 for a field that never is filled.

    An index keeps those of the documents that it began with, so that a document's weights never depend on the others.
    """
    columns = list(zip(*lengths, strict=True)) or [()] * len(FIELDS)
    filled = [[length for length in column if length] for column in columns]
    return tuple(sum(column) / len(column) if column else 1.0 for column in filled)


def has_drifted(kept: Sequence[float], present: Sequence[float], documents: int) -> bool:
    """Whether the means that an index began with have become wrong in the fields that decide: title and text."""
    pairs = [(a, b) for field, a, b in zip(FIELDS, kept, present, strict=True) if field.boost >= 1.0]
    return documents >= DRIFT_FROM and any(max(a, b) > DRIFT * min(a, b) for a, b in pairs if min(a, b) > 1.0)


def damps(lengths: Lengths, averages: Sequence[float]) -> tuple[float, ...]:
    """What an occurrence in each field is divided by, in the order of FIELDS: BM25's length norm."""
    return tuple(
        1.0 - field.b + field.b * length / average
        for field, length, average in zip(FIELDS, lengths, averages, strict=True)
    )


def weights_of(counts: Mapping[str, Mapping[str, int]], damped: Sequence[float]) -> dict[str, float]:
    """Weight of each term of a document before saturation: its occurrences in all fields, boosted and damped (BM25F).

    counts: by field name, term -> occurrences.
    """
    weights: dict[str, float] = {}
    for field, damp in zip(FIELDS, damped, strict=True):
        for term, times in counts.get(field.name, {}).items():
            weights[term] = weights.get(term, 0.0) + field.boost * times / damp
    return weights


def impact(weight: float) -> float:
    """What a term adds to a document's score before idf: its weight, saturated; below K1 + 1."""
    return (K1 + 1) * weight / (weight + K1)


def idf(documents: int, frequency: int) -> float:
    """BM25's idf of a concept or gram that `frequency` of so many documents hold, always positive."""
    return log1p((documents - frequency + 0.5) / (frequency + 0.5))


def locale_weight(locale: str, chain: Sequence[str], language: str) -> float:
    """The weight of a text in a locale for a reader of a chain of locales who typed words of a language (see Query)."""
    if language and language_of(locale) == language:
        return LOCALE_WEIGHTS[0]
    place = chain.index(locale) if locale in chain else len(chain)
    return LOCALE_WEIGHTS[min(place, len(LOCALE_WEIGHTS) - 1)]
