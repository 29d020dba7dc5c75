"""The order of candidates: the engine's score, how much of the query is covered, how close the title is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from indexer.analysis.analyzer import Analyzer
from indexer.engine import Candidate, Candidates
from indexer.fields import K1, exact_title
from indexer.query import Query

POOL = 50  # candidates that are put in a new order
UNCOVERED = 0.5  # what a document keeps of its score when it covers nothing; flat from .35 to 1 over seven sets
TITLE = 1.0  # the most that a title alike adds, as a share of the score; flat from .6 to 1.2
WHOLE = frozenset(("word", "stem", "pinyin", "initials", "spelling", "sound"))  # kinds that name a concept whole
GOOD_COVERAGE = 0.4  # below this share of the query's idf even the best hit is no good answer


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with its final score: the engine's x every factor. factors: with their names. coverage: share of the
    query's idf that it matches. likeness: how alike the query and its title are, both 0..1."""

    candidate: Candidate
    score: float
    coverage: float
    likeness: float = 0.0
    factors: tuple[tuple[str, float], ...] = ()


def ranked(query: Query, found: Candidates, analyzer: Analyzer) -> list[Ranked]:
    """The first POOL candidates best first: exact titles, then by score, ties by key. The others follow in the
    engine's order, so that a hit stands at one place however many are asked for."""
    weights = [concept.weight * idf for concept, idf in zip(query.concepts, found.idfs, strict=True)]
    matched = [any(row.strengths[place] for row in found.items) for place in range(len(weights))]
    known = [weight if is_matched else 0.0 for weight, is_matched in zip(weights, matched, strict=True)]
    asked = [frozenset(one.term for one in concept.alternatives if one.kind in WHOLE) for concept in query.concepts]
    rows = []
    for candidate in found.items:
        titles = (candidate.card.title, *candidate.card.aliases)
        alike = max(_likeness(query, asked, title, analyzer.word_set(title, candidate.card.locale)) for title in titles)
        factors = (
            ("coverage", UNCOVERED + (1 - UNCOVERED) * _coverage(candidate.strengths, known)),
            ("title", 1 + TITLE * alike),
        )
        score = candidate.score * prod(value for _, value in factors)
        rows.append(Ranked(candidate, score, _coverage(candidate.strengths, weights), alike, factors))
    return [*sorted(rows[:POOL], key=_place), *rows[POOL:]]


def confidence(query: Query, found: Candidates, rows: Sequence[Ranked]) -> float:
    """How sure the best hit answers, 0..1: its score as a share of what the query's words could give at most.

    The raw score says little (AUROC .85 on clinc150's out-of-scope queries), its share of the query's idf .92.
    """
    best = max((row.candidate.score * (0.5 + 0.5 * row.coverage) for row in rows[:POOL]), default=0.0)
    possible = sum(concept.weight * idf for concept, idf in zip(query.concepts, found.idfs, strict=True)) * (K1 + 1)
    return min(1.0, best / possible) if possible else 0.0


def _place(row: Ranked) -> tuple[bool, float, str]:
    return not row.candidate.is_exact, -row.score, row.candidate.key


def _coverage(strengths: Sequence[float], weights: Sequence[float]) -> float:
    total = sum(weights)
    matched = sum(weight for strength, weight in zip(strengths, weights, strict=True) if strength > 0)
    return matched / total if total else 1.0


def _likeness(query: Query, asked: Sequence[frozenset[str]], title: str, words: frozenset[str]) -> float:
    """How alike a query and a title are, 0..1: by words, or by the share of a title that the query begins."""
    alike = sum(1 for own in asked if own & words)
    by_words = min(1.0, 2 * alike / (len(asked) + len(words))) if asked and words else 0.0
    begun = len(query.exact) / len(title) if query.exact and exact_title(title).startswith(query.exact) else 0.0
    return max(by_words, min(1.0, begun))
